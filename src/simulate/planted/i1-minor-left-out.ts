import type { Action } from "../../actions/action.ts";
import type { Plan, Shape } from "../../model/plan.ts";
import type { PlantedBug } from "./planted-bug.ts";

const ACTION = "control-plane.upgrade";

export const minorLeftOut: PlantedBug = {
  id: "I1",
  says: "The planner goes to the target at once, and the action trusts the plan",
  plant: () => ({ plan: straightToTheTarget, action: askWithoutLooking }),
};

function straightToTheTarget(plan: Plan): Plan {
  const shapes = Object.entries(plan.shapes).map(([key, shape]) => [key, withLastHop(shape)]);
  return { ...plan, shapes: Object.fromEntries(shapes) };
}

/** Every control plane step goes where the last one goes. */
function withLastHop(shape: Shape): Shape {
  const last = shape.steps.findLast(({ uses }) => uses === ACTION)?.with["to"];
  const steps = shape.steps.map((step) =>
    step.uses === ACTION ? { ...step, with: { ...step.with, to: last } } : step,
  );
  return { ...shape, steps };
}

function askWithoutLooking(action: Action): Action {
  if (action.spec.name !== ACTION) return action;
  return {
    ...action,
    look: async (inputs, environment) => {
      const { context, effect, openMember } = environment;
      const { to } = action.input.parse(inputs) as { to: string };
      if (environment.mode === "forward") {
        await effect("ask", async () => {
          const { provider } = await openMember();
          return await provider.startControlPlaneUpgrade({ to, token: context.owner });
        });
      }
      return await action.look(inputs, environment);
    },
  };
}
