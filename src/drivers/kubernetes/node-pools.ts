import type { Pool, PoolDialect } from "../../model/snapshot.ts";
import { poolLabelOf } from "../../ports/pool-label.ts";
import { nodeView, type KubeNode } from "./node-view.ts";

const CONTROL_PLANE = ["node-role.kubernetes.io/control-plane", "node-role.kubernetes.io/master"];
/** Of nodes whose labels name no pool. */
const OTHERS = "nodes";

/** Pools as the labels of nodes tell them: control plane machines are one, nodes without a pool another. */
export function nodePools(nodes: readonly KubeNode[], dialect: PoolDialect): readonly Pool[] {
  const byPool = Map.groupBy(nodes, ({ metadata }) => poolOf(metadata.labels));
  return [...byPool]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([name, members]) => ({
      name,
      dialect,
      size: members.length,
      nodes: members.map(nodeView).map(({ name: node, kubeletVersion, ready }) => ({
        name: node,
        ...(kubeletVersion !== "" && { kubeletVersion }),
        ready,
      })),
    }));
}

function poolOf(labels: Readonly<Record<string, string>>): string {
  const pool = poolLabelOf(labels);
  if (pool !== undefined && pool !== "") return asName(pool);
  return CONTROL_PLANE.some((label) => labels[label] !== undefined) ? "control-plane" : OTHERS;
}

/** Values of labels may have capitals and underscores, names of pools may not. */
function asName(label: string): string {
  return label.toLowerCase().replaceAll("_", "-");
}
