import { formatDuration } from "../model/duration.ts";
import type { ClusterState } from "../model/rollout-state.ts";
import { UNREACHABLE } from "./deferrals.ts";
import {
  changeCluster,
  changeStage,
  say,
  knownStage,
  type Place,
  type RolloutTurn,
} from "./turn.ts";

/** How long a cluster that could not be reached is left alone before it has its turn again. */
export const ASK_AGAIN_MS = 5 * 60_000;

/** A rollout's state has little room. */
const MOST_NAMED = 10;

const NOTHING_DONE = "; nothing was done to it";

/** What was told of the cluster itself, in words of the events that this file makes. */
export function whyUnreached(reason: string): string {
  return reason.slice(reason.indexOf(": ") + 2).replace(/; nothing was done to it.*$/, "");
}

/**
 * A cluster could not be reached when its turn came, and nothing was done to it. The stage's
 * `onUnreachable` says what becomes of it: it failed, it is left out, or it comes last.
 */
export function takeUnreachable(
  turn: RolloutTurn,
  place: Place,
  cluster: ClusterState,
  why: string,
): RolloutTurn {
  switch (knownStage(turn, place.stage).planned.onUnreachable) {
    case "Fail":
      return fail(turn, place, cluster, why);
    case "Skip":
      return leaveOut(turn, place, cluster, why);
    case "Defer":
    case undefined:
      return comeLast(turn, place, cluster, why);
  }
}

function fail(turn: RolloutTurn, place: Place, cluster: ClusterState, why: string): RolloutTurn {
  const { failed } = knownStage(turn, place.stage).counts;
  const counted = changeStage(turn, place.stage, { failed: failed + 1 });
  return say(changeCluster(counted, place.planned.name, { ...cluster, status: "failed" }), {
    ...about(place, cluster),
    kind: "cluster.ended",
    rule: UNREACHABLE,
    result: "failed",
    needsPerson: true,
    reason: `failed: ${why}${NOTHING_DONE}`,
  });
}

/** Counts as no failure, and as no success. */
function leaveOut(
  turn: RolloutTurn,
  place: Place,
  cluster: ClusterState,
  why: string,
): RolloutTurn {
  const { name } = place.planned;
  const { skipped } = knownStage(turn, place.stage).counts;
  const counted = changeStage(turn, place.stage, { skipped: skipped + 1 });
  const unreached = { atMs: turn.nowMs, why };
  return say(changeCluster(counted, name, { ...cluster, status: "skipped", unreached }), {
    ...about(place, cluster),
    kind: "cluster.skipped",
    rule: UNREACHABLE,
    result: "skipped",
    reason: `skipped: ${why}${NOTHING_DONE}; when it can be reached: fleetlift retry ${turn.state.rollout} ${name}`,
  });
}

/** Frees its slot, and waits for its turn to come again after all others. */
function comeLast(
  turn: RolloutTurn,
  place: Place,
  cluster: ClusterState,
  why: string,
): RolloutTurn {
  const { deferred = {} } = knownStage(turn, place.stage).counts;
  const before = deferred[UNREACHABLE];
  const askMs = turn.nowMs + ASK_AGAIN_MS;
  const record = {
    rule: UNREACHABLE,
    words: "an answer",
    needsPerson: false,
    count: (before?.count ?? 0) + 1,
    first: Math.min(place.index, before?.first ?? place.index),
    names: [...(before?.names ?? []), place.planned.name].slice(0, MOST_NAMED),
    // Who came first is asked when it was promised, and the others with it.
    untilMs: before?.untilMs ?? askMs,
  };
  const counted = changeStage(turn, place.stage, {
    deferred: { ...deferred, [UNREACHABLE]: record },
  });
  const unreached = { atMs: turn.nowMs, why };
  const { name } = place.planned;
  return say(changeCluster(counted, name, { ...cluster, status: "waiting", unreached }), {
    ...about(place, cluster),
    kind: "cluster.waits",
    rule: UNREACHABLE,
    untilMs: askMs,
    reason: `waits: ${why}${NOTHING_DONE}; its turn comes last, and not within ${formatDuration(ASK_AGAIN_MS)}`,
  });
}

function about(
  { stageName, planned }: Place,
  { attempt }: ClusterState,
): { readonly stage: string; readonly cluster: string; readonly attempt: number } {
  return { stage: stageName, cluster: planned.name, attempt };
}
