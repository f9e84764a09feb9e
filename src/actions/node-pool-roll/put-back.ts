import type { Decision } from "../action.ts";
import type { RollDeed } from "./deed.ts";
import { clockKey, memoJson } from "./memo.ts";
import { isThere, type RollNode } from "./pool-nodes.ts";
import { isOurCordon, type Roll } from "./roll.ts";

const LOOK_AGAIN_MS = 10_000;
/** A node whose removal was asked for is on its way out, and gets no new pods, for so long. */
const REMOVAL_WITHIN_MS = 15 * 60_000;
/** Nodes in one deed, so that records stay small; the rest comes with the next look. */
export const TAINTS_AT_ONCE = 100;

/**
 * What is ours on any node of the pool, found in the world and not in the memo: our cordons, by their
 * owner, and our taint. Cordons of others are not touched (I9).
 */
export function marksToTakeOff({
  old,
  fresh,
  context,
}: Pick<Roll, "old" | "fresh" | "context">): readonly RollDeed[] {
  const nodes = [...old, ...fresh];
  const avoided = nodes.filter((node) => node.avoided).map(({ name }) => name);
  const uncordons = nodes
    .filter((node) => isOurCordon(node, context))
    .map(({ name, cordonedBy = "" }): RollDeed => ({
      kind: "uncordon",
      node: name,
      owner: cordonedBy,
    }));
  return avoided.length === 0
    ? uncordons
    : [...uncordons, { kind: "avoid", nodes: avoided.slice(0, TAINTS_AT_ONCE), on: false }];
}

/** The step ends early: our marks go, and the new nodes stay, because pods may run on them by now. */
export function putBackPool(roll: Roll): Decision<RollDeed> {
  const { input, memo, fresh } = roll;
  const leaving = onTheirWayOut(roll);
  const staying = roll.old.filter((node) => !leaving.includes(node));
  const deeds = [...marksToTakeOff({ ...roll, old: staying }), ...releases(roll)];
  if (deeds.length > 0) {
    const progress = `pool ${input.pool}: our cordons and taints are taken off`;
    const outcome = { kind: "requeue", afterMs: LOOK_AGAIN_MS, progress } as const;
    return { deeds, outcome, memo: memoJson(memo) };
  }
  if (leaving.length > 0) {
    const names = leaving.map(({ name }) => name).join(", ");
    const progress = `pool ${input.pool}: waits until ${names}, drained and already given back to the provider, is gone`;
    return {
      deeds,
      outcome: { kind: "requeue", afterMs: LOOK_AGAIN_MS, progress },
      memo: memoJson(memo),
    };
  }
  const there = fresh.filter((node) => isThere(node, input.to)).length;
  const stay = there === 0 ? "" : `; new nodes stay: ${there} at ${input.to}`;
  const summary = `pool ${input.pool}: no cordon and no taint of ours is left${stay}`;
  return { deeds, outcome: { kind: "done", summary }, memo: memoJson({ clocks: {} }) };
}

/** A step that failed tells of its blocked nodes itself; a mark would only outlive it. */
function releases({ old, fresh, context }: Roll): readonly RollDeed[] {
  return [...old, ...fresh]
    .filter(({ quarantine }) => quarantine?.owner === context.owner)
    .map(({ name }) => ({ kind: "release", node: name, owner: context.owner }));
}

/** Uncordoned now, they would be given pods and end with them a moment later, past every budget (I4). */
function onTheirWayOut({ old, memo, context }: Roll): readonly RollNode[] {
  return old.filter(({ name }) => {
    const askedAtMs = memo.clocks[clockKey(name)]?.r;
    return askedAtMs !== undefined && context.nowMs - askedAtMs < REMOVAL_WITHIN_MS;
  });
}
