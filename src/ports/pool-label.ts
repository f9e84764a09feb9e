/** Ours first, then what people set by hand, then what the providers set. */
const POOL_LABELS = [
  "fleetlift.dev/pool",
  "pool",
  "eks.amazonaws.com/nodegroup",
  "cloud.google.com/gke-nodepool",
  "kubernetes.azure.com/agentpool",
  "karpenter.sh/nodepool",
  "node.cluster.x-k8s.io/pool",
] as const;

/** The pool that a node's labels name; undefined when none does. */
export function poolLabelOf(labels: Readonly<Record<string, string>>): string | undefined {
  const label = POOL_LABELS.find((each) => labels[each] !== undefined);
  return label === undefined ? undefined : labels[label];
}
