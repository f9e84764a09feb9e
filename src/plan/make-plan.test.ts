import * as fc from "fast-check";
import { expect, it } from "vitest";
import { contentHash } from "../model/hash.ts";
import { planSchema } from "../model/plan.ts";
import type { RolloutDocument } from "../model/rollout.ts";
import { workflowSchema, type Workflow } from "../model/workflow.ts";
import { formatPath } from "../spec/problem.ts";
import { makePlan, type PlanRequest } from "./make-plan.ts";
import {
  cluster,
  fleet,
  planned,
  request,
  rolling,
  rollout,
  snapshots,
  staging,
  workflows,
} from "./make-plan.fixture.ts";

function problems(other: Partial<PlanRequest>): readonly string[] {
  const made = makePlan(request(other));
  if ("plan" in made) throw new Error("there is no problem");
  return made.problems.map(
    ({ document, name, complaint }) =>
      `${document} ${name}: ${formatPath(complaint.path)}: ${complaint.message}`,
  );
}

it("a plan is valid, named by its hash, and holds every cluster once", () => {
  const { plan, hash } = planned();
  expect(planSchema.parse(plan)).toEqual(plan);
  expect(hash).toBe(contentHash(plan));
  expect(plan.stages).toEqual([
    {
      name: "staging",
      maxConcurrency: 1,
      maxAllowedFailures: 0,
      clusters: [
        {
          name: "shop-staging",
          member: "shop-staging-spoon",
          identity: "uid-of-shop-staging",
          provider: "world",
          shape: "A",
          decision: "D1",
          forecast: { p50Ms: expect.any(Number), p90Ms: expect.any(Number) },
          surge: { nodes: 1 },
        },
      ],
    },
    {
      name: "production",
      maxConcurrency: 2,
      maxAllowedFailures: 1,
      clusters: [
        {
          name: "shop-tools",
          member: "shop-tools-spoon",
          identity: "uid-of-shop-tools",
          provider: "world",
          production: true,
          shape: "A",
          decision: "D2",
          forecast: { p50Ms: expect.any(Number), p90Ms: expect.any(Number) },
          surge: { nodes: 1 },
        },
        {
          name: "shop-web",
          member: "shop-web-spoon",
          identity: "uid-of-shop-web",
          provider: "world",
          production: true,
          shape: "B",
          decision: "D3",
          forecast: { p50Ms: expect.any(Number), p90Ms: expect.any(Number) },
          surge: { nodes: 1 },
        },
      ],
    },
  ]);
  expect(plan.leftOut.map(({ name, kind }) => [name, kind])).toEqual([
    ["shop-archive", "not-selected"],
    ["shop-new", "already-there"],
    ["shop-search", "blocked"],
  ]);
  expect(plan.workflows).toMatchObject({
    rolling: contentHash(rolling),
    "call-for-help": contentHash(workflows.get("call-for-help")),
  });
  expect(plan.parent).toBeUndefined();
});

it("the workflow rolling makes a step of every hop, with a check before and after each", () => {
  const { plan } = planned();
  expect(plan.shapes["A"]?.steps.map(({ id, title }) => `${id}: ${title}`)).toEqual([
    "preflight: Check that the cluster is well before anything moves",
    "hop-1-control-plane: Upgrade the control plane from 1.34.4 to 1.35.4",
    "hop-1-health: Check that the cluster is well at 1.35.4",
    "hop-2-control-plane: Upgrade the control plane from 1.35.4 to 1.36.3",
    "hop-2-health: Check that the cluster is well at 1.36.3",
    "hop-3-node-pool: Roll node pool general from 1.34.4 to 1.36.3",
    "hop-3-health: Check that the cluster is well at 1.36.3",
    "tell: Tell operations that the cluster is done",
  ]);
  expect(plan.shapes["A"]?.steps[5]).toMatchObject({
    needs: ["hop-2-health"],
    with: {
      pool: "general",
      to: "1.36.3",
      dialect: "weRoll",
      maxSurge: 1,
      drainTimeoutMs: 1_800_000,
    },
  });
});

