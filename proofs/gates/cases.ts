import type { Fault } from "../../src/world/fault.ts";
import type { GateCase, Hands } from "./gate-field.ts";

const fault = (more: Fault) => (hands: Hands) => hands.break(more);
const CART = "shop/cart";

/** Evicts pods of the cart; where no node may take them, they wait. */
async function evictCart({ ports: { cluster } }: Hands, count: number): Promise<void> {
  const pods = (await cluster.pods()).filter(({ labels }) => labels["app"] === "cart");
  for (const pod of pods.slice(0, count)) await cluster.evict(pod);
}

async function cordonAll({ ports: { cluster } }: Hands): Promise<void> {
  for (const { name } of await cluster.nodes()) await cluster.cordon(name, "somebody");
}

/** Each has to fail, by the signal that is named. */
export const REGRESSIONS: readonly (GateCase & { readonly signal: string })[] = [
  {
    name: "the API got slow",
    signal: "api-latency",
    plant: (hands) => void (hands.slowMs = 160),
  },
  {
    name: "half of the calls fail",
    signal: "api-errors",
    plant: fault({ name: "x", kind: "ApiErrors", probability: 0.5 }),
  },
  {
    name: "nodes are not Ready",
    signal: "nodes",
    plant: fault({ name: "x", kind: "NodesNotReady" }),
  },
  {
    name: "a workload lost its pods",
    signal: "workloads",
    plant: fault({ name: "x", kind: "WorkloadUnavailable", workload: CART }),
  },
  {
    name: "containers restart",
    signal: "restarts",
    plant: fault({ name: "x", kind: "ContainersRestart", workload: CART, times: 7 }),
  },
  {
    name: "pods find no node",
    signal: "pending-pods",
    plant: async (hands) => {
      await cordonAll(hands);
      await evictCart(hands, 2);
    },
  },
  {
    name: "an autoscaler is blind",
    signal: "autoscalers",
    plant: fault({ name: "x", kind: "AutoscalerBlind", autoscaler: CART }),
  },
  {
    name: "the cluster warns in masses",
    signal: "events",
    plant: fault({ name: "x", kind: "WarningEvents", perMinute: 400 }),
  },
  {
    name: "an add-on is not well",
    signal: "addons",
    plant: fault({ name: "x", kind: "AddonUnhealthyAfter", addon: "coredns", version: "1.11.3" }),
  },
  {
    name: "errors rose, within the absolute limit",
    signal: "error-ratio",
    plant: ({ told }) => void told.queries.set("errors", 0.03),
  },
  {
    name: "the service answers 503",
    signal: "shop",
    plant: ({ told }) => void (told.service = 503),
  },
  {
    name: "the installation's own script finds a lag",
    signal: "script",
    plant: ({ scriptSays }) => scriptSays(40),
  },
];

/** None may stop anything. */
export const HARMLESS: readonly GateCase[] = [
  { name: "nothing" },
  {
    name: "a workload was ill before, and still is",
    before: fault({ name: "x", kind: "WorkloadUnavailable", workload: "shop/orders" }),
  },
  {
    name: "what was ill got well",
    before: fault({ name: "x", kind: "WorkloadUnavailable", workload: CART, for: 8 * 60_000 }),
  },
  {
    name: "containers restarted often before, and no more since",
    before: fault({ name: "x", kind: "ContainersRestart", workload: CART, times: 90 }),
  },
  {
    name: "containers were started again once",
    plant: fault({ name: "x", kind: "ContainersRestart", workload: CART, times: 1 }),
  },
  { name: "a node is cordoned", plant: cordonOne },
  { name: "one pod moves", late: true, plant: (hands) => evictCart(hands, 1) },
  { name: "half of the pods move", late: true, plant: (hands) => evictCart(hands, 2) },
  {
    name: "the API is away for half a minute",
    plant: fault({ name: "x", kind: "ApiDown", after: 120_000, for: 30_000 }),
  },
  {
    name: "the API is away for two minutes",
    plant: fault({ name: "x", kind: "ApiDown", after: 120_000, for: 120_000 }),
  },
  {
    name: "few calls fail",
    plant: fault({ name: "x", kind: "ApiErrors", probability: 0.12 }),
  },
  {
    name: "a workload is short for one look",
    plant: fault({ name: "x", kind: "WorkloadUnavailable", workload: CART, for: 135_000 }),
  },
  {
    name: "an autoscaler was blind before",
    before: fault({ name: "x", kind: "AutoscalerBlind", autoscaler: CART }),
  },
  {
    name: "some warnings",
    plant: fault({ name: "x", kind: "WarningEvents", perMinute: 10 }),
  },
  { name: "errors rose by a hair", plant: ({ told }) => void told.queries.set("errors", 0.009) },
  { name: "errors fell to none", plant: ({ told }) => void told.queries.set("errors", 0) },
  { name: "p99 rose within its limit", plant: ({ told }) => void told.queries.set("p99", 118) },
  { name: "fewer orders, as at noon", plant: ({ told }) => void told.queries.set("orders", 40) },
  { name: "a metric on trial is far off", plant: ({ told }) => void told.queries.set("trial", 99) },
  {
    name: "nodes were not Ready before",
    before: fault({ name: "x", kind: "NodesNotReady" }),
  },
];

async function cordonOne({ ports: { cluster } }: Hands): Promise<void> {
  const [node] = await cluster.nodes();
  if (node !== undefined) await cluster.cordon(node.name, "somebody");
}

/** Nobody can say: a person is asked, and nothing passes. */
export const UNKNOWN: readonly GateCase[] = [
  {
    name: "the query has no data any more",
    plant: ({ told }) => void told.queries.delete("errors"),
  },
  { name: "all queries have no data", plant: ({ told }) => told.queries.clear() },
  { name: "the metrics source answers 503", plant: ({ told }) => void (told.prometheus = 503) },
  { name: "p99 is between its limits", plant: ({ told }) => void told.queries.set("p99", 150) },
  {
    name: "kubelets are silent, and their nodes called Ready",
    plant: fault({ name: "x", kind: "NodesSilent" }),
  },
  {
    name: "a status is behind its workload",
    plant: fault({ name: "x", kind: "StatusBehind", workload: CART }),
  },
  { name: "the API stays away", plant: fault({ name: "x", kind: "ApiDown", after: 120_000 }) },
];
