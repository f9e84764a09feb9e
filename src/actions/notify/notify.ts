import { defineAction } from "../action.ts";
import { inputSchema } from "../input-schema.ts";
import { decideNotify, notifyInput } from "./decide.ts";

/** Tells the people whom the fleet names for the cluster. */
export const notify = defineAction({
  spec: {
    name: "notify",
    title: "Tell people",
    inputs: inputSchema(notifyInput),
    touches: ["messages"],
    undo: { kind: "nothing-to-undo" },
    typicalMs: { low: 0, high: 5_000 },
  },
  input: notifyInput,
  open: ({ openPeople }) => openPeople(),
  observe: ({ contacts }) => Promise.resolve(contacts),
  decide: decideNotify,
  putBack: { nothing: "what was told stays told" },
  say: ({ audience, to, text }) => `tell ${audience} (${to}): ${text}`,
  act: async (ports, { key, audience, to, text, atMs }, { cluster }) => {
    const about = cluster === "" ? {} : { cluster };
    await ports.notify.notify({ key, audience, to, text, atMs, ...about });
    return undefined;
  },
});