it("what the rollout says of drains is in each step that rolls a pool, and nowhere else", () => {
  const podRules = [{ selector: { matchLabels: { app: "db" } }, behavior: "Drain", order: 1 }];
  const nodes = { onTimeout: "Quarantine", maxBlockedNodes: "10%", detachTimeout: "10m", podRules };
  const { plan } = planned({ rollout: rollout({ nodes }) });
  const rolls = plan.shapes["A"]?.steps.filter(({ with: inputs }) => "onTimeout" in inputs);
  expect(rolls?.map(({ id }) => id)).toEqual(["hop-3-node-pool"]);
  expect(rolls?.[0]?.with).toMatchObject({
    onTimeout: "Quarantine",
    maxBlockedNodes: "10%",
    detachTimeoutMs: 600_000,
    podRules,
  });
});

it("the plan that it replaces is named", () => {
  expect(planned({ parent: "abc" }).plan.parent).toBe("abc");
});

it.each<readonly [string, Partial<PlanRequest>, readonly string[]]>([
  [
    "a rollout of another fleet, without a version, in a strategy that nobody installed",
    { rollout: rollout({ fleet: "other", target: {}, strategy: "canary" }) },
    [
      "Rollout to-1-36: spec.fleet: expected shop, the fleet that was given",
      'Rollout to-1-36: spec.target.kubernetes: missing: expected a version, like "1.36"',
      "Rollout to-1-36: spec.strategy: no workflow is installed for strategy canary; installed: rolling",
    ],
  ],
  [
    "a cluster in two stages",
    { rollout: rollout({ stages: [staging, { name: "all", selector: {} }] }) },
    [
      "Rollout to-1-36: spec.stages[1].selector: cluster shop-staging is in the stages staging and all; change their selectors or lists so that it is in one",
    ],
  ],
  [
    "a rollout that waits for itself",
    { rollout: rollout({ dependsOn: ["to-1-36"] }) },
    ["Rollout to-1-36: spec.dependsOn[0]: to-1-36: a rollout cannot wait for itself"],
  ],
  [
    "a workflow that can never work",
    { strategies: new Map([["rolling", changed({ id: "x", uses: "notifi" })]]) },
    ['Workflow rolling: spec.steps[0].uses: unknown action "notifi". Did you mean notify?'],
  ],
  [
    "a workflow that does not work for these clusters",
    {
      strategies: new Map([
        [
          "rolling",
          changed({
            id: "x",
            uses: "notify",
            with: { audience: "operations", text: "${{ size(hops) > 0 }}" },
          }),
        ],
      ]),
    },
    ["Workflow rolling: spec.steps[0].with.text: it gives true: expected text"],
  ],
  [
    "a workflow that leaves the way out",
    {
      fleet: { ...fleet, clusters: [cluster("shop-staging", "staging")] },
      strategies: new Map([["rolling", changed({ id: "x", uses: "health.check" })]]),
    },
    [
      "Plan to-1-36: : P7: shape A: the steps make these moves: none; the way is: control plane to 1.35.4, control plane to 1.36.3, node pool general to 1.36.3",
    ],
  ],
])("refused: %s", (_, other, expected) => {
  expect(problems(other)).toEqual(expected);
});

function changed(...steps: readonly object[]): Workflow {
  const { metadata, apiVersion, kind } = rolling;
  return workflowSchema.parse({ apiVersion, kind, metadata, spec: { strategy: "rolling", steps } });
}

it("the same inputs in another order give the same plan and the same hash", () => {
  const { hash } = planned();
  const shuffled = <T>(items: readonly T[]): fc.Arbitrary<T[]> =>
    fc.shuffledSubarray([...items], { minLength: items.length });
  fc.assert(
    fc.property(
      shuffled(fleet.clusters),
      shuffled([...snapshots]),
      shuffled(Object.entries(rollout().spec)),
      fc.nat(),
      (clusters, seen, spec, observedAtMs) => {
        const later = seen.map(
          ([name, one]) => [name, "error" in one ? one : { ...one, observedAtMs }] as const,
        );
        const again = planned({
          fleet: { ...fleet, clusters },
          snapshots: new Map(later),
          // The same entries, so the same type.
          rollout: { ...rollout(), spec: Object.fromEntries(spec) as RolloutDocument["spec"] },
        });
        expect(again.hash).toBe(hash);
      },
    ),
    { numRuns: 30 },
  );
});
