import type { PlantedBug } from "./planted-bug.ts";

export const doneBeforeTold: PlantedBug = {
  id: "I9",
  says: "What an action is about to do is not recorded",
  plant: () => ({
    action: (action) => ({
      ...action,
      look: (inputs, environment) =>
        action.look(inputs, { ...environment, intend: () => Promise.resolve() }),
    }),
  }),
};
