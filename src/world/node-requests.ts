import type { CordonAnswer } from "../ports/cluster-port.ts";
import { count } from "./ledger.ts";
import { changeNode } from "./nodes.ts";
import type { Requests } from "./requests.ts";
import type { ClusterState, NodeState } from "./world-state.ts";

export function avoid(cluster: ClusterState, { node, on }: Requests["avoid"]): ClusterState {
  return changeNode(cluster, node, { avoided: on });
}

export function cordon(
  cluster: ClusterState,
  { node: name, owner }: Requests["cordon"],
): { readonly cluster: ClusterState; readonly value: CordonAnswer } {
  const node = joinedNode(cluster, name);
  if (node === undefined) return { cluster, value: { kind: "gone" } };
  if (node.unschedulable) {
    return {
      cluster,
      value: { kind: node.cordonedBy === owner ? "alreadyOurs" : "alreadyByOther" },
    };
  }
  const counted = count(cluster, "cordons", name);
  return {
    cluster: changeNode(counted, name, { unschedulable: true, cordonedBy: owner }),
    value: { kind: "cordoned" },
  };
}

export function uncordon(
  cluster: ClusterState,
  { node: name, owner }: Requests["uncordon"],
): ClusterState {
  const node = joinedNode(cluster, name);
  if (node === undefined || node.cordonedBy !== owner) return cluster;
  const counted = count(cluster, "uncordons", name);
  return changeNode(counted, name, { unschedulable: false, cordonedBy: undefined });
}

export function quarantine(
  cluster: ClusterState,
  { node: name, mark }: Requests["quarantine"],
): ClusterState {
  const node = joinedNode(cluster, name);
  if (node === undefined) return cluster;
  const uncordoned = uncordon(cluster, { node: name, owner: mark.owner });
  return changeNode(uncordoned, name, { quarantine: mark });
}

export function release(
  cluster: ClusterState,
  { node: name, owner }: Requests["release"],
): ClusterState {
  const node = joinedNode(cluster, name);
  if (node?.quarantine?.owner !== owner) return cluster;
  return changeNode(cluster, name, { quarantine: undefined });
}

/** A node that has not joined yet is not in the API. */
function joinedNode(cluster: ClusterState, name: string): NodeState | undefined {
  return cluster.nodes.find((node) => node.name === name && node.joined);
}
