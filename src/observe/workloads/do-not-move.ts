/** Annotations by which people keep autoscalers from moving a pod, with the value that does. */
const DO_NOT_MOVE = [
  ["cluster-autoscaler.kubernetes.io/safe-to-evict", "false"],
  ["karpenter.sh/do-not-disrupt", "true"],
  ["karpenter.sh/do-not-evict", "true"],
  ["karpenter.sh/do-not-consolidate", "true"],
] as const;

/** Those of a pod, like `karpenter.sh/do-not-disrupt=true`. */
export function doNotMoveOf(annotations: Readonly<Record<string, string>>): readonly string[] {
  return DO_NOT_MOVE.filter(([key, value]) => annotations[key] === value).map(
    ([key, value]) => `${key}=${value}`,
  );
}
