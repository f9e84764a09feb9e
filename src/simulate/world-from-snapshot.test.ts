import { describe, expect, it } from "vitest";
import { worldPorts } from "../drivers/world/world-ports.ts";
import { openWorld } from "../drivers/world/world-handle.ts";
import { observeCluster } from "../observe/observe-cluster.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { buildWorld } from "../world/build-world.ts";
import { worldSchema } from "../world/world-document.ts";
import { readSelector } from "./snapshot-parts/budgets-from.ts";
import { worldFromSnapshot } from "./world-from-snapshot.ts";

const START = "2026-11-23T08:00:00Z";
const BARE: Snapshot = {
  schemaVersion: 1,
  kind: "Snapshot",
  cluster: "shop",
  member: "shop",
  identity: "uid-1",
  observedAtMs: 0,
  controlPlane: { version: "1.34.4", servers: [{ name: "api-1", version: "1.34.4" }] },
  pools: [
    {
      name: "general",
      dialect: "weRoll",
      size: 2,
      nodes: [
        { name: "n1", kubeletVersion: "1.34.4", ready: true },
        { name: "n2", kubeletVersion: "1.33.1", ready: false },
      ],
    },
    { name: "spare", dialect: "weRoll", size: 0, nodes: [] },
  ],
  available: ["1.35.4"],
};

/** A world as a snapshot shows it, and the world that is made from that. */
async function observed() {
  const world = worldSchema.parse({
    apiVersion: "fleetlift.dev/v1alpha1",
    kind: "World",
    metadata: { name: "real" },
    spec: {
      seed: "real",
      start: START,
      versions: ["1.34.4", "1.35.4"],
      templates: [
        {
          name: "shop",
          apiServers: 2,
          pools: [{ name: "general", dialect: "weRoll", size: 3, podsPerNode: 17 }],
          workloads: [
            { kind: "DaemonSet", namespace: "kube-system", name: "kube-proxy" },
            { kind: "Deployment", namespace: "kube-system", name: "coredns", replicas: 2 },
            {
              kind: "Deployment",
              namespace: "shop",
              name: "cart",
              replicas: 4,
              gracePeriod: "45s",
            },
            { kind: "StatefulSet", namespace: "shop", name: "db", replicas: 2, emptyDir: true },
            { kind: "Pod", namespace: "shop", name: "by-hand" },
          ],
          addons: [
            {
              name: "coredns",
              version: "1.11.3",
              image: "registry.k8s.io/coredns/coredns:v{version}",
              workloads: ["kube-system/coredns"],
            },
          ],
          budgets: [{ namespace: "shop", name: "cart", minAvailable: "75%" }],
        },
      ],
      clusters: [{ name: "shop", template: "shop", version: "1.34.4" }],
    },
  });
  const before = buildWorld(world);
  const handle = openWorld(before, () => Date.parse(START));
  const member = { name: "shop", provider: { kind: "world" as const } };
  const cluster = { name: "shop", current: member } as unknown as Parameters<
    typeof observeCluster
  >[1];
  const seen = await observeCluster(
    () => Promise.resolve(worldPorts(handle, cluster.current)),
    cluster,
    Date.parse(START),
    { facts: true },
  );
  if (seen.kind === "unseen") throw new Error(seen.error);
  const made = worldFromSnapshot(seen.snapshot, "shop");
  const after = buildWorld({
    ...world,
    spec: {
      ...world.spec,
      versions: made.versions,
      templates: [made.template],
      clusters: [made.cluster],
    },
  });
  return { before: before.clusters["shop"], after: after.clusters["shop"], made };
}

describe("a cluster that was observed whole", () => {
  it("is simulated as it is: versions, nodes, pods, budgets, add-ons and identity", async () => {
    const { before, after } = await observed();
    const shown = (cluster: typeof before) =>
      cluster && {
        uid: cluster.uid,
        servers: cluster.controlPlane.servers.map(({ version }) => version),
        nodes: cluster.nodes.map(({ pool, kubeletVersion }) => `${pool} ${kubeletVersion}`),
        pods: cluster.pods
          .map(({ workload, kind, gracePeriodMs }) => `${kind} ${workload} ${gracePeriodMs}`)
          .toSorted(),
        ready: cluster.pods.every(({ node }) => node !== ""),
        budgets: cluster.budgets.map(({ key, workloads, minAvailable, maxUnavailable }) => ({
          key,
          workloads,
          minAvailable,
          maxUnavailable,
        })),
        addons: cluster.addons?.map(({ name, parts }) => ({
          name,
          workloads: parts.map(({ workloads }) => workloads),
        })),
      };
    expect(shown(after)).toEqual(shown(before));
  });

  it("says what is not in the simulation", async () => {
    const { made } = await observed();
    expect(made.notCarried).toEqual([
      "processor and memory that pods ask for: only their number fills a node",
      "how long this provider takes: control planes, nodes and pods are as quick as those of a simulated world",
    ]);
  });
});

it("of a snapshot of versions only, the nodes are simulated, and what is missing is said", () => {
  const { cluster, template, versions, notCarried } = worldFromSnapshot(BARE, "shop");
  expect(cluster.pools).toEqual({ general: { version: "1.33.1" } });
  expect(cluster.uid).toBe("uid-1");
  expect(template.pools.map(({ name, size }) => `${name} ${size}`)).toEqual(["general 2"]);
  expect(versions).toEqual(["1.34.4", "1.35.4", "1.33.1"]);
  expect(notCarried).toEqual([
    "pool spare has no nodes and is left out",
    "pool general has nodes of several versions: all begin at the oldest",
    "nodes that are not Ready are simulated as Ready",
    "only versions and nodes were seen: nothing runs there, so that drains take no time",
  ]);
});

it.each([
  ["app=shop", { matchLabels: { app: "shop" } }],
  [
    "app.kubernetes.io/name=shop,tier=",
    { matchLabels: { "app.kubernetes.io/name": "shop", tier: "" } },
  ],
  ["tier in (a,b)", { matchExpressions: [{ key: "tier", operator: "In", values: ["a", "b"] }] }],
  [
    "app=x,tier notin (a),!old,new",
    {
      matchLabels: { app: "x" },
      matchExpressions: [
        { key: "tier", operator: "NotIn", values: ["a"] },
        { key: "old", operator: "DoesNotExist" },
        { key: "new", operator: "Exists" },
      ],
    },
  ],
  ["", {}],
  ["nothing", undefined],
  ["tier within (a)", undefined],
])("reads the selector %j back from its words", (words, selector) => {
  expect(readSelector(words)).toEqual(selector);
});
