import type { PodView } from "../../ports/cluster-port.ts";
import { clockTime, roughTime } from "../../report/time-words.ts";
import { readyFresh } from "./batch.ts";
import { type Hold, splitByBudget, whatWouldHelp } from "./budget.ts";
import { type Drain, partOf } from "./drain.ts";
import { isOurCordon, type Roll } from "./roll.ts";
import { podName, sortPod } from "./sort-pod.ts";

/** How many volumes are named before the rest is counted. */
const NAMED = 3;

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
    ...drains
      .filter((drain) => partOf(drain) === "detaching")
      .map(({ node, attached }) => `${node.name} waits for ${volumesOf(attached)} to be detached`),
    ...(roll.quarantined.length > 0 ? [`${roll.quarantined.length} quarantined`] : []),
    ...neverWords(roll),
  ];
  return parts.join(", ");
}

/** `drain of a waits 14 min (since 07:46 UTC): pod logging/data-3 of StatefulSet data is held by PDB logging/data, which allows 0 of 12 until data-4 is ready`. */
export function heldWords(
  { seen, context }: Roll,
  { node }: Drain,
  hold: Hold,
  waitedMs: number,
): { readonly words: string; readonly needsPerson: boolean } {
  const since = `since ${clockTime(context.nowMs - waitedMs)} UTC`;
  const { words, needsPerson } = holdWords(hold, seen.pods);
  return {
    words: `drain of ${node.name} waits ${roughTime(waitedMs)} (${since}): ${words}`,
    needsPerson,
  };
}

/** Names node, pod, workload, who answers for it, budget and since when. */
export function overdueWords({ seen, input }: Roll, drain: Drain): string {
  const { node, sinceMs, held, terminating, completing, free, finished } = drain;
  const start = `drain of ${node.name} is not over after ${roughTime(input.drainTimeoutMs)} (since ${clockTime(sinceMs)} UTC)`;
  const [hold] = held;
  if (hold !== undefined) return `${start}: ${holdWords(hold, seen.pods).words}`;
  const [going] = terminating;
  if (going !== undefined) {
    return `${start}: ${whoIs(going)} was told to go and is still terminating`;
  }
  const [running] = completing;
  if (running !== undefined) {
    return `${start}: ${whoIs(running)} has not run to its end, which the plan waits for`;
  }
  const [pod] = [...free, ...finished];
  if (pod !== undefined) return `${start}: ${whoIs(pod)} is still there`;
  return `${start}: it cannot be kept closed for new pods; does someone uncordon it?`;
}

/** `node a is drained, and its volumes are not detached after 10 min (since 07:46:00 UTC): pv-1`. */
export function detachingWords(
  { node, attached, afterDrainSinceMs = 0 }: Drain,
  ms: number,
): string {
  return `node ${node.name} is drained, and its volumes are not detached after ${roughTime(ms)} (since ${clockTime(afterDrainSinceMs)} UTC): ${volumesOf(attached)}`;
}

function volumesOf(volumes: readonly string[]): string {
  const more = volumes.length > NAMED ? ` and ${volumes.length - NAMED} more` : "";
  return `${volumes.slice(0, NAMED).join(", ")}${more}`;
}

/** `node a is drained, and its provider has not removed it after 10 min (asked at 07:46:00 UTC)`. */
export function removalWords({ input }: Roll, drain: Drain, ms: number): string {
  const { node, afterDrainSinceMs = 0 } = drain;
  return `node ${node.name} of pool ${input.pool} is drained, and its provider has not removed it after ${roughTime(ms)} (asked at ${clockTime(afterDrainSinceMs)} UTC)`;
}

/** `1 node was given up and serves on: a (drain of a is not over ...)`; empty when there is none. */
export function quarantinedWords({ quarantined }: Roll): string {
  if (quarantined.length === 0) return "";
  const nodes = quarantined.map(({ name, quarantine }) => `${name} (${quarantine?.reason ?? ""})`);
  const [count, serve] = quarantined.length === 1 ? ["1", "serves"] : [nodes.length, "serve"];
  return `${count} quarantined and ${serve} on: ${nodes.join(", ")}`;
}

/** `drain of a waits 3 h for pod batch/nightly-x of Job nightly to run to its end`. */
export function completingWords({ node, sinceMs }: Drain, pod: PodView, nowMs: number): string {
  return `drain of ${node.name} waits ${roughTime(nowMs - sinceMs)} for ${whoIs(pod)} to run to its end, as the plan says`;
}

function holdWords(
  { pod, budget }: Hold,
  pods: readonly PodView[],
): { readonly words: string; readonly needsPerson: boolean } {
  const help = whatWouldHelp(budget, pods);
  const { disruptionsAllowed, expectedPods } = budget;
  const words = `${whoIs(pod)} is held by PDB ${podName(budget)}, which allows ${disruptionsAllowed} of ${expectedPods} ${help.words}`;
  return { words, needsPerson: help.needsPerson };
}

/** `pod shop/web-1 of Deployment web (owner: payments)`: who is to be asked about it. */
export function whoIs(pod: PodView): string {
  const { workload, ownedBy } = pod;
  const of = workload === undefined ? "" : ` of ${workload.kind} ${workload.name}`;
  const owner = ownedBy === undefined ? "" : ` (owner: ${ownedBy})`;
  return `pod ${podName(pod)}${of}${owner}`;
}

/** Budgets that will hold a drain for good, found before it begins: each with one pod that it holds. */
function neverWords({ seen, old, input, context }: Roll): readonly string[] {
  const closed = seen.budgets.filter(({ disruptionsAllowed }) => disruptionsAllowed === 0);
  if (closed.length === 0) return [];
  const names = new Set(old.map(({ name }) => name));
  const pods = seen.pods.filter(
    (pod) => names.has(pod.node) && sortPod(pod, input, context.nowMs) === "evict",
  );
  const { held } = splitByBudget(pods, closed);
  const byBudget = Map.groupBy(held, ({ budget }) => podName(budget));
  return [...byBudget.values()].flatMap(([hold]) => {
    if (hold === undefined) return [];
    const { words, needsPerson } = whatWouldHelp(hold.budget, seen.pods);
    return needsPerson
      ? [`PDB ${podName(hold.budget)} can never let ${whoIs(hold.pod)} go, ${words}`]
      : [];
  });
}
