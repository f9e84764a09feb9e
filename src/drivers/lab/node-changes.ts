import type { LabCluster, LabNode, LabPool } from "./cluster-file.ts";

/** The cluster with `count` more nodes in the pool, each in the zone that has fewest of its version. */
export function withNewNodes(
  cluster: LabCluster,
  pool: LabPool,
  kubelet: string,
  count: number,
): LabCluster {
  const nodes: LabNode[] = [...cluster.nodes];
  for (let added = 1; added <= count; added += 1) {
    const name = `${pool.name}-${cluster.lastNode + added}`;
    nodes.push({ name, pool: pool.name, zone: emptiestZone(nodes, pool, kubelet), kubelet });
  }
  return { ...cluster, nodes, lastNode: cluster.lastNode + count };
}

/** The cluster without the node, which stays among those leaving until it is really gone. */
export function withoutNode(cluster: LabCluster, node: LabNode): LabCluster {
  return {
    ...cluster,
    nodes: cluster.nodes.filter(({ name }) => name !== node.name),
    leaving: [...cluster.leaving, { name: node.name, pool: node.pool }],
  };
}

function emptiestZone(nodes: readonly LabNode[], pool: LabPool, kubelet: string): string {
  const count = (zone: string): number =>
    nodes.filter(
      (node) => node.pool === pool.name && node.kubelet === kubelet && node.zone === zone,
    ).length;
  const [emptiest] = pool.zones.toSorted((a, b) => count(a) - count(b));
  // The schema wants at least one zone.
  return emptiest ?? "zone-a";
}
