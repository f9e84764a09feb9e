import type { PodView } from "../../ports/cluster-port.ts";
import type { RollInput } from "./input.ts";

/** What a drain does with a pod. */
export type PodFate =
  /** It is going already. */
  | "wait"
  /** It belongs to the node and ends with it. */
  | "skip"
  /** It is finished: nothing is lost. */
  | "delete"
  | "evict"
  /** Its data is in an emptyDir, which moving it loses. */
  | "refuseEmptyDir"
  /** No controller would make it again. */
  | "refuseBare";

/** The order of looks at a pod, as semantics 7 has it; the first that fits decides. */
export function sortPod(
  pod: PodView,
  { emptyDirData, barePods }: Pick<RollInput, "emptyDirData" | "barePods">,
): PodFate {
  if (pod.terminating) return "wait";
  if (pod.controller === "DaemonSet") return "skip";
  if (pod.mirror) return "skip";
  if (pod.phase === "Succeeded" || pod.phase === "Failed") return "delete";
  if (pod.emptyDir && emptyDirData === "Refuse") return "refuseEmptyDir";
  if (pod.controller === "" && barePods === "Refuse") return "refuseBare";
  return "evict";
}

export const podName = ({
  namespace,
  name,
}: {
  readonly namespace: string;
  readonly name: string;
}) => `${namespace}/${name}`;
