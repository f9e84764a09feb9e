import { defineAction } from "../action.ts";
import { inputSchema } from "../input-schema.ts";
import { decideWait, waitInput } from "./decide.ts";

/** Lets time pass on the fleet's clock. */
export const wait = defineAction({
  spec: {
    name: "wait",
    title: "Wait",
    inputs: inputSchema(waitInput),
    touches: ["nothing"],
    undo: { kind: "nothing-to-undo" },
    typicalMs: { low: 0, high: 24 * 3_600_000 },
  },
  input: waitInput,
  open: () => Promise.resolve(null),
  observe: () => Promise.resolve(null),
  decide: decideWait,
  putBack: { nothing: "it only waited" },
  say: () => "wait",
  act: () => Promise.resolve(undefined),
});
