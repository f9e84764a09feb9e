import type { PlantedBug } from "./planted-bug.ts";

export const oneMoreAway: PlantedBug = {
  id: "I4",
  says: "One node more may be away than the plan says",
  plant: () => ({
    action: (action) =>
      action.spec.name === "node-pool.roll"
        ? {
            ...action,
            look: (inputs, environment) => {
              const { maxUnavailable } = action.input.parse(inputs) as { maxUnavailable: unknown };
              const more = typeof maxUnavailable === "number" ? maxUnavailable + 1 : 1;
              return action.look({ ...Object(inputs), maxUnavailable: more }, environment);
            },
          }
        : action,
  }),
};
