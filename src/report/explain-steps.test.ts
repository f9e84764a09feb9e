import { expect, it } from "vitest";
import { running } from "./teller.fixture.ts";

const ofA = { cluster: "a", attempt: 1 };
const step = (name: string) => ({ ...ofA, step: name });

it("a cluster that recovers says so, and shows the steps of its recovery behind its own", () => {
  const teller = running().tell(
    { kind: "step.done", ...step("one") },
    { kind: "step.failed", ...step("two"), needsPerson: true, reason: "step two: refused" },
    { kind: "upgrade.recovering", ...ofA, reason: "recovers: step undo-one" },
    { kind: "step.started", ...step("undo-one") },
    { kind: "step.waiting", ...step("undo-one"), reason: "for a node" },
  );
  expect(teller.explain("a")).toBe(
    [
      "a was stopped on the way from 1.34.4 to 1.36.3, and recovers.",
      "  step undo-one: for a node",
      "Nothing of this needs you now.",
      "Told at 10:00:10 as step.waiting, event 5 of upgrade/r/a/1, plan 7b21e0c4.",
    ].join("\n"),
  );
  teller.tell({ kind: "step.done", ...step("undo-one") });
  expect(teller.get("a")).toMatchObject({ stepsDone: 1, stepCount: 2, recovers: true });
  teller.tell({ kind: "cluster.ended", ...ofA, result: "failed", reason: "failed: undone: one" });
  expect(teller.explain("a")).toContain("  step two: step two: refused\n  failed: undone: one\n");
  teller.tell({ kind: "cluster.starts", cluster: "a", stage: "first", attempt: 2 });
  expect(teller.get("a")).toMatchObject({ recovers: false, steps: [{ id: "one" }, { id: "two" }] });
});

it("an undo that stops needs somebody", () => {
  const teller = running().tell({ kind: "upgrade.recovering", ...ofA, needsPerson: true });
  expect(teller.get("a").needsPerson).toBe(true);
});

it("an event of a step that nobody planned shows no step", () => {
  const teller = running().tell({ kind: "step.started", ...step("nowhere") });
  expect(teller.get("a").steps).toHaveLength(2);
  const poolOnly = running().tell({ kind: "step.started", cluster: "b", attempt: 1, step: "x" });
  expect(poolOnly.get("b").steps).toEqual([]);
});

const skippedBy = (rule: string | undefined) =>
  ({ kind: "step.skipped", ...step("one"), rule, reason: "left out" }) as const;
const passedOver = { kind: "step.failed", ...step("two"), reason: "step two: refused" } as const;
const end = { kind: "cluster.ended", ...ofA, result: "done", reason: "done: so" } as const;

it.each([
  [
    "its own condition left out is not missed",
    [skippedBy("if")],
    "a is done: 1.34.4 to 1.36.3.\n  done: so\n",
  ],
  [
    "somebody skipped is named",
    [skippedBy(undefined)],
    "a is done but for steps that were skipped: 1.34.4 to 1.36.3 was planned.\n  done: so\n  step one: left out\n",
  ],
  [
    "failed and was passed over is named",
    [passedOver],
    "a is done but for steps that failed and were passed over: 1.34.4 to 1.36.3 was planned.\n  done: so\n  step two: refused\n",
  ],
  [
    "failed, and what was skipped, are both named",
    [skippedBy(undefined), passedOver],
    "a is done but for steps that were skipped or failed and were passed over: ",
  ],
] as const)("what of a cluster that is done %s", (_what, events, words) => {
  expect(
    running()
      .tell(...events, end)
      .explain("a"),
  ).toContain(words);
});
