import { readFileSync } from "node:fs";
import * as fc from "fast-check";
import { expect, it } from "vitest";
import { parse } from "yaml";
import { knowledge } from "../knowledge/knowledge.ts";
import type { Cluster, Fleet } from "../model/fleet.ts";
import { contentHash } from "../model/hash.ts";
import { planSchema } from "../model/plan.ts";
import { rolloutSchema, type RolloutDocument } from "../model/rollout.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { strategyWeightsSchema } from "../model/strategy-weights.ts";
import { workflowSchema, type Workflow } from "../model/workflow.ts";
import { formatPath } from "../spec/problem.ts";
import { catalog } from "./catalog.fixture.ts";
import type { Snapshots, Unobserved } from "./cluster-way.ts";
import { makePlan, type Planned, type PlanRequest } from "./make-plan.ts";
import { planReport } from "./report/plan-report.ts";
import { renderPlan } from "./report/render-plan.ts";
import { shapeName } from "./shapes.ts";
import { pool, snapshot } from "./snapshot.fixture.ts";

const rollingFile = new URL("../../packs/strategies/rolling/workflow.yaml", import.meta.url);
const rolling = workflowSchema.parse(parse(readFileSync(rollingFile, "utf8")));

const weightsFile = new URL("../../packs/strategies/weights.yaml", import.meta.url);
const weights = strategyWeightsSchema.parse(parse(readFileSync(weightsFile, "utf8"))).spec;

function cluster(name: string, env: string): Cluster {
  const current = { name: `${name}-spoon`, provider: { kind: "world" as const }, access: {} };
  return { name, labels: { env }, contacts: {}, current, others: [] };
}

const staging = { name: "staging", selector: { matchLabels: { env: "staging" } } };
const production = {
  name: "production",
  selector: { matchLabels: { env: "production" } },
  maxConcurrency: "50%",
  maxAllowedFailures: "10%",
};

function rollout(spec: object = {}): RolloutDocument {
  return rolloutSchema.parse({
    apiVersion: "fleetlift.dev/v1alpha1",
    kind: "Rollout",
    metadata: { name: "to-1-36" },
    spec: {
      fleet: "shop",
      target: { kubernetes: "1.36" },
      strategy: "rolling",
      stages: [staging, production],
      ...spec,
    },
  });
}

const fleet: Fleet = {
  name: "shop",
  clusters: [
    cluster("shop-tools", "production"),
    cluster("shop-staging", "staging"),
    cluster("shop-search", "production"),
    cluster("shop-new", "production"),
    cluster("shop-web", "production"),
    cluster("shop-archive", "none"),
  ],
};

const snapshots: Snapshots = new Map([
  ["shop-staging", snapshot("1.34.4", { cluster: "shop-staging" })],
  ["shop-tools", snapshot("1.34.4", { cluster: "shop-tools" })],
  [
    "shop-search",
    snapshot("1.35.4", { cluster: "shop-search", pools: [pool("general", ["1.31.2"])] }),
  ],
  ["shop-new", snapshot("1.36.3", { cluster: "shop-new" })],
  [
    "shop-web",
    snapshot("1.33.7", {
      cluster: "shop-web",
      pools: [pool("old", ["1.32.1"]), pool("general", ["1.33.7"]), pool("spare", [])],
    }),
  ],
]);

function request(other: Partial<PlanRequest> = {}): PlanRequest {
  const strategies = new Map([["rolling", rolling]]);
  const knowing = { facts: knowledge, weights, strategies, actions: catalog };
  return { rollout: rollout(), fleet, snapshots, ...knowing, ...other };
}

function planned(other: Partial<PlanRequest> = {}): Planned {
  const made = makePlan(request(other));
  if ("problems" in made) throw new Error(JSON.stringify(made.problems));
  return made;
}

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
  expect(plan.workflows).toEqual({ rolling: contentHash(rolling) });
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

