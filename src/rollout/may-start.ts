import type { PlannedCluster } from "../model/plan.ts";
import { calendarReason, type Calendars } from "./calendar-reason.ts";
import { dependencyReasons } from "./dependency-reason.ts";
import type { StartReason } from "./start-reason.ts";
import type { Reading, RolloutTurn } from "./turn.ts";

/**
 * What a cluster of the open stage, whose turn it is, waits for beside a slot: the first reason that
 * holds; undefined when it may start (I6).
 */
export function* mayStart(
  turn: RolloutTurn,
  planned: PlannedCluster,
  calendars: Calendars,
): Reading<StartReason | undefined> {
  const [dependency] = yield* dependencyReasons(turn, planned);
  return dependency ?? calendarReason(turn.plan, planned, calendars);
}
