import { OURSELVES, type StartAnswer } from "../ports/provider-port.ts";
import { compareVersions, minorOf } from "../model/version.ts";
import { startUpgrade } from "./control-plane.ts";
import { addNode, nodesOf, removeNode } from "./nodes.ts";
import { startRoll } from "./pool-roll.ts";
import type { Requests } from "./requests.ts";
import { oldestServerVersion, whyNotControlPlane, whyNotNodes } from "./versions.ts";
import type { ClusterState, PoolState } from "./world-state.ts";

export interface Started {
  readonly cluster: ClusterState;
  readonly value: StartAnswer;
}

export function startControlPlaneUpgrade(
  cluster: ClusterState,
  { to }: Requests["startControlPlaneUpgrade"],
): Started {
  const current = oldestServerVersion(cluster);
  const { upgrade } = cluster.controlPlane;
  const sameMinor = minorOf(current) === minorOf(to);
  if (sameMinor && compareVersions(current, to) >= 0) return alreadyThere(cluster);
  if (upgrade !== undefined) {
    return upgrade.to === to ? alreadyRunning(cluster) : busy(cluster, upgradeWords(cluster));
  }
  const rolling = cluster.pools.find(({ roll }) => roll !== undefined);
  if (rolling !== undefined) return busy(cluster, rollWords(rolling));
  const why = whyNotControlPlane(cluster, to);
  if (why !== undefined) return refused(cluster, why);
  return accepted(startUpgrade(cluster, to, OURSELVES));
}

export function startPoolUpgrade(
  cluster: ClusterState,
  { pool: name, to }: Requests["startPoolUpgrade"],
): Started {
  const pool = cluster.pools.find((one) => one.name === name);
  if (pool === undefined) return refused(cluster, unknownPool(cluster, name));
  if (pool.dialect === "weRoll") {
    return refused(
      cluster,
      `pool ${name} is not rolled by its provider: its nodes are replaced one by one`,
    );
  }
  if (pool.roll !== undefined) {
    return pool.roll.to === to ? alreadyRunning(cluster) : busy(cluster, rollWords(pool));
  }
  const nodes = nodesOf(cluster, name);
  if (nodes.every((node) => node.kubeletVersion === to)) return alreadyThere(cluster);
  if (cluster.controlPlane.upgrade !== undefined) return busy(cluster, upgradeWords(cluster));
  const newer = nodes.find((node) => compareVersions(node.kubeletVersion, to) > 0);
  const why =
    newer === undefined
      ? whyNotNodes(cluster, to)
      : `node ${newer.name} runs ${newer.kubeletVersion} already, and nodes cannot go back to ${to}`;
  return why === undefined
    ? accepted(startRoll(cluster, pool, to, OURSELVES))
    : refused(cluster, why);
}

export function ensureNodes(
  cluster: ClusterState,
  { pool: name, version, count }: Requests["ensureNodes"],
): Started {
  const pool = cluster.pools.find((one) => one.name === name);
  if (pool === undefined) return refused(cluster, unknownPool(cluster, name));
  if (pool.dialect === "providerRolls") {
    return refused(
      cluster,
      `pool ${name} is rolled by its provider: nodes cannot be added one by one`,
    );
  }
  const there = nodesOf(cluster, name).filter((node) => node.kubeletVersion === version).length;
  if (there >= count) return alreadyThere(cluster);
  const why = whyNotNodes(cluster, version);
  if (why !== undefined) return refused(cluster, why);
  const added = Array.from({ length: count - there }).reduce<ClusterState>(
    (after) => addNode(after, pool, version),
    cluster,
  );
  return accepted(added);
}

export function endNode(
  cluster: ClusterState,
  { pool, node: name }: Requests["removeNode"],
): Started {
  const node = cluster.nodes.find((one) => one.name === name);
  if (node === undefined) return alreadyThere(cluster);
  if (node.pool !== pool)
    return refused(cluster, `node ${name} belongs to pool ${node.pool}, not ${pool}`);
  return node.endsAtMs === undefined
    ? accepted(removeNode(cluster, node))
    : alreadyRunning(cluster);
}

function upgradeWords({ controlPlane: { upgrade } }: ClusterState): string {
  return `the upgrade of the control plane to ${upgrade?.to}, started by ${upgrade?.by}`;
}

function rollWords({ name, roll }: PoolState): string {
  return `the upgrade of pool ${name} to ${roll?.to}, started by ${roll?.by}`;
}

function unknownPool(cluster: ClusterState, name: string): string {
  return `there is no pool ${name} (there are: ${cluster.pools.map((pool) => pool.name).join(", ")})`;
}

const accepted = (cluster: ClusterState): Started => ({ cluster, value: { kind: "accepted" } });
const alreadyThere = (cluster: ClusterState): Started => ({
  cluster,
  value: { kind: "alreadyThere" },
});
const alreadyRunning = (cluster: ClusterState): Started => ({
  cluster,
  value: { kind: "alreadyRunning" },
});
const busy = (cluster: ClusterState, who: string): Started => ({
  cluster,
  value: { kind: "busy", with: who },
});
const refused = (cluster: ClusterState, why: string): Started => ({
  cluster,
  value: { kind: "refused", why },
});
