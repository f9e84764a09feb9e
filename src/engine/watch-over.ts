/**
 * What runs beside the host as long as the engine is open: a server that died is started again, and
 * every two seconds the sweep sees to it that no key waits for a wake-up that was lost. Both work
 * in real time; what is overdue is asked of the fleet's clock.
 */
import { type Clock, systemClock } from "../platform/clock.ts";

const SERVER_EVERY_MS = 500;
const SWEEP_EVERY_MS = 2_000;
/** How long a tick may be late, in real milliseconds, before it counts as lost. */
const SLACK_MS = 5_000;

export interface Watched {
  readonly clock: Clock;
  readonly isServerRunning: () => boolean;
  readonly startServer: () => Promise<void>;
  readonly sweep: (slackMs: number) => Promise<number>;
  readonly beginMismatchedAnew: () => Promise<number>;
  readonly log: (line: string) => void;
}

/** Begins to watch; what is given back ends it and resolves when nothing of it runs any more. */
export function watchOver(watched: Watched): () => Promise<void> {
  const stop = new AbortController();
  const loops = [
    repeat(SERVER_EVERY_MS, stop.signal, watched.log, () => keepServer(watched)),
    repeat(SWEEP_EVERY_MS, stop.signal, watched.log, () => sweepOnce(watched)),
  ];
  return async () => {
    stop.abort();
    await Promise.all(loops);
  };
}

async function keepServer({ isServerRunning, startServer, log }: Watched): Promise<void> {
  if (isServerRunning()) return;
  log("the Restate server has ended; it is started again");
  await startServer();
}

async function sweepOnce(watched: Watched): Promise<void> {
  if (!watched.isServerRunning()) return;
  const woken = await watched.sweep(SLACK_MS * watched.clock.speed);
  if (woken > 0) watched.log(`woke ${woken} keys whose tick was overdue`);
  const begun = await watched.beginMismatchedAnew();
  if (begun > 0) watched.log(`began ${begun} messages anew that other code had begun`);
}

async function repeat(
  everyMs: number,
  signal: AbortSignal,
  log: (line: string) => void,
  run: () => Promise<void>,
): Promise<void> {
  while (!signal.aborted) {
    await systemClock.sleep(everyMs, signal);
    if (signal.aborted) return;
    // What does not work now is tried again in the next round.
    await run().catch((error: unknown) => log(String(error)));
  }
}
