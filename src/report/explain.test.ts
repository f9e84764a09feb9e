import { expect, it } from "vitest";
import { explainLeftOut } from "./explain.ts";
import { plan, running, Teller } from "./teller.fixture.ts";

it("explains why a cluster waits, nearest reason first, by the rules that decide", () => {
  const teller = running();
  expect(teller.explain("c")).toBe(
    [
      "c waits.",
      "  for   stage first (0 of 2 over)",
      "Nothing of this needs you now.",
      "Decided at 10:00:05 by rule stage-order, event 5, plan 7b21e0c4.",
    ].join("\n"),
  );
  expect(teller.explain("b")).toContain("  for   a slot: 1 of 1 running in stage first");
  expect(new Teller().explain("a")).toContain("This needs somebody.");
});

it("explains a running cluster by its open steps, others by their last words", () => {
  const teller = running();
  teller.tell({ kind: "upgrade.waits", cluster: "a", attempt: 1, reason: "waits: for the lease" });
  expect(teller.explain("a")).toContain(
    "a has its turn and waits for the cluster itself, 1.34.4 to 1.36.3.\n  waits: for the lease",
  );
  teller.tell({ kind: "upgrade.leased", cluster: "a", attempt: 1 });
  expect(teller.explain("a")).toContain("0 of 2 steps done.\n  waits: for the lease");
  teller.tell({ kind: "step.started", cluster: "a", step: "one", attempt: 1, reason: "" });
  expect(teller.explain("a")).toContain("\n  step one\n");
  teller.tell({
    kind: "step.waiting",
    cluster: "a",
    step: "one",
    attempt: 1,
    reason: "PDB x allows 0",
  });
  expect(teller.explain("a")).toContain("step one: PDB x allows 0");
  for (const [result, words] of [
    ["done", "a is done"],
    ["cancelled", "a was cancelled"],
  ] as const) {
    expect(
      running().tell({ kind: "cluster.ended", cluster: "a", attempt: 1, result }).explain("a"),
    ).toContain(words);
  }
  expect(running().tell({ kind: "cluster.ended", cluster: "a", attempt: 1 }).get("a").status).toBe(
    "failed",
  );
  expect(running().tell({ kind: "cluster.skipped", cluster: "b" }).explain("b")).toContain(
    "b is skipped.",
  );
  expect(
    running()
      .tell({ kind: "cluster.ended", cluster: "a", attempt: 1, result: "done", reason: "" })
      .explain("a"),
  ).toContain("done");
  expect(running().tell({ kind: "upgrade.leased", cluster: "a", attempt: 1 }).get("a").reason).toBe(
    "cluster.starts",
  );
});

it("explains what the plan leaves out", () => {
  const view = running().projection.view();
  const left = { name: "old", kind: "blocked", why: "no way", help: "mend it" } as const;
  expect(explainLeftOut(view, left)).toBe(
    "old is not upgraded by r (plan 7b21e0c4): no way.\n  mend it",
  );
  expect(explainLeftOut(view, { ...left, help: "" })).toBe(
    "old is not upgraded by r (plan 7b21e0c4): no way.",
  );
});

it("says where in the records it has its answer from, for a cluster that waits and for others", () => {
  const teller = running().tell(
    { kind: "upgrade.started", cluster: "a", attempt: 1 },
    { kind: "step.started", cluster: "a", step: "one", attempt: 1 },
    { kind: "cluster.starts", cluster: "b", stage: "first", attempt: 1 },
  );
  expect(teller.explain("a")).toMatch(
    /\nTold at 10:00:07 as step\.started, event 2 of upgrade\/r\/a\/1, plan 7b21e0c4\.$/,
  );
  expect(teller.explain("b")).toMatch(/\nTold at 10:00:08 as cluster\.starts, event 6, plan/);
  expect(teller.explain("c")).toMatch(/\nDecided at 10:00:08 by rule stage-order, event 6, plan/);
});

it("calls somebody for a cluster that waits behind one that needs somebody", () => {
  const teller = running().tell({
    kind: "upgrade.paused",
    cluster: "a",
    attempt: 1,
    reason: "paused before step one by ana",
  });
  for (const name of ["b", "c"]) {
    expect(teller.explain(name)).toContain(
      "\n  a must be seen to first: paused before step one by ana\nThis needs somebody.",
    );
  }
  expect(teller.explain("a")).toContain("\n  go on with: fleetlift resume r a --reason TEXT\n");
});

it("calls somebody also for one that is held before its start, and not for one that failed", () => {
  const teller = running().tell({ kind: "cluster.held", cluster: "b", actor: "ben", comment: "" });
  expect(teller.explain("c")).toContain("\n  b must be seen to first: cluster.held\n");
  expect(teller.explain("b")).toContain(
    "it is paused before its start by ben; go on with: fleetlift resume r b",
  );
  teller.tell({ kind: "cluster.ended", cluster: "b", result: "failed" });
  expect(teller.explain("c")).not.toContain("must be seen to first");
});

it("names the first of many clusters in the way, and counts the others", () => {
  const stage = { ...plan.stages[0], name: "first", maxConcurrency: 9, maxAllowedFailures: 0 };
  const names = ["p", "q", "r", "s", "t"];
  const clusters = names.map((name) => ({ name, member: name, identity: name, shape: "A" }));
  const later = plan.stages.slice(1);
  const teller = new Teller({ ...plan, stages: [{ ...stage, clusters }, ...later] });
  teller.tell({ kind: "rollout.runs" });
  for (const cluster of names) {
    teller.tell(
      { kind: "cluster.starts", cluster, stage: "first", attempt: 1 },
      { kind: "upgrade.paused", cluster, attempt: 1, reason: "paused by ana" },
    );
  }
  expect(teller.explain("c")).toContain(
    "\n  r must be seen to first: paused by ana\n  and 2 more like it\n",
  );
});

it("tells why a cluster failed before any of its steps began", () => {
  const teller = running().tell({
    kind: "cluster.ended",
    cluster: "a",
    attempt: 1,
    result: "failed",
    reason: "failed: it is not the cluster that was planned for",
  });
  expect(teller.explain("a")).toContain("\n  failed: it is not the cluster that was planned for\n");
});

it("does not call a cluster done that lacks steps: it names them", () => {
  const teller = running().tell(
    {
      kind: "step.skipped",
      cluster: "a",
      step: "two",
      attempt: 1,
      reason: "two is skipped by ana",
    },
    { kind: "cluster.ended", cluster: "a", attempt: 1, result: "done", reason: "1 skipped" },
  );
  expect(teller.explain("a")).toContain(
    "a is done but for steps that were skipped: 1.34.4 to 1.36.3 was planned.\n  1 skipped\n  step two: two is skipped by ana\n",
  );
});
