import { expect, it } from "vitest";
import { chainEvents, emptyHead, type Event, type EventBody } from "../model/event.ts";
import type { Plan, Step } from "../model/plan.ts";
import { explainCluster, explainLeftOut, renderExplanation } from "./explain.ts";
import { RolloutProjection } from "./rollout-projection.ts";
import { elapsedTime, isoTime, roughTime } from "./time-words.ts";
import { isDetail, subjectOf, timelineLine } from "./timeline.ts";

const step = (id: string): Step => ({
  id,
  title: `step ${id}`,
  uses: "test",
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

const plan: Plan = {
  schemaVersion: 1,
  kind: "Plan",
  rollout: "r",
  fleet: "f",
  target: { kubernetes: "1.36" },
  workflows: {},
  shapes: {
    A: {
      strategy: "rolling",
      why: "",
      hops: [
        { component: "control-plane", from: "1.34.4", to: "1.35.4" },
        { component: "control-plane", from: "1.35.4", to: "1.36.3" },
      ],
      steps: [step("one"), step("two")],
    },
    P: {
      strategy: "rolling",
      why: "",
      hops: [
        { component: "node-pool", pool: "p", dialect: "weRoll", from: "1.35.4", to: "1.36.3" },
      ],
      steps: [],
    },
  },
  stages: [
    {
      name: "first",
      maxConcurrency: 1,
      maxAllowedFailures: 0,
      clusters: [
        { name: "a", member: "a", identity: "1", shape: "A" },
        { name: "b", member: "b", identity: "2", shape: "P" },
      ],
    },
    {
      name: "second",
      maxConcurrency: 1,
      maxAllowedFailures: 0,
      clusters: [{ name: "c", member: "c", identity: "3", shape: "unknown" }],
    },
  ],
  leftOut: [],
};

/** Tells events to a projection, on the streams that they would come by. */
class Teller {
  readonly projection: RolloutProjection;
  #heads = new Map<string, ReturnType<typeof emptyHead>>();
  nowMs = 1_763_632_800_000;

  constructor() {
    this.projection = new RolloutProjection(
      plan,
      this.#event({ kind: "rollout.planned", plan: "7b21e0c4ffff", reason: "planned" }),
    );
  }

  #event(body: Partial<EventBody> & Pick<EventBody, "kind">): Event {
    const ofUpgrade = body.kind.startsWith("upgrade.") || body.kind.startsWith("step.");
    const stream = ofUpgrade ? `upgrade/r/${body.cluster}/${body.attempt ?? 1}` : "rollout/r";
    const full = { actor: "fleetlift", rollout: "r", reason: body.kind, ...body };
    const { head, events } = chainEvents(
      this.#heads.get(stream) ?? emptyHead(stream),
      [full],
      (this.nowMs += 1_000),
    );
    this.#heads.set(stream, head);
    const [event] = events;
    if (event === undefined) throw new Error("one body gives one event");
    return event;
  }

  tell(...bodies: readonly (Partial<EventBody> & Pick<EventBody, "kind">)[]): this {
    for (const body of bodies) this.projection.take(this.#event(body));
    return this;
  }

  get(name: string) {
    const found = this.projection.cluster(name);
    if (found === undefined) throw new Error(`no cluster ${name}`);
    return found;
  }

  explain(name: string): string {
    const { projection } = this;
    return renderExplanation(
      explainCluster(
        projection.view(),
        this.get(name),
        projection.whyWaits(name),
        projection.decided(),
      ),
    );
  }
}

const running = (): Teller =>
  new Teller().tell(
    { kind: "rollout.runs" },
    { kind: "stage.started", stage: "first" },
    { kind: "cluster.starts", cluster: "a", stage: "first", attempt: 1 },
    { kind: "cluster.waits", stage: "second", rule: "stage-order" },
  );

it("shows a rollout that nothing was done of yet", () => {
  const view = new Teller().projection.view();
  expect(view).toMatchObject({
    name: "r",
    phase: "planned",
    startedAtMs: undefined,
    result: undefined,
  });
  expect(view.stages.map(({ phase, total, waiting }) => [phase, total, waiting])).toEqual([
    ["waiting", 2, 2],
    ["waiting", 1, 1],
  ]);
  expect(view.clusters.map(({ name, from, to }) => [name, from, to])).toEqual([
    ["a", "1.34.4", "1.36.3"],
    ["b", "1.35.4", "1.36.3"],
    ["c", "", ""],
  ]);
});

it("follows a cluster step by step to its end", () => {
  const teller = running().tell(
    { kind: "upgrade.started", cluster: "a", attempt: 1 },
    { kind: "step.started", cluster: "a", step: "one", attempt: 1 },
    { kind: "step.intends", cluster: "a", step: "one", attempt: 1 },
    { kind: "step.progress", cluster: "a", step: "one", attempt: 1, reason: "half way" },
  );
  expect(teller.get("a")).toMatchObject({
    status: "running",
    reason: "half way",
    stepsDone: 0,
    stepCount: 2,
  });
  teller.tell(
    { kind: "step.waiting", cluster: "a", step: "one", attempt: 1, needsPerson: true },
    { kind: "step.retrying", cluster: "a", step: "one", attempt: 1 },
    { kind: "step.done", cluster: "a", step: "one", attempt: 1 },
    { kind: "step.skipped", cluster: "a", step: "two", attempt: 1 },
    { kind: "step.put-back", cluster: "a", step: "two", attempt: 1 },
  );
  expect(teller.get("a")).toMatchObject({ stepsDone: 2, needsPerson: false });
  teller.tell({ kind: "cluster.ended", cluster: "a", attempt: 1, result: "done" });
  expect(teller.get("a")).toMatchObject({ status: "done", needsPerson: false });
  expect(teller.projection.view().stages[0]).toMatchObject({ done: 1, waiting: 1, phase: "open" });
});

it("takes an event once, and passes over clusters and stages that the plan does not have", () => {
  const teller = running();
  const before = teller.projection.view();
  teller.projection.take(teller.projection.decided());
  teller.tell(
    { kind: "stage.started", stage: "nowhere" },
    { kind: "cluster.starts", cluster: "nobody" },
  );
  expect(teller.projection.view().clusters).toEqual(before.clusters);
  expect(teller.projection.whyWaits("nobody")).toEqual([]);
});

it("tells failure, retry as a new attempt, and passes over what an earlier attempt still says", () => {
  const teller = running().tell(
    {
      kind: "step.failed",
      cluster: "a",
      step: "one",
      attempt: 1,
      needsPerson: true,
      reason: "coredns is down",
    },
    {
      kind: "cluster.ended",
      cluster: "a",
      attempt: 1,
      result: "failed",
      reason: "failed: coredns is down",
    },
    { kind: "rollout.held", stage: "first", needsPerson: true },
    { kind: "stage.ended", stage: "first", result: "failed" },
    { kind: "rollout.ended", result: "failed" },
  );
  expect(teller.projection.view()).toMatchObject({
    phase: "failed",
    result: "failed",
    stages: [{ phase: "failed" }, {}],
  });
  expect(teller.explain("a")).toContain(
    "step one: coredns is down\n  mend it, then: fleetlift retry r a",
  );
  teller.tell({ kind: "cluster.retried", cluster: "a", attempt: 1 }, { kind: "rollout.runs" });
  expect(teller.get("a").status).toBe("waiting");
  expect(teller.explain("a")).toContain("a starts next.");
  teller.tell(
    { kind: "cluster.starts", cluster: "a" },
    { kind: "step.done", cluster: "a", step: "one", attempt: 1 },
    { kind: "step.done", cluster: "a", step: "two", attempt: 2 },
  );
  expect(teller.get("a")).toMatchObject({ attempt: 2, stepsDone: 1 });
});

it("tells stop, pause, resume and cancel of the whole", () => {
  const teller = running();
  teller.tell({ kind: "rollout.paused", actor: "ana", comment: "checking DNS" });
  expect(teller.projection.view().paused).toBe("rollout.paused");
  expect(teller.explain("b")).toContain("rollout r is paused by ana: checking DNS");
  teller.tell({ kind: "rollout.resumed" }, { kind: "rollout.stops" });
  expect(teller.projection.view()).toMatchObject({ paused: undefined, phase: "stopped" });
  teller.tell({ kind: "rollout.cancelled" });
  expect(teller.projection.view().phase).toBe("cancelling");
  teller.tell({ kind: "rollout.ended", result: "cancelled" });
  expect(teller.projection.view().phase).toBe("cancelled");
  expect(
    running()
      .tell(
        { kind: "stage.ended", stage: "first", result: "done" },
        { kind: "rollout.ended", result: "done" },
      )
      .projection.view(),
  ).toMatchObject({ phase: "done", stages: [{ phase: "done" }, {}] });
});

it("tells pause and resume of a stage and of a cluster", () => {
  const teller = running().tell({ kind: "stage.paused", stage: "first", actor: "ana" });
  expect(teller.projection.view().stages[0]?.paused).toBe("stage.paused");
  expect(teller.explain("b")).toContain("stage first is paused by ana: stage.paused");
  teller.tell(
    { kind: "stage.resumed", stage: "first" },
    { kind: "cluster.held", cluster: "b", actor: "ben", comment: "busy" },
  );
  expect(teller.explain("b")).toContain("it is paused before its start by ben: busy");
  expect(teller.get("b")).toMatchObject({ needsPerson: true, paused: "cluster.held" });
  teller.tell({ kind: "cluster.released", cluster: "b" });
  expect(teller.get("b")).toMatchObject({ needsPerson: false, paused: undefined });
  teller.tell({ kind: "upgrade.pausing", cluster: "a", attempt: 1 });
  expect(teller.explain("a")).toContain("a is paused on the way from 1.34.4 to 1.36.3.");
  teller.tell({ kind: "upgrade.paused", cluster: "a", attempt: 1 });
  expect(teller.get("a").needsPerson).toBe(true);
  teller.tell({ kind: "upgrade.resumed", cluster: "a", attempt: 1 });
  expect(teller.get("a").paused).toBeUndefined();
});

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

it("can be made of an event that does not name its plan", () => {
  const planned = running().projection.decided();
  const { plan: _, ...unnamed } = planned;
  expect(new RolloutProjection(plan, unnamed).view().plan).toBe("");
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

it("writes a story line by line, in time since its start", () => {
  const decided = running().projection.decided();
  expect(timelineLine({ ...decided, cluster: "a" }, decided.atMs - 3_723_000, 8)).toBe(
    "01:02:03  a         cluster.waits",
  );
  expect(subjectOf(decided)).toBe("rollout");
  expect(isDetail(decided)).toBe(false);
  expect(isDetail({ ...decided, kind: "step.intends" })).toBe(true);
  expect(isDetail({ ...decided, kind: "upgrade.ending", result: "failed" })).toBe(true);
  expect(isDetail({ ...decided, kind: "upgrade.ending", result: "cancelled" })).toBe(false);
});

it("passes over a stage event that names no stage", () => {
  const teller = running();
  const before = teller.projection.view().stages;
  teller.tell({ kind: "stage.started" });
  expect(teller.projection.view().stages).toEqual(before);
});

it("writes times for people", () => {
  expect([0, 45_000, 720_000, 11_100_000].map(roughTime)).toEqual([
    "0 s",
    "45 s",
    "12 min",
    "3 h 05 min",
  ]);
  expect(elapsedTime(-5)).toBe("00:00:00");
  expect(isoTime(1_763_632_800_123)).toBe("2025-11-20T10:00:00Z");
});
