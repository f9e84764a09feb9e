import type { Event } from "../model/event.ts";
import { durationSchema } from "../model/duration.ts";
import { planSchema, type Plan } from "../model/plan.ts";
import { scaledClock, systemClock, type Clock } from "../platform/clock.ts";
import { deadline } from "../platform/deadline.ts";
import { isDetail } from "../report/timeline.ts";
import type { RolloutView } from "../report/rollout-view.ts";
import { RolloutBook } from "../server/rollout-book.ts";
import type { EventsAnswer } from "../server/routes/events.ts";
import type { Status } from "../server/routes/status.ts";
import type { ApiClient } from "./api-client.ts";
import type { Cli } from "./cli.ts";
import { eventLine, lineOf } from "./event-line.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import { followEvents } from "./follow-events.ts";
import { withQuery } from "./paged.ts";
import { liveFrame } from "./live-frame.ts";
import { UserError } from "./user-error.ts";
import { watchFrame } from "./render/watch-frame.ts";

export interface WatchOptions {
  /** Also what happens all the time: steps starting, progress. */
  readonly all?: boolean;
  readonly exitOn?: "needs-you";
  /** As it was written, like `30m`. */
  readonly timeout?: string;
  /** In line mode: also what happened before. */
  readonly history?: boolean;
}

/** What a watcher knows: the rollout, and whether it shows frames or lines. */
interface Watch {
  readonly view: () => RolloutView | undefined;
  readonly clock: Clock;
}

/**
 * Shows a rollout until it ends, as frames on a terminal and as lines elsewhere. Ctrl-C detaches:
 * the rollout goes on. Returns 0 when it is done, 1 when it failed or was
 * cancelled, 124 when it is not over in time.
 */
export async function watchRollout(
  cli: Cli,
  api: ApiClient,
  rollout: string,
  options: WatchOptions,
): Promise<ExitCode> {
  const book = new RolloutBook(async (hash) => parsePlan(await api.get(`/plans/${hash}`)));
  const clock = await fleetClock(api);
  const watch: Watch = { clock, view: () => book.rollout(rollout)?.view() };
  const over = new AbortController();
  const timedOut = timeLimit(options.timeout);
  const signal = AbortSignal.any([over.signal, timedOut, cli.terminal.interrupted]);
  const show = cli.terminal.live ? showFrames(cli, watch, signal) : showLines(cli, watch, signal);
  const told = (events: readonly Event[]): readonly Event[] =>
    options.all === true ? events : events.filter((event) => !isDetail(event));
  const past = await pastEvents(api, rollout);
  await book.take(past.events);
  show.begin(options.history === true ? told(past.events) : []);
  let code = endOf(watch.view(), options);
  if (code !== undefined) over.abort();
  const after = past.next;
  for await (const events of followEvents(api, { rollout, after }, cli.clock, signal)) {
    await book.take(events);
    show.take(told(events));
    code = endOf(watch.view(), options);
    if (code !== undefined) over.abort();
  }
  await show.end();
  if (code !== undefined) return code;
  if (timedOut.aborted) {
    cli.terminal.err(`${rollout} is not over after ${options.timeout}; it goes on\n`);
    return exitCodes.timedOut;
  }
  cli.terminal.err(`Detached; the rollout goes on. Back to it: fleetlift watch ${rollout}\n`);
  return exitCodes.detached;
}

/** Everything up to now: it is folded before anything is shown, so that an end that was mended is not taken for the end. */
async function pastEvents(
  api: ApiClient,
  rollout: string,
): Promise<{ readonly events: readonly Event[]; readonly next: string }> {
  const events: Event[] = [];
  for (let after = ""; ;) {
    const query = { rollout, after, limit: "1000" };
    const page = await api.get<EventsAnswer>(withQuery("/events", query));
    if (page.items.length === 0) return { events, next: page.next };
    events.push(...page.items);
    after = page.next;
  }
}

/** Aborted when the time is over; never without a limit. */
function timeLimit(text: string | undefined): AbortSignal {
  if (text === undefined) return new AbortController().signal;
  const parsed = durationSchema.safeParse(text);
  if (parsed.success) return deadline(parsed.data);
  const help = "a duration is written like 90s, 30m or 1h30m";
  throw new UserError(`--timeout ${text} is no duration`, help, exitCodes.wrongInput);
}

const parsePlan = (json: unknown): Plan => planSchema.parse(json);

/** The server's clock, which may be sped up; the two agree to within the time of one request. */
async function fleetClock(api: ApiClient): Promise<Clock> {
  const { clock } = await api.get<Status>("/status");
  return scaledClock({
    realOriginMs: systemClock.nowMs(),
    originMs: clock.nowMs,
    speed: clock.speed,
  });
}

/** The exit code of a rollout that has ended, or that needs somebody when that was asked for. */
function endOf(view: RolloutView | undefined, options: WatchOptions): ExitCode | undefined {
  if (view === undefined) return undefined;
  if (view.phase === "done") return exitCodes.done;
  if (view.phase === "failed" || view.phase === "cancelled") return exitCodes.failed;
  const needed = view.clusters.some(({ needsPerson }) => needsPerson);
  return options.exitOn === "needs-you" && needed ? exitCodes.needsPerson : undefined;
}

interface Show {
  /** Where it stands, after what is to be told of before. */
  begin(past: readonly Event[]): void;
  take(events: readonly Event[]): void;
  /** The last picture; it stays on the screen. */
  end(): Promise<void>;
}

/** At most five a second. */
const FRAME_MS = 200;

function showFrames(cli: Cli, { view, clock }: Watch, signal: AbortSignal): Show {
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

function showLines(cli: Cli, { view, clock }: Watch, signal: AbortSignal): Show {
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
export function standing(view: RolloutView, nowMs: number): string {
  const count = (status: string): number =>
    view.clusters.filter((cluster) => cluster.status === status).length;
  const words = `${count("done")} of ${view.clusters.length} done, ${count("running")} running, ${count("failed")} failed`;
  return `${lineOf(nowMs, view.name, view.phase, words)}\n`;
}
