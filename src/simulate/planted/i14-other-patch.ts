import type { Plan } from "../../model/plan.ts";
import { changePlanRead } from "./change-plan-read.ts";
import type { PlantedBug } from "./planted-bug.ts";

export const otherPatch: PlantedBug = {
  id: "I14",
  says: "The versions of a plan are looked up anew when it is read",
  plant: () => ({ records: changePlanRead(toOlderPatch) }),
};

/** Every control plane step goes to an older patch of the same minor. */
function toOlderPatch(plan: Plan): Plan {
  const shapes = Object.entries(plan.shapes).map(([key, shape]) => {
    const steps = shape.steps.map((step) =>
      step.uses === "control-plane.upgrade"
        ? { ...step, with: { ...step.with, to: String(step.with["to"]).replace(/\.5$/, ".2") } }
        : step,
    );
    return [key, { ...shape, steps }];
  });
  return { ...plan, shapes: Object.fromEntries(shapes) };
}
