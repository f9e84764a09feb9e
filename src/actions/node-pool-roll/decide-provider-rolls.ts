import type { Outcome } from "../../model/outcome.ts";
import type { Decision } from "../action.ts";
import { mayAsk } from "../start-answer.ts";
import type { RollDeed } from "./deed.ts";
import { kubeletObstacle } from "./kubelet-obstacle.ts";
import { memoJson } from "./memo.ts";
import { isThere } from "./pool-nodes.ts";
import type { Roll } from "./roll.ts";

const LOOK_AGAIN_MS = 10_000;

/**
 * One look at a pool that its provider rolls: asked for once, then watched until every node's kubelet
 * says so itself. Providers do not tell whether a roll goes on, so it is asked for again from time to
 * time, which is idempotent: a request that was lost, or a roll that was given up, begins anew.
 */
export function decideProviderRolls(roll: Roll): Decision<RollDeed> {
  const { input, context, memo, size, old, fresh } = roll;
  const there = fresh.filter((node) => isThere(node, input.to)).length;
  const all = old.length + fresh.length;
  // While a node is replaced there may be fewer nodes than the pool is meant to have: not done yet.
  if (there === all && all >= size) {
    const summary = `pool ${input.pool}: ${there} of ${all} nodes at ${input.to} and Ready`;
    return { deeds: [], outcome: { kind: "done", summary }, memo: context.memo };
  }
  const obstacle = kubeletObstacle(roll.seen.view, input);
  if (obstacle !== undefined) {
    const outcome: Outcome = { kind: "failed", class: "terminal", why: obstacle };
    return { deeds: [], outcome, memo: context.memo };
  }
  const asks = mayAsk(memo.asked?.atMs, context.nowMs);
  const asked = asks ? { count: all, atMs: context.nowMs } : memo.asked;
  const token = `${context.owner}/${context.step}`;
  const progress = `pool ${input.pool}: ${there} of ${Math.max(size, all)} nodes at ${input.to} and Ready, its provider replaces them`;
  return {
    deeds: asks ? [{ kind: "startPool", pool: input.pool, to: input.to, token }] : [],
    outcome: { kind: "requeue", afterMs: LOOK_AGAIN_MS, progress },
    memo: memoJson({ size, asked, clocks: {} }),
  };
}

/** A provider's own roll cannot be called back, and holds nothing of ours. */
export function leaveProviderRoll({ input, context }: Roll): Decision<RollDeed> {
  const summary = `pool ${input.pool}: nothing of ours to put back; the provider goes on with what it has begun`;
  return { deeds: [], outcome: { kind: "done", summary }, memo: context.memo };
}
