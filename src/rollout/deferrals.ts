/**
 * Job: clusters that the cursor has passed because they may not start yet.
 * Owns: a stage's `deferred`, counts by reason. Of the clusters themselves nothing is kept, so that
 * ten thousand that wait for one window cost no more than one.
 * 1. Whatever may have changed for one of them makes the cursor go back to the first of all, and
 *    they are counted anew: nothing is ever taken off a single count.
 * 2. But for clusters that could not be reached: they are counted until all of them have their turn
 *    again, and a rewind passes over them.
 * 3. There are never more than a few reasons: what is too many shares one, and is looked at whenever
 *    any cluster changes.
 */
import type { ClusterState, Deferred, StageCounts } from "../model/rollout-state.ts";
import { DEPENDENCY } from "./dependency-reason.ts";
import type { StartReason } from "./start-reason.ts";
import {
  change,
  changeStage,
  knownStage,
  type OpenStage,
  type Place,
  type RolloutTurn,
} from "./turn.ts";

export const UNREACHABLE = "unreachable";

/** Reasons that are kept apart; a rollout's state has little room. */
const MOST_REASONS = 12;
/** The key of all others. */
const OTHERS = "others";
const LONGEST_WORDS = 500;

/** Notes that the cursor has passed a cluster that may not start yet. Returns the key it is counted under. */
export function defer(
  turn: RolloutTurn,
  { index, counts }: OpenStage,
  at: number,
  reason: StartReason,
): { readonly turn: RolloutTurn; readonly key: string } {
  const { deferred = {} } = counts;
  const isRoom = reason.key in deferred || Object.keys(deferred).length < MOST_REASONS;
  const key = isRoom ? reason.key : OTHERS;
  const before = deferred[key];
  const { rule, wordsOfMany, needsPerson, untilMs } = reason;
  const known: Omit<Deferred, "count" | "untilMs"> = before ?? {
    rule,
    words: brief(wordsOfMany),
    needsPerson,
    first: at,
  };
  const untils = [before?.untilMs, untilMs].filter((each) => each !== undefined);
  const entry: Deferred = {
    ...known,
    count: (before?.count ?? 0) + 1,
    ...(untils.length > 0 && { untilMs: Math.min(...untils) }),
  };
  return { turn: changeStage(turn, index, { deferred: { ...deferred, [key]: entry } }), key };
}

const brief = (words: string): string =>
  words.length <= LONGEST_WORDS ? words : `${words.slice(0, LONGEST_WORDS - 1)}…`;

/** Looks again at what may start now: a time has come, or a cluster that others depend on is another. */
export function wake(turn: RolloutTurn): RolloutTurn {
  return turn.state.stages.reduce(
    (next, counts, index) => (isAwake(turn, counts) ? rewind(next, index) : next),
    turn,
  );
}

function isAwake({ nowMs, changed }: RolloutTurn, { deferred = {} }: StageCounts): boolean {
  return Object.entries(deferred).some(([key, { untilMs }]) => {
    if (key === UNREACHABLE) return false;
    if (untilMs !== undefined && untilMs <= nowMs) return true;
    if (key === OTHERS) return changed.size > 0;
    return key.startsWith(DEPENDENCY) && changed.has(key.slice(DEPENDENCY.length));
  });
}

/** The cursor goes back, at least to a place that is given; those that it passed are counted anew. */
export function rewind(
  turn: RolloutTurn,
  index: number,
  to = Number.POSITIVE_INFINITY,
): RolloutTurn {
  const { cursor, deferred = {} } = knownStage(turn, index).counts;
  const { [UNREACHABLE]: unreachable, ...others } = deferred;
  const firsts = Object.values(others).map(({ first }) => first);
  return changeStage(turn, index, {
    cursor: Math.min(cursor, to, ...firsts),
    deferred: unreachable === undefined ? {} : { [UNREACHABLE]: unreachable },
  });
}

/** The cursor goes back to a cluster, and the open stage with it. */
export function comeBack(turn: RolloutTurn, place: Place): RolloutTurn {
  if (knownStage(turn, place.stage).counts.cursor <= place.index) return turn;
  const back = rewind(turn, place.stage, place.index);
  return change(back, { stage: Math.min(turn.state.stage, place.stage) });
}

/**
 * A cluster that waits is about to be another: whatever it was counted as when the cursor passed it,
 * it is not any more. The cursor comes by again, if it has passed it.
 */
export function release(turn: RolloutTurn, place: Place, cluster: ClusterState): RolloutTurn {
  const { counts } = knownStage(turn, place.stage);
  const free = isCountedUnreached(counts, cluster) ? uncount(turn, place) : turn;
  const counted = cluster.held?.counted === true;
  return comeBack(
    counted ? changeStage(free, place.stage, { held: counts.held - 1 }) : free,
    place,
  );
}

/** A cluster that `release` let go of, without what it was counted as. */
export function freed(cluster: ClusterState): ClusterState {
  const { held: _, unreached: _why, ...free } = cluster;
  return free;
}

/** Whether a cluster that could not be reached is still to have its turn again with the others. */
export function isCountedUnreached(
  { askedAgainAtMs = -1 }: StageCounts,
  { unreached }: ClusterState,
): boolean {
  return unreached !== undefined && unreached.atMs > askedAgainAtMs;
}

function uncount(turn: RolloutTurn, { stage, planned: { name } }: Place): RolloutTurn {
  const { deferred } = knownStage(turn, stage).counts;
  const entries = Object.entries({ ...deferred }).flatMap(([key, record]) => {
    if (key !== UNREACHABLE) return [[key, record] as const];
    const names = record.names?.filter((each) => each !== name);
    return record.count === 1
      ? []
      : [[key, { ...record, count: record.count - 1, names }] as const];
  });
  return changeStage(turn, stage, { deferred: Object.fromEntries(entries) });
}

/** Clusters that could not be reached have their turn again, when that time has come; undefined when it has not. */
export function askAgain(turn: RolloutTurn, { index, counts }: OpenStage): RolloutTurn | undefined {
  const { [UNREACHABLE]: record, ...deferred } = counts.deferred ?? {};
  if (record?.untilMs === undefined || record.untilMs > turn.nowMs) return undefined;
  const cursor = Math.min(counts.cursor, record.first);
  // What else the cursor comes by again is counted anew.
  const free = changeStage(turn, index, { deferred, askedAgainAtMs: turn.nowMs });
  return rewind(free, index, cursor);
}
