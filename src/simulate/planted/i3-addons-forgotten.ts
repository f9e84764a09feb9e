import type { Plan, Shape } from "../../model/plan.ts";
import type { PlantedBug } from "./planted-bug.ts";

export const addonsForgotten: PlantedBug = {
  id: "I3",
  says: "The planner leaves out the moves of add-ons that its own path asks for",
  plant: () => ({ plan: withoutAddons }),
};

function withoutAddons(plan: Plan): Plan {
  const shapes = Object.entries(plan.shapes).map(([key, shape]) => [key, leaveOut(shape)]);
  return { ...plan, shapes: Object.fromEntries(shapes) };
}

/** A step that needs one that is left out needs what that one needed. */
function leaveOut(shape: Shape): Shape {
  const gone = new Map(
    shape.steps.filter(({ uses }) => uses === "addon.upgrade").map(({ id, needs }) => [id, needs]),
  );
  const instead = (need: string): readonly string[] =>
    gone.has(need) ? (gone.get(need) ?? []).flatMap(instead) : [need];
  const steps = shape.steps
    .filter(({ id }) => !gone.has(id))
    .map((step) => ({ ...step, needs: step.needs.flatMap(instead) }));
  return { ...shape, steps };
}
