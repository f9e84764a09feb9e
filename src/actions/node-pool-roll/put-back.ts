import type { Decision } from "../action.ts";
import type { RollDeed } from "./deed.ts";
import { memoJson } from "./memo.ts";
import { isThere } from "./pool-nodes.ts";
import type { Roll } from "./roll.ts";

const LOOK_AGAIN_MS = 10_000;
/** Nodes in one deed, so that records stay small; the rest comes with the next look. */
export const TAINTS_AT_ONCE = 100;

/**
 * What is ours on any node of the pool, found in the world and not in the memo: our cordons, by their
 * owner, and our taint. Cordons of others are not touched (I9).
 */
export function marksToTakeOff({ old, fresh, context }: Roll): readonly RollDeed[] {
  const nodes = [...old, ...fresh];
  const avoided = nodes.filter((node) => node.avoided).map(({ name }) => name);
  const uncordons = nodes
    .filter(({ cordonedBy }) => cordonedBy === context.owner)
    .map(({ name }): RollDeed => ({ kind: "uncordon", node: name }));
  return avoided.length === 0
    ? uncordons
    : [...uncordons, { kind: "avoid", nodes: avoided.slice(0, TAINTS_AT_ONCE), on: false }];
}

/** The step ends early: our marks go, and the new nodes stay, because pods may run on them by now. */
export function putBackPool(roll: Roll): Decision<RollDeed> {
  const { input, memo, fresh } = roll;
  const deeds = marksToTakeOff(roll);
  if (deeds.length > 0) {
    const progress = `pool ${input.pool}: our cordons and taints are taken off`;
    const outcome = { kind: "requeue", afterMs: LOOK_AGAIN_MS, progress } as const;
    return { deeds, outcome, memo: memoJson(memo) };
  }
  const there = fresh.filter((node) => isThere(node, input.to)).length;
  const stay = there === 0 ? "" : `; new nodes stay: ${there} at ${input.to}`;
  const summary = `pool ${input.pool}: no cordon and no taint of ours is left${stay}`;
  return { deeds, outcome: { kind: "done", summary }, memo: memoJson({ clocks: {} }) };
}
