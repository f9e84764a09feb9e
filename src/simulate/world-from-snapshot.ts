/**
 * A simulated cluster made from what was observed of a real one: its versions, its pools and their
 * kubelets, and what runs there, as far as that was seen. What it cannot carry over it says in words.
 */
import type { ClusterFacts, Part } from "../model/cluster-facts.ts";
import type { Pool, Snapshot } from "../model/snapshot.ts";
import { compareVersions } from "../model/version.ts";
import type { WorldCluster, WorldTemplate } from "../world/world-document.ts";
import { addonsFrom } from "./snapshot-parts/addons-from.ts";
import { budgetsFrom } from "./snapshot-parts/budgets-from.ts";
import { workloadsFrom } from "./snapshot-parts/workloads-from.ts";

/** A cluster of a world, and what of the real one is not in it. */
export interface SimulatedCluster {
  readonly cluster: WorldCluster;
  readonly template: WorldTemplate;
  /** Kubernetes versions that could be seen: what it runs, and what its provider has. */
  readonly versions: readonly string[];
  /** In words, each without the name of the cluster, so that those of many can be folded. */
  readonly notCarried: readonly string[];
}

/** Room on a node where nothing tells: as Kubernetes sets it by itself. */
const PODS_PER_NODE = 110;

/** `name` is that of the cluster in the world. */
export function worldFromSnapshot(snapshot: Snapshot, name: string): SimulatedCluster {
  const { controlPlane, available, facts } = snapshot;
  const pools = snapshot.pools.filter(({ size, nodes }) => size > 0 && nodes.length > 0);
  const workloads = workloadsFrom(facts, new Set(pools.map((pool) => pool.name)));
  const addons = addonsFrom(facts, workloads.workloads);
  const budgets = budgetsFrom(facts);
  const template: WorldTemplate = {
    name,
    apiServers: Math.min(9, Math.max(1, controlPlane.servers.length)),
    pools: pools.map((pool) => ({
      name: pool.name,
      dialect: pool.dialect,
      size: pool.size,
      podsPerNode: roomOf(pool, facts),
    })),
    workloads: workloads.workloads,
    budgets: budgets.budgets,
    ...(addons.addons.length > 0 && { addons: addons.addons }),
  };
  const kubelets = pools.map((pool) => [pool.name, kubeletOf(pool, controlPlane.version)] as const);
  return {
    template,
    cluster: {
      name,
      template: name,
      version: controlPlane.version,
      uid: snapshot.identity,
      pools: Object.fromEntries(kubelets.map(([pool, version]) => [pool, { version }])),
    },
    versions: [
      ...new Set([controlPlane.version, ...available, ...kubelets.map(([, version]) => version)]),
    ],
    notCarried: [
      ...poolNotes(snapshot),
      ...workloads.notCarried,
      ...budgets.notCarried,
      ...addons.notCarried,
      ...otherNotes(facts),
    ],
  };
}

/** Pods that fit on a node of the pool, as its nodes say; in a simulation that alone is what fills them. */
function roomOf({ name }: Pool, facts: ClusterFacts | undefined): number {
  const nodes = seen(facts?.nodes).filter((node) => node.pool === name);
  const rooms = nodes.map(({ allocatable }) => allocatable.pods).filter((pods) => pods > 0);
  return Math.min(500, rooms.length === 0 ? PODS_PER_NODE : Math.min(...rooms));
}

/** The oldest that was seen. */
function kubeletOf({ nodes }: Pool, otherwise: string): string {
  return nodes
    .flatMap(({ kubeletVersion }) => (kubeletVersion === undefined ? [] : [kubeletVersion]))
    .reduce(
      (oldest, version) => (compareVersions(version, oldest) < 0 ? version : oldest),
      otherwise,
    );
}

function poolNotes({ pools, controlPlane }: Snapshot): readonly string[] {
  const empty = pools.filter(({ size, nodes }) => size === 0 || nodes.length === 0);
  const mixed = pools.filter(
    ({ nodes }) => new Set(nodes.map((node) => node.kubeletVersion)).size > 1,
  );
  const unready = pools.flatMap(({ nodes }) => nodes).filter(({ ready }) => !ready);
  const servers = new Set(controlPlane.servers.map(({ version }) => version));
  return [
    ...empty.map(({ name }) => `pool ${name} has no nodes and is left out`),
    ...mixed.map(
      ({ name }) => `pool ${name} has nodes of several versions: all begin at the oldest`,
    ),
    ...(unready.length > 0 ? ["nodes that are not Ready are simulated as Ready"] : []),
    ...(servers.size > 1 ? ["API servers of several versions all begin at the oldest"] : []),
  ];
}

const UNSIMULATED = [
  ["webhooks", "webhooks: none is called"],
  ["volumes", "volumes: pods move without attaching any"],
  ["pendingPods", "pods that wait for a node"],
] as const;

function otherNotes(facts: ClusterFacts | undefined): readonly string[] {
  if (facts === undefined) {
    return ["only versions and nodes were seen: nothing runs there, so that drains take no time"];
  }
  const left = UNSIMULATED.flatMap(([part, words]) =>
    seen<unknown>(facts[part]).length > 0 ? [words] : [],
  );
  return [
    ...left,
    "processor and memory that pods ask for: only their number fills a node",
    "how long this provider takes: control planes, nodes and pods are as quick as those of a simulated world",
  ];
}

function seen<Item>(part: Part<Item> | undefined): readonly Item[] {
  return part?.kind === "seen" ? part.items : [];
}
