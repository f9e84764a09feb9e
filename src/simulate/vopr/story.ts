import { formatDuration } from "../../model/duration.ts";
import type { Event } from "../../model/event.ts";
import { sha256 } from "../../model/hash.ts";
import type { Happening } from "../happening.ts";
import type { Run } from "../run-seed.ts";

/** How much of a story is shown: its end is what matters. */
const LAST_LINES = 60;

/** Writes down what happens, a line each: what was told, what went wrong in the world, who else was there. */
export class Story {
  readonly #lines: string[] = [];
  #startMs: number | undefined;

  take(happening: Happening): void {
    const line = lineOf(happening);
    if (line === undefined) return;
    this.#startMs ??= line.atMs;
    const since = formatDuration(Math.max(0, line.atMs - this.#startMs));
    this.#lines.push(`${since.padStart(14)}  ${line.words}`);
  }

  /** The end of the story, how the run ended, and a hash of the whole, by which two runs are told to be the same. */
  text(run: Run): string {
    const { seed, clusters, ticks, lastedMs, violation } = run;
    const hidden = this.#lines.length - LAST_LINES;
    const end =
      violation === undefined ? "every promise was kept" : `${violation.id}: ${violation.words}`;
    return [
      `seed ${seed}: ${clusters} clusters, ${ticks} ticks, ${formatDuration(lastedMs)} of theirs`,
      ...(hidden > 0 ? [`... ${hidden} lines before these`] : []),
      ...this.#lines.slice(-LAST_LINES),
      end,
      `story ${sha256([...this.#lines, end].join("\n"))}`,
      "",
    ].join("\n");
  }
}

interface Line {
  readonly atMs: number;
  readonly words: string;
}

function lineOf(happening: Happening): Line | undefined {
  if (happening.kind === "event") return eventLine(happening.event);
  if (happening.kind !== "world" || happening.asked === undefined) return undefined;
  const { asked, atMs, cluster } = happening;
  if (asked.kind === "break") {
    const { kind, for: lastsMs } = asked.request.fault;
    const lasts = lastsMs === undefined ? "" : ` for ${formatDuration(lastsMs)}`;
    return { atMs, words: `${cluster} is struck by ${kind}${lasts}` };
  }
  const by = asked.by ?? "somebody else";
  return { atMs, words: `${cluster} is asked ${asked.kind} by ${by}` };
}

function eventLine({ atMs, stream, kind, step, reason }: Event): Line {
  const of = step === undefined ? "" : ` ${step}`;
  return { atMs, words: `${stream} ${kind}${of}: ${reason}` };
}
