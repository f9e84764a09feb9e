import { formatDuration } from "../model/duration.ts";
import type { Deferred } from "../model/rollout-state.ts";
import { UNREACHABLE } from "./deferrals.ts";
import type { Look } from "./look.ts";
import { change, say, stageAt, type OpenStage, type RolloutTurn } from "./turn.ts";
import { ASK_AGAIN_MS } from "./unreachable.ts";
import { byPerson, many, slotWords } from "./words.ts";

/** One reason for which clusters wait, as it is told. */
interface Told {
  /** The same as long as nothing of it is news. */
  readonly key: string;
  readonly stage: string;
  readonly rule: string;
  readonly needsPerson: boolean;
  readonly untilMs?: number | undefined;
  /** Those that are known by name; of thousands the stage says it all. */
  readonly clusters?: readonly string[] | undefined;
  readonly reason: string;
}

const MOST_NAMED = 20;

/** Tells why the clusters that wait do, each reason once: of the open stage, and of the stages after it. */
export function sayWaits(turn: RolloutTurn, look: Look): RolloutTurn {
  const stage = stageAt(turn, turn.state.stage);
  if (stage === undefined || turn.state.phase !== "running" || !stage.counts.opened) return turn;
  const all = [
    ...deferredReasons(turn, stage, look),
    ...restReason(turn, stage, look),
    ...laterReasons(turn, stage),
  ];
  const before = new Set(turn.state.saidWaits.split("\n"));
  // While they are asked again it is still so, and no news when they are not reached again.
  const asked = [...before].filter((key) => key.startsWith(`${stage.index}:${UNREACHABLE}:`));
  const saidWaits = [...new Set([...all.map(({ key }) => key), ...asked])].join("\n");
  const told = saidWaits === turn.state.saidWaits ? turn : change(turn, { saidWaits });
  return all
    .filter(({ key }) => !before.has(key))
    .reduce((next, reason) => sayReason(next, reason), told);
}

function sayReason(turn: RolloutTurn, told: Told): RolloutTurn {
  const { key: _, ...event } = told;
  return say(turn, { kind: "cluster.waits", ...event });
}

/** Those that the cursor has passed. */
function deferredReasons(turn: RolloutTurn, stage: OpenStage, look: Look): readonly Told[] {
  const { planned, counts, index } = stage;
  return Object.entries(counts.deferred ?? {}).flatMap(([key, record]): readonly Told[] => {
    // Each of them has said so itself.
    if (key === UNREACHABLE) return isAllThatIsLeft(stage) ? [leftReason(turn, stage, record)] : [];
    const { rule, count, words, untilMs, needsPerson } = record;
    const names = look.deferred.get(key);
    return [
      {
        key: `${index}:${key}:${needsPerson}:${untilMs ?? ""}`,
        stage: planned.name,
        rule,
        needsPerson,
        untilMs,
        clusters: names?.length === count ? namesOf(names) : undefined,
        reason: `${whoWaits(count, planned.name)} for ${words}`,
      },
    ];
  });
}

/** Nothing but clusters that cannot be reached is left: somebody should know. */
function leftReason(
  { state }: RolloutTurn,
  { planned, index }: OpenStage,
  { count, names: unsorted = [] }: Deferred,
): Told {
  const names = unsorted.toSorted();
  const more = count - names.length;
  const who = `${names.join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  return {
    key: `${index}:${UNREACHABLE}:${who}`,
    stage: planned.name,
    rule: UNREACHABLE,
    needsPerson: true,
    clusters: more > 0 ? undefined : names,
    reason: `nothing is left to do in stage ${planned.name} but ${many(count, "cluster")} that cannot be reached: ${who}; asked again every ${formatDuration(ASK_AGAIN_MS)}; mend the access, or go on without: fleetlift skip ${state.rollout} ${names[0]}`,
  };
}

/** Whether everything of a stage is over but for the clusters that cannot be reached. */
export function isAllThatIsLeft({ planned, counts }: OpenStage): boolean {
  const over = counts.done + counts.failed + counts.cancelled + counts.skipped;
  const unreached = counts.deferred?.[UNREACHABLE];
  return unreached !== undefined && over + unreached.count === planned.clusters.length;
}

/** Those that the cursor has not come to: for a slot, for the canaries, or until a pause ends. */
function restReason(
  turn: RolloutTurn,
  { planned, counts, index }: OpenStage,
  look: Look,
): readonly Told[] {
  const waiting = waitingBehind({ planned, counts });
  if (waiting === 0 || !look.clustersMayStart) return [];
  const behind = planned.clusters.slice(counts.cursor).map(({ name }) => name);
  // Behind a cursor that went back stand also those that are over.
  const clusters = behind.length === waiting ? namesOf(behind) : undefined;
  const common = { stage: planned.name, clusters };
  const who = whoWaits(waiting, planned.name);
  const held = counts.paused ?? turn.state.paused;
  if (held !== undefined) {
    const reason = byPerson(`${who} until the pause of ${held.actor} ends`, held.reason);
    return [{ ...common, key: `${index}:paused`, rule: "paused", needsPerson: true, reason }];
  }
  const { barrier } = look;
  if (barrier !== undefined) {
    const { key, rule, needsPerson, untilMs, wordsOfMany } = barrier;
    const reason = `${who} for ${wordsOfMany}`;
    return [{ ...common, key: `${index}:${key}`, rule, needsPerson, untilMs, reason }];
  }
  const reason = `${who} for a slot: ${slotWords(planned, counts.running)}`;
  return [{ ...common, key: `${index}:slot`, rule: "concurrency", needsPerson: false, reason }];
}

/** How many wait that the cursor has not counted in one way or another. */
function waitingBehind({ planned, counts }: Pick<OpenStage, "planned" | "counts">): number {
  const { done, failed, cancelled, skipped, running, held, deferred = {} } = counts;
  const counted = Object.values(deferred).reduce((sum, { count }) => sum + count, 0);
  return planned.clusters.length - done - failed - cancelled - skipped - running - held - counted;
}

function laterReasons({ plan }: RolloutTurn, { index, planned }: OpenStage): readonly Told[] {
  return plan.stages
    .slice(index + 1)
    .filter(({ clusters }) => clusters.length > 0)
    .map(({ name, clusters }) => ({
      key: `${index}:later:${name}`,
      stage: name,
      rule: "stage-order",
      needsPerson: false,
      clusters: namesOf(clusters.map((cluster) => cluster.name)),
      reason: `stage ${name} waits for stage ${planned.name}`,
    }));
}

function whoWaits(count: number, stage: string): string {
  return `${many(count, "cluster")} of stage ${stage} ${count === 1 ? "waits" : "wait"}`;
}

function namesOf(names: readonly string[]): readonly string[] | undefined {
  return names.length <= MOST_NAMED ? names : undefined;
}
