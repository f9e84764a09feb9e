import type { Event } from "../model/event.ts";
import type { Clock } from "../platform/clock.ts";
import type { RolloutView } from "../report/rollout-view.ts";
import type { Cli } from "./cli.ts";
import { eventLine, lineOf } from "./event-line.ts";
import { liveFrame } from "./live-frame.ts";
import { watchFrame } from "./render/watch-frame.ts";

/** What a watcher knows: the rollout as far as it was told, and the fleet's clock. */
export interface Watch {
  readonly view: () => RolloutView | undefined;
  readonly clock: Clock;
}

/** How a rollout is shown while it is watched. */
export interface Show {
  /** Where it stands, after what is to be told of before. */
  begin(past: readonly Event[]): void;
  take(events: readonly Event[]): void;
  /** The last picture; it stays on the screen. */
  end(): Promise<void>;
}

/** At most five a second. */
const FRAME_MS = 200;

/** As a picture, drawn over itself. */
export function showFrames(cli: Cli, { view, clock }: Watch, signal: AbortSignal): Show {
  const frame = liveFrame(cli.terminal);
  const draw = (): void => {
    const { rows, columns } = cli.terminal.size();
    const now = view();
    if (now !== undefined)
      frame.draw(watchFrame(now, clock.nowMs(), { rows: rows - 1, columns: columns - 1 }));
  };
  const drawing = (async () => {
    while (!signal.aborted) {
      draw();
      await cli.clock.sleep(FRAME_MS, signal);
    }
    draw();
  })();
  return { begin: draw, take: () => undefined, end: () => drawing };
}

const SILENCE_MS = 30_000;

/** As lines, one an event. */
export function showLines(cli: Cli, { view, clock }: Watch, signal: AbortSignal): Show {
  let heardAtMs = cli.clock.nowMs();
  const beating = (async () => {
    while (!signal.aborted) {
      const silentMs = cli.clock.nowMs() - heardAtMs;
      await cli.clock.sleep(Math.max(FRAME_MS, SILENCE_MS - silentMs), signal);
      if (signal.aborted || cli.clock.nowMs() - heardAtMs < SILENCE_MS) continue;
      const now = view();
      if (now !== undefined) cli.terminal.out(standing(now, clock.nowMs()));
      heardAtMs = cli.clock.nowMs();
    }
  })();
  const take = (events: readonly Event[]): void => {
    for (const event of events) cli.terminal.out(eventLine(event));
    if (events.length > 0) heardAtMs = cli.clock.nowMs();
  };
  const begin = (past: readonly Event[]): void => {
    take(past);
    const now = view();
    if (now !== undefined) cli.terminal.out(standing(now, clock.nowMs()));
  };
  return { begin, take, end: () => beating };
}

/** One line of where it stands: said at first, and when nothing else was for a while. */
function standing(view: RolloutView, nowMs: number): string {
  const count = (status: string): number =>
    view.clusters.filter((cluster) => cluster.status === status).length;
  const words = `${count("done")} of ${view.clusters.length} done, ${count("running")} running, ${count("failed")} failed`;
  return `${lineOf(nowMs, view.name, view.phase, words)}\n`;
}
