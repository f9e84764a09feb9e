import type { Event } from "../model/event.ts";
import { durationSchema } from "../model/duration.ts";
import { planSchema, type Plan } from "../model/plan.ts";
import { scaledClock, systemClock, type Clock } from "../platform/clock.ts";
import { deadline } from "../platform/deadline.ts";
import { isDetail } from "../report/timeline.ts";
import { needsPerson } from "../report/needs-person.ts";
import type { RolloutView } from "../report/rollout-view.ts";
import { RolloutBook } from "../server/rollout-book.ts";
import type { EventsAnswer } from "../server/routes/events.ts";
import type { Status } from "../server/routes/status.ts";
import type { ApiClient } from "./api-client.ts";
import type { Cli } from "./cli.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import { followEvents } from "./follow-events.ts";
import { withQuery } from "./paged.ts";
import { UserError } from "./user-error.ts";
import { showFrames, showLines, type Watch } from "./watch-show.ts";

export interface WatchOptions {
  /** Also what happens all the time: steps starting, progress. */
  readonly all?: boolean;
  readonly exitOn?: "needs-you";
  /** As it was written, like `30m`. */
  readonly timeout?: string;
  /** In line mode: also what happened before. */
  readonly history?: boolean;
}

/**
 * Shows a rollout until it ends, as frames on a terminal and as lines elsewhere. Ctrl-C detaches:
 * the rollout goes on. Returns 0 when it is done, 1 when it failed or was cancelled, 124 when it is
 * not over in time.
 */
export async function watchRollout(
  cli: Cli,
  api: ApiClient,
  rollout: string,
  options: WatchOptions,
): Promise<ExitCode> {
  const book = new RolloutBook(async (hash) => parsePlan(await api.get(`/plans/${hash}`)));
  const watch: Watch = { clock: await fleetClock(api), view: () => book.rollout(rollout)?.view() };
  const over = new AbortController();
  const timedOut = timeLimit(options.timeout);
  const signal = AbortSignal.any([over.signal, timedOut, cli.terminal.interrupted]);
  const show = cli.terminal.live ? showFrames(cli, watch, signal) : showLines(cli, watch, signal);
  try {
    for await (const { events, past } of allEvents(cli, api, rollout, signal)) {
      await book.take(events);
      const told = options.all === true ? events : events.filter((event) => !isDetail(event));
      if (past) show.begin(options.history === true ? told : []);
      else show.take(told);
      const code = endOf(watch.view(), () => needsSomebody(book, rollout, watch.clock), options);
      if (code !== undefined) return code;
    }
  } finally {
    // The last picture is drawn, and stays.
    over.abort();
    await show.end();
  }
  return leave(cli, rollout, timedOut, options);
}

function leave(
  { terminal }: Cli,
  rollout: string,
  timedOut: AbortSignal,
  { timeout }: WatchOptions,
): ExitCode {
  if (timedOut.aborted) {
    terminal.err(`${rollout} is not over after ${timeout}; it goes on\n`);
    return exitCodes.timedOut;
  }
  terminal.err(`Detached; the rollout goes on. Back to it: fleetlift watch ${rollout}\n`);
  return exitCodes.detached;
}

interface Told {
  readonly events: readonly Event[];
  /** Of what had happened before it was watched. */
  readonly past: boolean;
}

/** First everything up to now, in one piece, so that an end that was mended is not taken for the end; then what happens. */
async function* allEvents(
  { clock }: Cli,
  api: ApiClient,
  rollout: string,
  signal: AbortSignal,
): AsyncGenerator<Told> {
  const { events: before, next: after } = await pastEvents(api, rollout);
  yield { events: before, past: true };
  for await (const events of followEvents(api, { rollout, after }, clock, signal)) {
    yield { events, past: false };
  }
}

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
function endOf(
  view: RolloutView | undefined,
  needed: () => boolean,
  options: WatchOptions,
): ExitCode | undefined {
  if (view === undefined) return undefined;
  if (view.phase === "done") return exitCodes.done;
  if (view.phase === "failed" || view.phase === "cancelled") return exitCodes.failed;
  return options.exitOn === "needs-you" && needed() ? exitCodes.needsPerson : undefined;
}

/** An approval is asked for, or what comes next waits for somebody while nothing runs. */
function needsSomebody(book: RolloutBook, name: string, clock: Clock): boolean {
  const rollout = book.rollout(name);
  if (rollout === undefined) return false;
  const view = rollout.view();
  if (needsPerson(view) || book.approvals().some((asked) => asked.rollout === name)) return true;
  const next = view.clusters.find(({ status }) => status === "waiting");
  if (next === undefined || view.clusters.some(({ status }) => status === "running")) return false;
  const [nearest] = rollout.whyWaits(next.name, clock.nowMs());
  return nearest?.needsPerson === true;
}
