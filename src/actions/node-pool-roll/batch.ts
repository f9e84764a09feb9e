import { splitByBudget, whatWouldHelp } from "./budget.ts";
import type { RollInput } from "./input.ts";
import { CLOCKS_AT_MOST } from "./memo.ts";
import { isThere, type RollNode } from "./pool-nodes.ts";
import type { Roll } from "./roll.ts";
import { type PodFate, sortPod } from "./sort-pod.ts";

/** A node whose drain was given up so often is not tried again. */
const TRIES = 2;

/** Pods that keep a node from being drained, whatever time it is given. */
const ENDLESS: ReadonlySet<PodFate> = new Set(["wait", "refuseBare", "refuseEmptyDir"]);

/** Nodes with three clocks take more room in the memo. */
function clocksAtMost({ detachTimeoutMs, removeTimeoutMs }: RollInput): number {
  const one = detachTimeoutMs === undefined && removeTimeoutMs === undefined;
  return one ? CLOCKS_AT_MOST : CLOCKS_AT_MOST - 5;
}

/**
 * How many new nodes the pool should have by now: as many as fit beside the old ones under size plus
 * surge, and never more than the size, so that none is left over at the end.
 */
export function wantedFresh(roll: Roll): number {
  const { size, limits, old, quarantined, fresh, input } = roll;
  // A quarantined node serves on and needs no other in its place, but for another try.
  const needed = size - quarantined.length + (mayTryAgain(roll).length > 0 ? 1 : 0);
  const wanted = Math.max(0, Math.min(needed, size + limits.surge - old.length));
  return input.proveFirstNode === true && !isProved(roll)
    ? Math.min(wanted, Math.max(1, fresh.length))
    : wanted;
}

/** A first node of the new kind is in service, and everything that was bound to it is Ready. */
function isProved({ fresh, input, seen }: Roll): boolean {
  return fresh.some(
    (node) =>
      isThere(node, input.to) &&
      seen.pods.every(
        ({ node: on, phase, ready, terminating }) =>
          on !== node.name || ready || terminating || phase === "Succeeded" || phase === "Failed",
      ),
  );
}

/**
 * Quarantined nodes whose drain is begun once more: when nothing else is left to do, and only where it
 * can end: not while a pod of theirs has not gone since, or is held by a budget that only a person
 * mends.
 */
export function mayTryAgain(roll: Roll): readonly RollNode[] {
  const { old, quarantined, taken, seen, input, context } = roll;
  if (quarantined.length === 0 || old.length > quarantined.length + taken.length) return [];
  if (taken.some(({ quarantine }) => quarantine === undefined)) return [];
  return quarantined.filter(({ name, quarantine }) => {
    if ((quarantine?.tries ?? 0) >= TRIES) return false;
    const pods = seen.pods.filter(({ node }) => node === name);
    const fates = pods.map((pod) => ({ pod, fate: sortPod(pod, input, context.nowMs) }));
    if (fates.some(({ fate }) => ENDLESS.has(fate))) return false;
    const toEvict = fates.flatMap(({ pod, fate }) => (fate === "evict" ? [pod] : []));
    const { held } = splitByBudget(toEvict, seen.budgets);
    return !held.some(({ budget }) => whatWouldHelp(budget, seen.pods).needsPerson);
  });
}

/** Surge first: whether as many new nodes are Ready as the surge gives before anything is taken away. */
export function surgeIsReady(roll: Roll): boolean {
  if (roll.input.proveFirstNode === true && roll.fresh.length > 0 && !isProved(roll)) return false;
  return readyFresh(roll) >= Math.min(roll.limits.surge, wantedFresh(roll));
}

/** The new nodes that are in service. */
export function readyFresh({ fresh, input }: Roll): number {
  return fresh.filter((node) => isThere(node, input.to)).length;
}

/**
 * The old nodes to take out of service now, best first. Keeps I4: what we took is charged to us
 * whatever state it is in, so nodes that others cordoned or that are not Ready go first but are not
 * free: they might come back, and then we would be what keeps them away.
 */
export function nextBatch(roll: Roll): readonly RollNode[] {
  const { size, limits, old, taken, quarantined, input } = roll;
  const names = new Set(taken.map(({ name }) => name));
  const again = mayTryAgain(roll);
  const left = old
    .filter(
      (node) => !names.has(node.name) && (again.includes(node) || !quarantined.includes(node)),
    )
    .toSorted(worstFirst);
  // A machine without a Node object serves nothing: ending it costs nothing either.
  const idle = left.filter(({ inApi }) => !inApi);
  const serving = left.filter(({ inApi }) => inApi);
  const givenUp = quarantined.length - again.length;
  const inService = serving.length + givenUp + readyFresh(roll);
  const mayLose = inService - Math.max(0, size - limits.unavailable);
  const unproved = input.proveFirstNode === true && !isProved(roll);
  const together = unproved ? 1 : limits.surge + limits.unavailable;
  const mayDrain = Math.min(together, clocksAtMost(input)) - taken.length;
  return [...idle, ...serving.slice(0, Math.max(0, mayLose))].slice(0, Math.max(0, mayDrain));
}

/** Nodes that serve least are replaced first; then by name, so that two looks at once choose the same. */
function worstFirst(a: RollNode, b: RollNode): number {
  return serves(a) - serves(b) || (a.name < b.name ? -1 : 1);
}

function serves({ ready, unschedulable }: RollNode): number {
  if (!ready) return 0;
  return unschedulable ? 1 : 2;
}
