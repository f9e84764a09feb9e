import { clockTime, roughTime } from "../../report/time-words.ts";
import { readyFresh } from "./batch.ts";
import { type Hold, whatWouldHelp } from "./budget.ts";
import type { Drain } from "./drain.ts";
import { isOurCordon, type Roll } from "./roll.ts";
import { podName } from "./sort-pod.ts";

/** `pool general: 3 of 8 nodes moved, 2 joining, 1 draining`. */
export function progressWords(roll: Roll, drains: readonly Drain[]): string {
  const { input, size, old, fresh } = roll;
  const moved = Math.max(0, size - old.length);
  const joining = fresh.length - readyFresh(roll);
  const parts = [
    `pool ${input.pool}: ${moved} of ${size} nodes moved`,
    ...(joining > 0 ? [`${joining} joining`] : []),
    ...(drains.length > 0 ? [`${drains.length} draining`] : []),
    ...drains
      .filter(({ node }) => node.unschedulable && !isOurCordon(node, roll.context))
      .map(({ node: { name, cordonedBy = "someone else" } }) => {
        return `${name} was cordoned by ${cordonedBy} and keeps that cordon`;
      }),
  ];
  return parts.join(", ");
}

/** `drain of a waits 14 min: PDB logging/data allows 0 of 12 until data-4 is ready`. */
export function heldWords(
  { seen }: Roll,
  { node }: Drain,
  { budget }: Hold,
  waitedMs: number,
): { readonly words: string; readonly needsPerson: boolean } {
  const help = whatWouldHelp(budget, seen.pods);
  const words = `drain of ${node.name} waits ${roughTime(waitedMs)}: PDB ${podName(budget)} allows ${budget.disruptionsAllowed} of ${budget.expectedPods} ${help.words}`;
  return { words, needsPerson: help.needsPerson };
}

/** Names node, pod, budget and since when. */
export function overdueWords({ seen, input }: Roll, drain: Drain): string {
  const { node, sinceMs, held, terminating, free, finished } = drain;
  const start = `drain of ${node.name} is not over after ${roughTime(input.drainTimeoutMs)} (since ${clockTime(sinceMs)} UTC)`;
  const [hold] = held;
  if (hold !== undefined) {
    const { words } = whatWouldHelp(hold.budget, seen.pods);
    return `${start}: pod ${podName(hold.pod)} is held by PDB ${podName(hold.budget)}, which allows ${hold.budget.disruptionsAllowed} of ${hold.budget.expectedPods} ${words}`;
  }
  const [going] = terminating;
  if (going !== undefined) {
    return `${start}: pod ${podName(going)} was told to go and is still terminating`;
  }
  const [pod] = [...free, ...finished];
  if (pod !== undefined) return `${start}: pod ${podName(pod)} is still there`;
  return `${start}: it cannot be kept closed for new pods; does someone uncordon it?`;
}
