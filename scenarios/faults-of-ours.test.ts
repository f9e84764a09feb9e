/**
 * A fault in our own code ends the step with words, and the clusters after it are held back as
 * after any failure: nobody waits for ever for a message that can never be handled.
 */
import { expect, it } from "vitest";
import type { Action } from "../src/actions/action.ts";
import { actionCatalog } from "../src/actions/catalog.ts";
import { openStage } from "./stage.ts";

const NAME = "kubernetes-1-36";

const throwing = (what: Partial<Action>): ReadonlyMap<string, Action> => {
  const check = actionCatalog.get("health.check");
  if (check === undefined) throw new Error("no health.check");
  return new Map([...actionCatalog, ["health.check", { ...check, ...what }]]);
};

it.each<[string, Partial<Action>, string]>([
  [
    "throws before it asks anything",
    { look: () => Promise.reject(new TypeError("cannot read properties of undefined")) },
    "fault in fleetlift: TypeError: cannot read properties of undefined",
  ],
  [
    "throws while it connects",
    {
      look: async (_inputs, { openMember }) => {
        await openMember();
        throw new RangeError("out of range");
      },
    },
    "fault in fleetlift: RangeError: out of range",
  ],
])("an action that %s fails its step, once and in words", async (_what, fault, words) => {
  const stage = await openStage("scenarios/trio", { actions: throwing(fault) });
  await stage.plan(NAME);
  await stage.order(NAME, { kind: "run", actor: "ana", reason: "" });
  // Putting back meets the same fault, and is tried for an hour before it is given up.
  await stage.host.advanceTo(stage.clock.nowMs() + 2 * 3_600_000);
  expect(stage.host.stuck()).toEqual([]);
  const told = await stage.news();
  expect(told.find(({ kind }) => kind === "step.failed")?.reason).toContain(words);
  expect(told.findLast(({ kind }) => kind === "rollout.ended")?.result).toBe("failed");
});
