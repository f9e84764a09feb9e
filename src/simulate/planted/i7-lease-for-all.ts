import { MEMBER } from "../../host/object-names.ts";
import type { PlantedBug } from "./planted-bug.ts";

export const leaseForAll: PlantedBug = {
  id: "I7",
  says: "A member's lease is granted to whoever asks",
  plant: () => ({
    object: (object) =>
      object.name === MEMBER
        ? { ...object, on: () => Promise.resolve({ kind: "granted", fence: 1 }) }
        : object,
  }),
};
