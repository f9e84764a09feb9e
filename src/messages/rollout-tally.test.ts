import { expect, it } from "vitest";
import type { EventBody } from "../model/event.ts";
import type { Plan } from "../model/plan.ts";
import { event } from "./messages.fixture.ts";
import { rolloutFacts } from "./rollout-facts.ts";
import { RolloutTally } from "./rollout-tally.ts";

const ended = (cluster: string, result: "done" | "failed" | "cancelled") =>
  ({ kind: "cluster.ended", cluster, result }) as const;

function status(...bodies: readonly Partial<EventBody>[]): string {
  const tally = new RolloutTally("r", 4);
  for (const body of bodies) tally.take(event(body));
  const { title, text, severity } = tally.status();
  return `${title} | ${text.replace("\n", " / ")} | ${severity}`;
}

it.each<[string, readonly Partial<EventBody>[]]>([
  ["Rollout r: planned | 0 of 4 done | info", []],
  ["Rollout r: running | 0 of 4 done | info", [{ kind: "rollout.runs" }]],
  [
    "Rollout r: paused | 0 of 4 done | info",
    [{ kind: "rollout.runs" }, { kind: "rollout.paused" }],
  ],
  [
    "Rollout r: running | 0 of 4 done | info",
    [{ kind: "rollout.paused" }, { kind: "rollout.resumed" }],
  ],
  ["Rollout r: stopped | 0 of 4 done | info", [{ kind: "rollout.stops" }]],
  ["Rollout r: being cancelled | 0 of 4 done | info", [{ kind: "rollout.cancelled" }]],
  [
    "Rollout r: done | 1 of 4 done | info",
    [ended("a", "done"), { kind: "rollout.ended", result: "done" }],
  ],
  ["Rollout r: done | 0 of 4 done | info", [{ kind: "rollout.ended" }]],
  [
    "Rollout r: planned, stage s | 1 of 4 done, 1 running, 1 cancelled, 1 skipped | info",
    [
      { kind: "stage.started", stage: "s" },
      { kind: "stage.ended", stage: "s" },
      { kind: "cluster.starts", cluster: "a" },
      ended("b", "done"),
      ended("c", "cancelled"),
      { kind: "cluster.skipped", cluster: "d" },
      { kind: "cluster.starts", cluster: "@flow" },
    ],
  ],
  [
    "Rollout r: failed | 0 of 4 done, 1 failed | critical",
    [
      ended("a", "failed"),
      { kind: "rollout.held", reason: "nothing new starts" },
      { kind: "rollout.ended", result: "failed" },
    ],
  ],
  [
    "Rollout r: planned | 0 of 4 done, 1 failed / nothing new starts | critical",
    [
      { kind: "cluster.ended", cluster: "a" },
      { kind: "rollout.held", reason: "nothing new starts" },
    ],
  ],
  [
    "Rollout r: running | 0 of 4 done | info",
    [ended("a", "failed"), { kind: "cluster.retried", cluster: "a" }, { kind: "rollout.runs" }],
  ],
])("%s", (words, bodies) => {
  expect(status(...bodies)).toBe(words);
});

it("a plan says where it goes, and which of its clusters serve for real", () => {
  const planned = (name: string) => ({ name, member: name, identity: name, shape: "A" });
  const stage = { maxConcurrency: 1, maxAllowedFailures: 0 };
  const plan = {
    target: { kubernetes: "1.36" },
    stages: [
      { ...stage, name: "one", clusters: [planned("a")] },
      { ...stage, name: "two", clusters: [{ ...planned("b"), production: true }] },
    ],
  };
  // Only these two fields are read.
  const facts = rolloutFacts(plan as unknown as Plan);
  expect(facts.target).toBe("Kubernetes 1.36");
  expect([...facts.production]).toEqual(["b"]);
  expect([facts.stageOf.get("b"), facts.stages.get("one"), facts.all]).toEqual([
    "two",
    ["a"],
    ["a", "b"],
  ]);
  const addons = { ...plan, target: { addons: { istio: "keep" } } };
  expect(rolloutFacts(addons as unknown as Plan).target).toBe("newer add-ons");
});
