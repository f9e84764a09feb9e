import type { Event, EventKind } from "../../model/event.ts";
import { isDetail, subjectOf, timelineLine } from "../../report/timeline.ts";

/** What is told of a cluster that matters even when it went well with all others. */
const WEIGHTY: ReadonlySet<EventKind> = new Set<EventKind>([
  "step.failed",
  "step.waiting",
  "upgrade.paused",
  "upgrade.ending",
  "upgrade.recovering",
  "cluster.held",
  "cluster.waits",
  "approval.asked",
  "approval.given",
  "approval.expired",
  "approval.rejected",
]);
/** Beginning and end matter most. */
const FIRST_LINES = 20;
const LAST_LINES = 20;

/** The lines of a run's story as scenarios print them; `folded` leaves out what goes well everywhere. */
export function storyLines(
  events: readonly Event[],
  startMs: number,
  folded: boolean,
): readonly string[] {
  const told = events.filter((event) => !isDetail(event));
  const width = Math.max(7, ...told.map((event) => subjectOf(event).length));
  const lineOf = (event: Event): string => timelineLine(event, startMs, width);
  if (!folded) return told.map(lineOf);
  const kept = told.filter((event) => matters(event)).map(lineOf);
  if (kept.length <= FIRST_LINES + LAST_LINES + 1) return kept;
  const hidden = kept.length - FIRST_LINES - LAST_LINES;
  return [
    ...kept.slice(0, FIRST_LINES),
    `... ${hidden} lines (--story shows all) ...`,
    ...kept.slice(-LAST_LINES),
  ];
}

function matters({ cluster, kind, result }: Event): boolean {
  if (cluster === undefined || WEIGHTY.has(kind)) return true;
  return kind === "cluster.ended" && result !== "done";
}
