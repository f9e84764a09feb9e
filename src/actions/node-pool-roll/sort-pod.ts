import { selects } from "../../model/selector.ts";
import type { PodView } from "../../ports/cluster-port.ts";
import type { PodRule, RollInput } from "./input.ts";

/** What a drain does with a pod. */
export type PodFate =
  /** It is going already. */
  | "wait"
  /** It belongs to the node and ends with it, or a rule of the plan leaves it there. */
  | "skip"
  /** It is finished: nothing is lost. */
  | "delete"
  | "evict"
  /** It is to run to its end first. */
  | "waitCompleted"
  /** Its data is in an emptyDir, which moving it loses. */
  | "refuseEmptyDir"
  /** No controller would make it again. */
  | "refuseBare";

/** What the plan says about pods. */
export type PodWords = Pick<
  RollInput,
  "emptyDirData" | "barePods" | "podRules" | "jobs" | "skipTerminatingAfterMs"
>;

/**
 * The order of looks at a pod, as semantics 7 has it; the first that fits decides. A rule comes before
 * the refusals: who names pods to be drained has said the word for them.
 */
export function sortPod(pod: PodView, words: PodWords, nowMs: number): PodFate {
  if (pod.terminating) return isLongDeleted(pod, words, nowMs) ? "skip" : "wait";
  if (pod.controller === "DaemonSet") return "skip";
  if (pod.mirror) return "skip";
  if (pod.phase === "Succeeded" || pod.phase === "Failed") return "delete";
  const rule = ruleFor(pod, words);
  if (rule !== undefined) return RULED[rule.behavior];
  if (pod.emptyDir && words.emptyDirData === "Refuse") return "refuseEmptyDir";
  if (pod.controller === "" && words.barePods === "Refuse") return "refuseBare";
  return "evict";
}

/** When the pod's turn comes among those of its node: lower first, 0 without a rule. */
export function orderOf(pod: PodView, words: PodWords): number {
  return ruleFor(pod, words)?.order ?? 0;
}

const RULED = { Drain: "evict", Skip: "skip", WaitCompleted: "waitCompleted" } as const;

/** The first rule that names the pod; then what is said of all jobs. */
function ruleFor(
  pod: PodView,
  { podRules, jobs }: PodWords,
): Omit<PodRule, "selector"> | undefined {
  const rule = podRules?.find(
    ({ namespaces, selector }) =>
      (namespaces === undefined || namespaces.includes(pod.namespace)) &&
      selects(selector, pod.labels),
  );
  if (rule !== undefined) return rule;
  return jobs === "WaitCompleted" && pod.controller === "Job"
    ? { behavior: "WaitCompleted" }
    : undefined;
}

/** As kubectl drain counts it: from when the pod was to be gone, its grace period over. */
function isLongDeleted(
  { goneByMs }: PodView,
  { skipTerminatingAfterMs }: PodWords,
  nowMs: number,
): boolean {
  if (skipTerminatingAfterMs === undefined || goneByMs === undefined) return false;
  return nowMs - goneByMs > skipTerminatingAfterMs;
}

export const podName = ({
  namespace,
  name,
}: {
  readonly namespace: string;
  readonly name: string;
}) => `${namespace}/${name}`;
