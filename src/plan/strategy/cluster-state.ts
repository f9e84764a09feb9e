import type { ClusterFacts, Part, VolumeFacts, WorkloadFacts } from "../../model/cluster-facts.ts";
import type { Snapshot } from "../../model/snapshot.ts";

/** The items of a part that was seen whole; undefined otherwise, because a half proves nothing. */
export function wholeOf<Item>(part: Part<Item> | undefined): readonly Item[] | undefined {
  return part?.kind === "seen" && part.more === undefined ? part.items : undefined;
}

/** What could be seen of a part, whole or not. */
export function seenOf<Item>(part: Part<Item> | undefined): readonly Item[] {
  return part?.kind === "seen" ? part.items : [];
}

/** File systems that many nodes write at once, so that two clusters can hold them for a while. */
const SHARED = /(^|[./-])(efs|nfs|cephfs|azurefile|file|filestore|fsx|glusterfs|smb)([./-]|$)/i;

/** What a cluster keeps, as far as it was seen. */
export interface KeptState {
  /** Volumes that one cluster at a time may write. */
  readonly handedOver: number;
  /** StatefulSets without such volumes. */
  readonly otherSets: number;
  /** Volumes on the disks of nodes. */
  readonly onNodes: readonly VolumeFacts[];
  /** Workloads that write to their node beside such volumes, DaemonSets and kube-system left out. */
  readonly hostPaths: number;
}

/** Undefined where volumes or workloads were not seen whole. */
export function keptState({ facts }: Snapshot): KeptState | undefined {
  const volumes = wholeOf(facts?.volumes);
  const workloads = wholeOf(facts?.workloads);
  if (volumes === undefined || workloads === undefined) return undefined;
  const onNodes = volumes.filter(isOnNode);
  const handedOver = volumes.filter((volume) => !isOnNode(volume) && !SHARED.test(volume.plugin));
  const holders = new Set([...onNodes, ...handedOver].map(({ workload }) => workload));
  return {
    handedOver: handedOver.length,
    otherSets: workloads.filter((each) => each.kind === "StatefulSet" && !holders.has(nameOf(each)))
      .length,
    onNodes,
    hostPaths: workloads.filter((each) => writesToNode(each) && !holders.has(nameOf(each))).length,
  };
}

/** How the workloads of a cluster are reached, as far as that was seen. */
export interface Reach {
  readonly workloads: number;
  readonly exposed: number;
  /** Exposed, and without volumes of their own: each can be moved by itself. */
  readonly separate: number;
}

/** Undefined where workloads, or whether they are exposed, were not seen whole. */
export function reachOf(facts: ClusterFacts | undefined): Reach | undefined {
  const workloads = wholeOf(facts?.workloads)?.filter(isServing);
  if (workloads === undefined || workloads.some(({ exposed }) => exposed === undefined)) {
    return undefined;
  }
  const exposed = workloads.filter((each) => each.exposed === true);
  const separate = exposed.filter(({ kind, claims }) => kind !== "StatefulSet" && claims === 0);
  return { workloads: workloads.length, exposed: exposed.length, separate: separate.length };
}

/** Whatever runs on, the parts of Kubernetes itself left out. */
function isServing({ kind, namespace }: WorkloadFacts): boolean {
  return namespace !== "kube-system" && kind !== "Job" && kind !== "CronJob";
}

function isOnNode({ plugin, hosts }: VolumeFacts): boolean {
  return hosts.length > 0 || plugin === "local" || plugin === "hostPath";
}

function writesToNode({ kind, namespace, nodeBound }: WorkloadFacts): boolean {
  return kind !== "DaemonSet" && namespace !== "kube-system" && nodeBound.length > 0;
}

function nameOf({ kind, namespace, name }: WorkloadFacts): string {
  return `${kind} ${namespace}/${name}`;
}
