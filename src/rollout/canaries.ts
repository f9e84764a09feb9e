import { formatDuration } from "../model/duration.ts";
import type { PlannedStage } from "../model/plan.ts";
import type { ClusterState, StageCounts } from "../model/rollout-state.ts";
import { momentWords } from "../plan/windows/window-words.ts";
import type { StartReason } from "./start-reason.ts";
import {
  changeStage,
  readCluster,
  type OpenStage,
  type Reading,
  type RolloutTurn,
} from "./turn.ts";

/** So many canaries are named; of more the first and their number. */
const NAMED = 3;

type Canaries = NonNullable<PlannedStage["canaries"]>;

/** Whether the clusters behind the canaries may start, or why not. */
export interface Barrier {
  readonly turn: RolloutTurn;
  readonly reason?: StartReason;
}

/**
 * The first clusters of a stage go before the others: these wait until all canaries are over and
 * none of them stands failed or cancelled, and then for the soak. Only asked when the cursor has
 * passed the canaries, so that most of it is read off the counts.
 */
export function* canaryBarrier(turn: RolloutTurn, stage: OpenStage): Reading<Barrier> {
  const { planned, counts, index } = stage;
  if (planned.canaries === undefined || counts.cursor < planned.canaries.count) return { turn };
  if (counts.canariesDoneAtMs !== undefined)
    return { turn, ...soakReason(planned.canaries, counts.canariesDoneAtMs, turn.nowMs) };
  const isOver = counts.running + counts.held + Object.keys(counts.deferred ?? {}).length === 0;
  const over = counts.done + counts.failed + counts.cancelled + counts.skipped;
  const stands = yield* standing(turn, stage);
  const reason = stands ?? (isOver ? undefined : waitReason(planned, over));
  if (reason !== undefined) return { turn, reason };
  const done = changeStage(turn, index, { canariesDoneAtMs: turn.nowMs });
  return { turn: done, ...soakReason(planned.canaries, turn.nowMs, turn.nowMs) };
}

/** As `canaryBarrier`, of one cluster behind the canaries, from what the canaries are now. */
export function* canaryReason(
  turn: Pick<RolloutTurn, "state" | "changed" | "nowMs">,
  { planned, counts }: Pick<OpenStage, "planned" | "counts">,
  index: number,
): Reading<StartReason | undefined> {
  if (planned.canaries === undefined || index < planned.canaries.count) return undefined;
  if (counts.canariesDoneAtMs !== undefined)
    return soakReason(planned.canaries, counts.canariesDoneAtMs, turn.nowMs).reason;
  const states = yield* readCanaries(turn, planned);
  const isOpen = ({ cluster: { status } }: Canary): boolean =>
    status === "waiting" || status === "running";
  const open = states.filter(isOpen).length;
  const stands = standingReason(turn.state.rollout, states);
  return stands ?? (open === 0 ? undefined : waitReason(planned, states.length - open));
}

/** When the soak of the open stage's canaries ends, if that is still to come. */
export function soakUntilMs(planned: PlannedStage, counts: StageCounts): number | undefined {
  const { canaries } = planned;
  if (canaries === undefined || counts.canariesDoneAtMs === undefined) return undefined;
  return counts.canariesDoneAtMs + canaries.soakMs;
}

function soakReason(
  { soakMs }: Canaries,
  doneAtMs: number,
  nowMs: number,
): { readonly reason?: StartReason } {
  const untilMs = doneAtMs + soakMs;
  if (untilMs <= nowMs) return {};
  const words = `the soak of ${formatDuration(soakMs)} after its canaries, until ${momentWords(untilMs, "UTC")}`;
  const common = { key: "canary-soak", rule: "canary-soak" as const, needsPerson: false, untilMs };
  return { reason: { ...common, words, wordsOfMany: words } };
}

function waitReason(planned: PlannedStage, over: number): StartReason {
  const canaries = planned.clusters.slice(0, planned.canaries?.count).map(({ name }) => name);
  const more = canaries.length - NAMED;
  const names = `${canaries.slice(0, NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
  const words = `the canaries of stage ${planned.name}: ${names} (${over} of ${canaries.length} over)`;
  const common = { key: "canaries", rule: "canaries" as const, needsPerson: false };
  return { ...common, words, wordsOfMany: words };
}

function* standing(
  turn: RolloutTurn,
  { planned, counts }: OpenStage,
): Reading<StartReason | undefined> {
  // All done: the usual, and nothing has to be read for it.
  if (counts.failed + counts.cancelled + counts.skipped === 0) return undefined;
  return standingReason(turn.state.rollout, yield* readCanaries(turn, planned));
}

interface Canary {
  readonly name: string;
  readonly cluster: ClusterState;
}

function* readCanaries(
  turn: Pick<RolloutTurn, "state" | "changed">,
  { clusters, canaries }: PlannedStage,
): Reading<readonly Canary[]> {
  const states: Canary[] = [];
  for (const { name } of clusters.slice(0, canaries?.count))
    states.push({ name, cluster: yield* readCluster(turn, name) });
  return states;
}

/** The first canary that stands in the way. One that a person skipped does not. */
function standingReason(rollout: string, canaries: readonly Canary[]): StartReason | undefined {
  for (const { name, cluster } of canaries) {
    const { status, unreached } = cluster;
    const isSkipped = status === "skipped" && unreached !== undefined;
    if (status !== "failed" && status !== "cancelled" && !isSkipped) continue;
    const how = isSkipped ? "skipped: it could not be reached" : status;
    const words = `canary ${name}, which ${status === "failed" ? "" : "was "}${how}: fleetlift retry ${rollout} ${name}, or go on without it: fleetlift skip ${rollout} ${name}`;
    const common = {
      key: `canary:${name}:${status}`,
      rule: "canaries" as const,
      needsPerson: true,
    };
    return { ...common, words, wordsOfMany: words };
  }
  return undefined;
}
