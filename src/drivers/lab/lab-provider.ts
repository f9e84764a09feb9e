import type { Pool, PoolNode } from "../../model/snapshot.ts";
import type { Clock } from "../../platform/clock.ts";
import { PortError } from "../../ports/port-error.ts";
import type { ProviderPort, ProviderView, StartAnswer } from "../../ports/provider-port.ts";
import { installedReleases } from "./build-inputs.ts";
import { clusterFolder, type ClusterFolder } from "./cluster-folder.ts";
import { changeCluster, readCluster, type LabCluster } from "./cluster-file.ts";
import { labApi, type NodeStanding } from "./lab-api.ts";
import {
  controlPlaneStands,
  decideControlPlane,
  decideNodes,
  decideRemoval,
  type Decided,
} from "./lab-requests.ts";
import { readPorts } from "./loopback-ports.ts";
import { readReached, type Reached } from "./reached-file.ts";
import { ensureReconciler } from "./start-reconciler.ts";

export interface LabMember {
  /** The folder of all lab clusters (`labRoot`). */
  readonly lab: string;
  readonly cluster: string;
  readonly clock: Clock;
  /** Releases that clusters can be brought to; those built on this machine unless a test says otherwise. */
  readonly installed?: () => readonly string[];
}

/**
 * A lab cluster as a provider manages it. Requests are written down in its cluster.json and carried
 * out by its reconciler; nothing is remembered here, so any process may ask, and go away.
 */
export function labProvider(member: LabMember): ProviderPort {
  const folder = clusterFolder(member.lab, member.cluster);
  const installed = member.installed ?? installedReleases;
  const request = async (
    decide: (cluster: LabCluster, reached: Reached) => Decided,
  ): Promise<StartAnswer> => {
    present(folder);
    const answer = await changeCluster(folder, member.clock, (cluster) =>
      decide(cluster, readReached(folder)),
    );
    ensureReconciler(folder);
    if (answer === undefined) throw absent(folder);
    return answer;
  };
  return {
    observe: () => observe(folder, installed()),
    startControlPlaneUpgrade: ({ to }) =>
      request((cluster, reached) => decideControlPlane(cluster, reached, to, installed())),
    startPoolUpgrade: async ({ pool }) => {
      const known = present(folder).pools.some(({ name }) => name === pool);
      const why = known
        ? `the lab does not roll nodes by itself: pool ${pool} is rolled node by node`
        : `there is no pool ${pool}`;
      return { kind: "refused", why };
    },
    ensureNodes: (wish) =>
      request((cluster, reached) => decideNodes(cluster, reached, wish, installed())),
    removeNode: (wish) => request((cluster) => decideRemoval(cluster, wish)),
  };
}

async function observe(folder: ClusterFolder, installed: readonly string[]): Promise<ProviderView> {
  const cluster = present(folder);
  ensureReconciler(folder);
  const reached = readReached(folder);
  const status = statusOf(cluster, reached);
  const ports = readPorts(folder);
  const api = ports && labApi(folder, ports);
  const [version, nodes] = await Promise.all([api?.version(), api?.nodes()]);
  // A provider knows its machines without the API server, but not what became of their kubelets.
  if (status === "active" && (version === undefined || nodes === undefined)) {
    throw new PortError(
      "transient",
      `the API server of lab cluster ${folder.name} does not answer`,
    );
  }
  const controlPlaneVersion = version ?? reached.kubernetes;
  if (controlPlaneVersion === "") {
    throw new PortError("transient", `lab cluster ${folder.name} is still being created`);
  }
  return {
    status,
    ...(status === "upgrading" && { upgradingTo: cluster.kubernetes }),
    statusReason: status === "failed" ? reached.problem : "",
    controlPlaneVersion,
    servers: [{ name: "kube-apiserver", version: controlPlaneVersion }],
    pools: cluster.pools.map((pool) => poolOf(cluster, pool, nodes ?? [])),
    available: installed,
  };
}

function statusOf(cluster: LabCluster, reached: Reached): ProviderView["status"] {
  if (controlPlaneStands(cluster, reached)) return "active";
  const givenUp = reached.problem !== "" && reached.generation === cluster.generation;
  return givenUp ? "failed" : "upgrading";
}

/** A node that leaves is listed until the last of it is gone, as clouds do. */
function poolOf(
  cluster: LabCluster,
  pool: LabCluster["pools"][number],
  standing: readonly NodeStanding[],
): Pool {
  const joined = (name: string): NodeStanding | undefined =>
    standing.find((node) => node.name === name);
  const staying = cluster.nodes
    .filter((node) => node.pool === pool.name)
    .map((node) => poolNode(node.name, joined(node.name)));
  const leaving = cluster.leaving
    .filter((node) => node.pool === pool.name)
    .map((node) => ({ ...poolNode(node.name, joined(node.name)), ready: false }));
  return {
    name: pool.name,
    dialect: "weRoll",
    size: pool.size,
    nodes: [...staying, ...leaving],
  };
}

function poolNode(name: string, seen: NodeStanding | undefined): PoolNode {
  if (seen === undefined) return { name, ready: false };
  return { name, kubeletVersion: seen.kubeletVersion, ready: seen.ready };
}

function present(folder: ClusterFolder): LabCluster {
  const cluster = readOrThrow(folder);
  if (cluster?.state !== "up") throw absent(folder);
  return cluster;
}

function readOrThrow(folder: ClusterFolder): LabCluster | undefined {
  try {
    return readCluster(folder);
  } catch (error) {
    throw new PortError("terminal", error instanceof Error ? error.message : String(error));
  }
}

function absent(folder: ClusterFolder): PortError {
  return new PortError(
    "terminal",
    `there is no lab cluster ${folder.name} that is up in ${folder.root}: fleetlift lab up ${folder.name}`,
  );
}
