import { CLOCKS_AT_MOST } from "./memo.ts";
import { isThere, type RollNode } from "./pool-nodes.ts";
import type { Roll } from "./roll.ts";

/**
 * How many new nodes the pool should have by now: as many as fit beside the old ones under size plus
 * surge, and never more than the size, so that none is left over at the end.
 */
export function wantedFresh({ size, limits, old }: Roll): number {
  return Math.max(0, Math.min(size, size + limits.surge - old.length));
}

/** Surge first: whether as many new nodes are Ready as the surge gives before anything is taken away. */
export function surgeIsReady(roll: Roll): boolean {
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
  const { size, limits, old, taken } = roll;
  const names = new Set(taken.map(({ name }) => name));
  const left = old.filter(({ name }) => !names.has(name)).toSorted(worstFirst);
  // A machine without a Node object serves nothing: ending it costs nothing either.
  const idle = left.filter(({ inApi }) => !inApi);
  const serving = left.filter(({ inApi }) => inApi);
  const inService = serving.length + readyFresh(roll);
  const mayLose = inService - Math.max(0, size - limits.unavailable);
  const mayDrain = Math.min(limits.surge + limits.unavailable, CLOCKS_AT_MOST) - taken.length;
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
