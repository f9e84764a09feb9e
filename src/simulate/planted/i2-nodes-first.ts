import type { Action } from "../../actions/action.ts";
import type { Plan } from "../../model/plan.ts";
import type { PlantedBug } from "./planted-bug.ts";

const ACTION = "node-pool.roll";

export const nodesFirst: PlantedBug = {
  id: "I2",
  says: "Node pools need no control plane before them, and the action does not look at it",
  plant: () => ({ plan: withoutNeeds, action: addWithoutLooking }),
};

function withoutNeeds(plan: Plan): Plan {
  const shapes = Object.entries(plan.shapes).map(([key, shape]) => {
    const steps = shape.steps.map((step) => (step.uses === ACTION ? { ...step, needs: [] } : step));
    return [key, { ...shape, steps }];
  });
  return { ...plan, shapes: Object.fromEntries(shapes) };
}

function addWithoutLooking(action: Action): Action {
  if (action.spec.name !== ACTION) return action;
  return {
    ...action,
    look: async (inputs, environment) => {
      const { context, effect, openMember } = environment;
      const { pool, to } = action.input.parse(inputs) as { pool: string; to: string };
      if (environment.mode === "forward") {
        await effect("add", async () => {
          const { provider } = await openMember();
          const request = { pool, token: context.owner };
          await provider.ensureNodes({ ...request, version: to, count: 1 });
        });
      }
      return await action.look(inputs, environment);
    },
  };
}