it("the report reads from worst to best", () => {
  const { hash, report } = planned();
  const text = renderPlan(report).replaceAll(hash.slice(0, 8), "HASH");
  expect(text).toMatchInlineSnapshot(`
    "Plan HASH of rollout to-1-36: 5 clusters, 1.32 and 1.34 -> 1.36.3
      3 will be upgraded   1 at the target already   1 cannot be planned
      13m to 20m of work   peak +2 nodes

    BLOCKED
      shop-search  node pool general runs 1.31.2, 4 minors behind its API server's 1.35.4; 3 are allowed
                   Opens the way: replace those nodes by hand with nodes of 1.35.4, then plan again.

    DANGER
      undo  control-plane.upgrade cannot be undone: a control plane does not go back to an older minor. Shapes and
            steps: A (2, 4), B (2, 4, 8)

    CHECK
      P27  stage production: all 2 clusters may be upgraded at the same time; what helps: lower the stage's
           maxConcurrency below its number of clusters
      P29  stage production: production begins with it, and nobody is asked before; what helps: put an Approval
           into the stage's beforeStageTasks

    SHAPES
      A  2 clusters  rolling  control plane 1.34.4 > 1.35.4 > 1.36.3 · 1 node pool, rolled once (they may lag by 3
                              minors)
                              8 steps, 3m to 6m each; asked for by the rollout; shop-staging, shop-tools
      B  1 cluster   rolling  control plane 1.33.7 > 1.34.4 > 1.35.4 > 1.36.3 · 1 node pool, rolled 2 times, at
                              1.35.4 because 1.32 may lag by 3 minors · 1 node pool, rolled once (they may lag by
                              3 minors)
                              14 steps, 10m to 14m each; asked for by the rollout; shop-web

    STAGES
      1  staging     1 cluster   1 at a time, 0 failures allowed, starts at once: shop-staging
      2  production  2 clusters  2 at a time, 1 failure allowed, waits for stage staging: shop-tools, shop-web

    NOT CHECKED
      58 checks                 in 3 clusters, because only the versions of this cluster were looked at; what
                                helps: look at the cluster through its API: fleetlift assess does
      CgroupV1Nodes             in 3 clusters, because whether it concerns this cluster was not found out: A
                                kubelet of 1.35 does not start on a node with cgroup v1, unless failCgroupV1 is
                                false; what helps: look for: nodes with cgroup v1; or look at the cluster through
                                its API: fleetlift assess does
      ExternalIpsDeprecated     in 3 clusters, because whether it concerns this cluster was not found out:
                                spec.externalIPs of Services is deprecated in 1.36 and planned to be off in 1.40;
                                what helps: look for: Services with spec.externalIPs
      GitRepoVolumesOff         in 3 clusters, because whether it concerns this cluster was not found out: From
                                1.36 on pods with a gitRepo volume do not start; what helps: look for: pods with a
                                gitRepo volume
      IngressNginxRetired       in 3 clusters, because whether it concerns this cluster was not found out:
                                ingress-nginx was retired on 2026-03-24: faults that are found from now on,
                                security included, stay; what helps: look for: IngressClasses of controller
                                k8s.io/ingress-nginx; images registry.k8s.io/ingress-nginx/controller; or look at
                                the cluster through its API: fleetlift assess does
      WorkloadAlphaObjectsLeft  in 3 clusters, because whether it concerns this cluster was not found out:
                                Workloads of scheduling.k8s.io/v1alpha1 that were not deleted before 1.36 cannot
                                be read, or deleted, any more; what helps: look for: objects of these versions; or
                                look at the cluster through its API: fleetlift assess does

    NOTES
      shop-web  node pool spare has no nodes: nothing of it is moved

    LEFT OUT
      shop-archive  no stage selects it
      shop-new      control plane and node pools are at 1.36.3 already

    Plan HASH: 3 will be upgraded   1 at the target already   1 cannot be planned
    Next: fleetlift start to-1-36
    "
  `);
});

it("a stored plan is reported the same, but for what was noticed while it was made", () => {
  const { plan, hash, report } = planned();
  expect(planReport(plan, hash)).toEqual({ ...report, notes: [], warnings: [] });
});

it("a plan with nothing to do says so", () => {
  const there = new Map([["shop-staging", snapshot("1.36.3", { cluster: "shop-staging" })]]);
  const alone = {
    ...fleet,
    clusters: fleet.clusters.filter(({ name }) => name === "shop-staging"),
  };
  const { plan, report } = planned({ fleet: alone, snapshots: there });
  expect(plan.workflows).toEqual({});
  expect(renderPlan(report).split("\n").slice(0, 2)).toEqual([
    expect.stringMatching(/^Plan [0-9a-f]{8} of rollout to-1-36: 1 cluster, nothing to do$/),
    "  0 will be upgraded   1 at the target already",
  ]);
  expect(renderPlan(report)).toContain("1  staging     0 clusters  passed: no cluster to upgrade");
  expect(renderPlan(report)).toContain("Nothing to start: no cluster of this rollout has anything");
});

