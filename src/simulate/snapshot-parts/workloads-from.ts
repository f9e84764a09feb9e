import type { ClusterFacts, WorkloadFacts } from "../../model/cluster-facts.ts";
import type { WorldWorkload } from "../../world/world-document.ts";

/** Who makes pods again when they are gone; a simulated Deployment stands for whatever keeps a number of them. */
const KINDS: Partial<Record<WorkloadFacts["kind"], WorldWorkload["kind"]>> = {
  Deployment: "Deployment",
  ReplicaSet: "Deployment",
  Other: "Deployment",
  StatefulSet: "StatefulSet",
  DaemonSet: "DaemonSet",
};
const MOST_REPLICAS = 5_000;

/** What runs in a cluster, as far as it was seen; `pools` are those that it has. */
export function workloadsFrom(
  facts: ClusterFacts | undefined,
  pools: ReadonlySet<string>,
): { readonly workloads: readonly WorldWorkload[]; readonly notCarried: readonly string[] } {
  if (facts === undefined) return { workloads: [], notCarried: [] };
  const { workloads: part, barePods } = facts;
  const notes: string[] = [];
  const workloads: WorldWorkload[] = [];
  const names = new Set<string>();
  const add = (workload: WorldWorkload): void => {
    const key = `${workload.namespace}/${workload.name}`;
    if (names.has(key)) notes.push(`of several workloads called ${key} the first only`);
    else workloads.push(workload);
    names.add(key);
  };
  if (part.kind === "not-seen") notes.push(`workloads, which were not seen: ${part.why}`);
  else {
    const jobs = part.items.filter(({ kind }) => KINDS[kind] === undefined);
    const ill = part.items.filter(({ replicas, available }) => available < replicas);
    for (const item of part.items) {
      const kind = KINDS[item.kind];
      if (kind !== undefined) add(workloadFrom(item, kind));
    }
    if (jobs.length > 0) notes.push("jobs: nothing runs to its end");
    if (ill.length > 0) notes.push("workloads that are not whole now are simulated as whole");
    if (part.items.some(({ onePerNode, hostPorts }) => onePerNode || hostPorts))
      notes.push("rules that keep pods of one workload on nodes of their own");
    if (part.items.some(({ nodeBound }) => nodeBound.length > 0))
      notes.push("volumes that bind pods to their nodes");
    if (part.more !== undefined) notes.push("workloads that the snapshot left off for its size");
  }
  if (barePods.kind === "not-seen") notes.push(`bare pods, which were not seen: ${barePods.why}`);
  else {
    for (const { namespace, name, emptyDir } of barePods.items) {
      add({ kind: "Pod", namespace, name, emptyDir });
    }
  }
  // Where pods may run is not in a snapshot: each may run in any pool.
  if (pools.size > 1 && workloads.length > 0)
    notes.push("which pools pods may run in: each may run in all of them");
  return { workloads, notCarried: notes };
}

function workloadFrom(facts: WorkloadFacts, kind: WorldWorkload["kind"]): WorldWorkload {
  const { namespace, name, replicas, podLabels, emptyDir, terminationGraceSeconds } = facts;
  const [image] = facts.images;
  return {
    kind,
    namespace,
    name,
    ...(kind !== "DaemonSet" && { replicas: Math.min(replicas, MOST_REPLICAS) }),
    labels: podLabels,
    emptyDir,
    gracePeriod: terminationGraceSeconds * 1_000,
    ...(image !== undefined && { image }),
  };
}
