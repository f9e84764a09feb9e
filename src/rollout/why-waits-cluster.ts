import { formatDuration } from "../model/duration.ts";
import type { ClusterState } from "../model/rollout-state.ts";
import { momentWords } from "../plan/windows/window-words.ts";
import { calendarReason, calendarsAt } from "./calendar-reason.ts";
import { canaryReason } from "./canaries.ts";
import { dependencyReasons } from "./dependency-reason.ts";
import type { StartReason } from "./start-reason.ts";
import { isAllThatIsLeft } from "./say-waits.ts";
import { knownStage, type Place, type Reading, type RolloutTurn } from "./turn.ts";
import { ASK_AGAIN_MS } from "./unreachable.ts";
import type { WaitReason } from "./why-waits.ts";

/** What one cluster waits for before it asks for a slot: its stage's canaries, and clusters that it depends on. */
export function* reasonsBefore(
  turn: Pick<RolloutTurn, "plan" | "state" | "changed" | "nowMs">,
  { stage, index, planned }: Place,
): Reading<readonly WaitReason[]> {
  const canaries = yield* canaryReason(turn, knownStage(turn, stage), index);
  const dependencies = yield* dependencyReasons(turn, planned);
  return [...(canaries === undefined ? [] : [canaries]), ...dependencies].map(asWait);
}

/** What it waits for beside a slot: an answer, and its calendar, as it will be when all else is over. */
export function reasonsAfter(
  turn: Pick<RolloutTurn, "plan" | "state" | "nowMs">,
  place: Place,
  { unreached, left }: ClusterState,
  before: readonly WaitReason[],
): readonly WaitReason[] {
  const untilMs = Math.max(turn.nowMs, ...before.flatMap(endsAt));
  const { planned } = place;
  const calendar = calendarReason(turn.plan, planned, calendarsAt(turn.plan, untilMs));
  return [
    ...(left === true ? [leftReason(turn)] : []),
    ...(unreached === undefined ? [] : [unreachedReason(turn, place, unreached)]),
    ...(calendar === undefined ? [] : [asWait(calendar)]),
  ];
}

/** When a reason is over by itself, if that is known; an approval that expires is not over then. */
export function endsAt({ rule, untilMs }: WaitReason): readonly number[] {
  return untilMs === undefined || rule === "approval" ? [] : [untilMs];
}

function asWait({ rule, words, needsPerson, untilMs, timeZone }: StartReason): WaitReason {
  return {
    rule,
    words,
    needsPerson,
    ...(untilMs !== undefined && { untilMs }),
    ...(timeZone !== undefined && { timeZone }),
  };
}

function leftReason({ plan }: Pick<RolloutTurn, "plan">): WaitReason {
  return {
    rule: "membership",
    needsPerson: false,
    words: `its turn, to be skipped then: it is gone from fleet ${plan.fleet}; apply the fleet with it to keep it`,
  };
}

function unreachedReason(
  turn: Pick<RolloutTurn, "plan" | "state" | "nowMs">,
  { stage, planned }: Place,
  { atMs, why }: NonNullable<ClusterState["unreached"]>,
): WaitReason {
  const untilMs = atMs + ASK_AGAIN_MS;
  const { rollout } = turn.state;
  const again = untilMs > turn.nowMs ? { untilMs } : {};
  return {
    rule: "unreachable",
    needsPerson: isAllThatIsLeft(knownStage(turn, stage)),
    ...again,
    words: `an answer (${momentWords(atMs, "UTC")}: ${why}); its turn comes after all others of the stage, and every ${formatDuration(ASK_AGAIN_MS)} from then on; now: fleetlift retry ${rollout} ${planned.name}, or without it: fleetlift skip ${rollout} ${planned.name}`,
  };
}
