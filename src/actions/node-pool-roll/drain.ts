import type { PodView } from "../../ports/cluster-port.ts";
import { type Hold, splitByBudget } from "./budget.ts";
import { clockKey } from "./memo.ts";
import type { RollNode } from "./pool-nodes.ts";
import type { Roll } from "./roll.ts";
import { orderOf, type PodFate, sortPod } from "./sort-pod.ts";

/** An old node that was taken out of service, and what is still on it. */
export interface Drain {
  readonly node: RollNode;
  readonly sinceMs: number;
  readonly removalAskedAtMs: number | undefined;
  /** False while pods may still be bound to it. */
  readonly closed: boolean;
  readonly finished: readonly PodView[];
  readonly terminating: readonly PodView[];
  /** Run to their end first. */
  readonly completing: readonly PodView[];
  /** May be asked to go now. */
  readonly free: readonly PodView[];
  /** Their budgets hold them. */
  readonly held: readonly Hold[];
  /** Nothing is being deleted, finished, to be evicted or waited for (semantics 7). */
  readonly empty: boolean;
  /** Volumes that are attached to it, where they are waited for. */
  readonly attached: readonly string[];
  /** When detaching began, or, once its removal was asked for, the removal; undefined before. */
  readonly afterDrainSinceMs: number | undefined;
}

/** Looks at every drain that has begun; the budgets are counted down over all of them together. */
export function lookAtDrains(roll: Roll): readonly Drain[] {
  const { seen, input, taken, context } = roll;
  const onNodes = new Map<string, PodView[]>(taken.map(({ name }) => [name, []]));
  for (const pod of seen.pods) onNodes.get(pod.node)?.push(pod);
  const withFate = (name: string, wanted: PodFate): readonly PodView[] =>
    (onNodes.get(name) ?? []).filter((pod) => sortPod(pod, input, context.nowMs) === wanted);
  /** Whoever has a lower order goes first, and is gone before the next is asked (semantics 7). */
  const nextToGo = (name: string): readonly PodView[] => {
    const going = [...withFate(name, "evict"), ...withFate(name, "wait")];
    const first = Math.min(...going.map((pod) => orderOf(pod, input)));
    return withFate(name, "evict").filter((pod) => orderOf(pod, input) === first);
  };
  const closed = taken.filter(isClosed);
  const { free, held } = splitByBudget(
    closed.flatMap(({ name }) => nextToGo(name)),
    seen.budgets,
  );
  return taken.map((node): Drain => {
    const finished = withFate(node.name, "delete");
    const terminating = withFate(node.name, "wait");
    const completing = withFate(node.name, "waitCompleted");
    const toEvict = withFate(node.name, "evict");
    return {
      node,
      ...clockOf(roll, node),
      closed: isClosed(node),
      finished,
      terminating,
      completing,
      free: free.filter((pod) => pod.node === node.name),
      held: held.filter(({ pod }) => pod.node === node.name),
      attached: attachedTo(roll, node),
      empty: finished.length + terminating.length + completing.length + toEvict.length === 0,
    };
  });
}

function isClosed({ inApi, unschedulable }: RollNode): boolean {
  return unschedulable || !inApi;
}

/** A drain without a clock was cut off right after its cordon: its time begins now. */
function clockOf({ memo, context }: Roll, { name }: RollNode) {
  const clock = memo.clocks[clockKey(name)];
  const sinceMs = clock?.s ?? context.nowMs;
  const afterDrainSinceMs = clock?.t === undefined ? undefined : sinceMs + clock.t * 1_000;
  return { sinceMs, removalAskedAtMs: clock?.r, afterDrainSinceMs };
}

function attachedTo({ seen, input }: Roll, { name }: RollNode): readonly string[] {
  if (input.detachTimeoutMs === undefined) return [];
  return seen.attachments.filter(({ node }) => node === name).map(({ volume }) => volume);
}

/** Where a drain is: each part has a clock of its own. */
export function partOf({ closed, empty, attached, removalAskedAtMs }: Drain) {
  if (!(closed && empty)) return "drain";
  if (removalAskedAtMs !== undefined) return "removal";
  return attached.length > 0 ? "detaching" : "drained";
}

/**
 * Whether the node may go. Only when its clock is older than this look: a pod that was bound while
 * the cordon was written is then seen on it.
 */
export function mayRemove(drain: Drain, nowMs: number): boolean {
  const { closed, empty, attached, removalAskedAtMs, sinceMs } = drain;
  const detached = attached.length === 0 || removalAskedAtMs !== undefined;
  return closed && empty && detached && sinceMs < nowMs;
}
