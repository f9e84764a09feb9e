import { changePlanRead } from "./change-plan-read.ts";
import type { PlantedBug } from "./planted-bug.ts";

export const oneMoreSlot: PlantedBug = {
  id: "I5",
  says: "A stage is given one slot more than its maxConcurrency",
  plant: () => ({
    records: changePlanRead((plan) => ({
      ...plan,
      stages: plan.stages.map((stage) => ({
        ...stage,
        maxConcurrency: stage.maxConcurrency + 1,
      })),
    })),
  }),
};