it("two names of one real cluster, and clusters that nobody could observe, are blocked", () => {
  const { plan, report } = planned({
    fleet: {
      ...fleet,
      clusters: [
        cluster("a", "staging"),
        cluster("b", "staging"),
        cluster("c", "staging"),
        cluster("d", "staging"),
      ],
    },
    snapshots: new Map<string, Snapshot | Unobserved>([
      ["a", snapshot("1.34.4", { cluster: "a", identity: "same" })],
      ["b", snapshot("1.34.4", { cluster: "b", identity: "same" })],
      ["c", { error: "connection refused" }],
    ]),
  });
  expect(plan.leftOut.map(({ name, kind, why }) => `${name} ${kind}: ${why}`)).toEqual([
    "a blocked: it is the same real cluster as b (identity same)",
    "b blocked: it is the same real cluster as a (identity same)",
    "c blocked: it could not be observed: connection refused",
    "d blocked: it could not be observed: nobody looked at it",
  ]);
  expect(renderPlan(report)).toContain("Next: open the way of what is blocked, then plan again");
});

it("many clusters are counted, several versions named as a range, and what loses data is a danger", () => {
  const names = Array.from({ length: 12 }, (_, index) => `c${String(index + 10)}`);
  const versions = ["1.33.7", "1.34.4", "1.35.4"];
  const { report } = planned({
    fleet: { ...fleet, clusters: names.map((name) => cluster(name, "staging")) },
    snapshots: new Map<string, Snapshot>(
      names.map((name, index) => {
        const version = versions[index % 3] ?? "";
        const offered = index === 2 ? { available: ["1.36.1"] } : {};
        return [name, snapshot(version, { cluster: name, pools: [], ...offered })] as const;
      }),
    ),
    rollout: rollout({
      nodes: { emptyDirData: "Delete", barePods: "Delete" },
      target: { kubernetes: "1.36", addons: { istio: "1.27" } },
    }),
  });
  const text = renderPlan(report);
  expect(text).toContain("12 clusters, 1.33 to 1.35 -> 1.36.1 and 1.36.3");
  expect(text).toContain("c16, c17 and 4 more");
  expect(text).toContain("no node pool moves");
  expect(text).toContain("12 clusters  target.addons names istio, which was not seen here");
});

it("a control plane that is there already is said, and pods that are deleted are a danger", () => {
  const seen = snapshot("1.36.3", {
    cluster: "shop-staging",
    pools: [pool("a", ["1.35.4"]), pool("b", ["1.35.4"])],
  });
  const { report } = planned({
    fleet: { ...fleet, clusters: [cluster("shop-staging", "staging")] },
    snapshots: new Map([["shop-staging", seen]]),
    rollout: rollout({ nodes: { emptyDirData: "Delete", barePods: "Delete" } }),
  });
  expect(report.shapes[0]?.hops).toBe(
    "control plane is there already · 2 node pools, rolled once (they may lag by 3 minors)",
  );
  expect(report.dangers.map(({ words }) => words)).toEqual([
    "lose their emptyDir data when they are moved, as spec.nodes says",
    "that nothing would make again are deleted, as spec.nodes says",
  ]);
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
      "Rollout to-1-36: spec.stages[1].selector: cluster shop-staging is in the stages staging and all; change their selectors so that it is in one",
    ],
  ],
  [
    "a workflow that can never work",
    { strategies: new Map([["rolling", changed({ id: "x", uses: "notifi" })]]) },
    ['Workflow rolling: spec.steps[0].uses: unknown action "notifi". Did you mean notify?'],
  ],
  [
    "a workflow that does not work for these clusters",
    { strategies: new Map([["rolling", changed({ id: "x", uses: "notify" })]]) },
    [
      "Workflow rolling: spec.steps[0].with.audience: Invalid input: expected string, received undefined",
      "Workflow rolling: spec.steps[0].with.text: Invalid input: expected string, received undefined",
      "Workflow rolling: spec.steps[0].with.audience: Invalid input: expected string, received undefined",
      "Workflow rolling: spec.steps[0].with.text: Invalid input: expected string, received undefined",
    ],
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

it("shapes beyond Z go on with two letters", () => {
  expect([0, 25, 26, 27, 51, 52, 701, 702].map(shapeName)).toEqual([
    "A",
    "Z",
    "AA",
    "AB",
    "AZ",
    "BA",
    "ZZ",
    "AAA",
  ]);
});
