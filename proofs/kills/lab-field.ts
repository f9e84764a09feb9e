import type { Field } from "./field.ts";

export const labField: Field = {
  rollout: "lab",
  rest: [5, 20],
  limitSeconds: 1_800,
  prepare: () => Promise.reject(new Error("not built yet")),
  upArgs: [],
  files: () => [],
  consequences: () => Promise.reject(new Error("not built yet")),
};
