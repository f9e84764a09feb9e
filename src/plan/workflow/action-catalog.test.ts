import { expect, it } from "vitest";
import type { ActionSpec } from "../../model/action-spec.ts";
import { cannotBeUndone, undoWords } from "./action-catalog.ts";

const spec = (undo: ActionSpec["undo"]): ActionSpec => ({
  name: "addon.upgrade",
  title: "Upgrade an add-on",
  inputs: {},
  touches: [],
  undo,
  typicalMs: { low: 0, high: 0 },
});

it.each<[ActionSpec["undo"], string]>([
  [{ kind: "nothing-to-undo" }, "nothing to undo"],
  [{ kind: "impossible", why: "it never goes back" }, "cannot be undone: it never goes back"],
  [{ kind: "by-hand", how: "start it anew" }, "by hand: start it anew"],
  [
    { kind: "step", uses: "addon.rollback", how: "it brings it back" },
    "by addon.rollback: it brings it back",
  ],
])("%j is told in words", (undo, words) => {
  expect(undoWords(spec(undo))).toBe(words);
  expect(cannotBeUndone(words)).toBe(undo.kind === "impossible");
});
