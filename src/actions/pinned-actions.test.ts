import { expect, it } from "vitest";
import type { Plan, Step } from "../model/plan.ts";
import { actionCatalog } from "./catalog.ts";
import { findAction, shelfOfPlan, type PinnedPacks } from "./pinned-actions.ts";
import { wait } from "./wait/wait.ts";

const pin = (name: string) => ({ name, version: "1.0.0", hash: `hash-${name}` });

const packs: PinnedPacks = {
  actionsOf: ({ name, hash }) =>
    hash === "hash-gone" ? { missing: `${name} is gone` } : new Map([[`${name}/look`, wait]]),
};
const shelf = { actions: actionCatalog, packs };

const step = (uses: string): Step => ({
  id: uses,
  title: "",
  uses,
  with: {},
  role: "self",
  needs: [],
  timeoutMs: 1,
  retry: {
    policy: "FIXED",
    limit: 0,
    delayMs: 0,
    scale: 1,
    maxDelayMs: 0,
    jitterMs: 0,
    totalTimeoutMs: 0,
  },
  undo: "",
});

function plan(pins: Plan["packs"], ...uses: readonly string[]) {
  const shape = { strategy: "rolling", why: "", hops: [], steps: uses.map(step) } as const;
  return { packs: pins, shapes: { A: shape } };
}

it("an action of ours is ours, whatever packs there are", () => {
  expect(findAction(shelf, [pin("wait")], "wait")).toBe(wait);
  expect(findAction({ actions: actionCatalog }, undefined, "wait")).toBe(wait);
});

it("an action of a pack is that of the pack that the plan pins", () => {
  expect(findAction(shelf, [pin("care")], "care/look")).toBe(wait);
});

it.each([
  ["care/other", [pin("care")], "this build has no action care/other"],
  ["nobody", [], "this build has no action nobody"],
  ["care/look", [pin("other")], "the plan pins no pack care"],
  ["care/look", undefined, "the plan pins no pack care"],
  ["gone/look", [pin("gone")], "gone is gone"],
])("%s is missed in words", (uses, pins, missing) => {
  expect(findAction(shelf, pins, uses)).toEqual({ missing });
});

it("without a place for packs a pin leads nowhere", () => {
  expect(findAction({ actions: actionCatalog }, [pin("care")], "care/look")).toEqual({
    missing: "no packs are kept here, and the plan pins care",
  });
});

it("a plan has our actions and those of its packs; one that is gone is missed only where an action of it is used", () => {
  const made = shelfOfPlan(shelf, plan([pin("care"), pin("gone")], "wait", "care/look"));
  expect(made.missing).toEqual(new Map());
  expect(made.actions.has("care/look")).toBe(true);
  expect(made.actions.size).toBe(actionCatalog.size + 1);
  const missed = shelfOfPlan(shelf, plan([pin("gone")], "gone/look"));
  expect(missed.missing).toEqual(new Map([["gone", "gone is gone"]]));
  expect(shelfOfPlan(shelf, plan(undefined, "wait")).actions.size).toBe(actionCatalog.size);
});

it("steps that run when something failed, and those of the rollout itself, count as well", () => {
  const { shapes } = plan([], "wait");
  const recovery = {
    undo: "failure",
    steps: [{ ...step("gone/look"), when: { kind: "upgrade-failed" } }],
  } as const;
  const failing = { packs: [pin("gone")], shapes: { A: { ...shapes.A, recovery } } };
  expect(shelfOfPlan(shelf, failing).missing.size).toBe(1);
  const flows = { "on-failure": { use: "x", on: "rollout", steps: [step("gone/look")] } } as const;
  expect(shelfOfPlan(shelf, { packs: [pin("gone")], shapes, flows }).missing.size).toBe(1);
});
