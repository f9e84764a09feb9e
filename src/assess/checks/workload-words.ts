import type { WorkloadFacts } from "../../model/cluster-facts.ts";

/** `Deployment shop/web`. */
export function objectOf({
  kind,
  namespace,
  name,
}: Pick<WorkloadFacts, "kind" | "namespace" | "name">): string {
  return `${kind} ${namespace}/${name}`;
}

/** The provider's own workloads, which the people of a cluster can seldom change. */
export function isOfSystem({ namespace }: Pick<WorkloadFacts, "namespace">): boolean {
  return namespace === "kube-system";
}

/** Whether a drain moves its pods: it has some, and no node keeps them for itself. */
export function isMoved({ kind, replicas }: Pick<WorkloadFacts, "kind" | "replicas">): boolean {
  return kind !== "DaemonSet" && replicas > 0;
}
