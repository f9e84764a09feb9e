/**
 * What sees to it that nobody waits for ever: keys whose tick is overdue are given it again, and
 * messages that the new code cannot go on with are begun anew.
 */
import * as z from "zod";
import { type Clock, systemClock } from "../platform/clock.ts";
import { Envelope, Timer, TIMER } from "./envelope.ts";
import { ingressPath, offer } from "./ingress.ts";
import type { RestateAdmin } from "./restate-admin.ts";
import type { SocketClient } from "./socket-http.ts";

export interface SweepSetting {
  readonly ingress: SocketClient;
  readonly admin: RestateAdmin;
  readonly clock: Clock;
}

/** A key is not woken more often than this for the same timer, in real milliseconds. */
const WAKE_AGAIN_MS = 60_000;
const AT_ONCE = 16;

const TimerRow = z.object({ object: z.string(), key: z.string(), timer: z.string() });

/** Gives every key whose timer is overdue by more than `slackMs` of the fleet's clock its tick; returns how many. */
export async function sweepOverdue(
  { ingress, admin, clock }: SweepSetting,
  slackMs: number,
): Promise<number> {
  const rows = await admin.query(overdueSql(clock.nowMs() - slackMs), TimerRow);
  const round = Math.floor(systemClock.nowMs() / WAKE_AGAIN_MS);
  let woken = 0;
  await eachOf(rows, async ({ object, key, timer }) => {
    const { generation } = Timer.parse(JSON.parse(timer));
    const path = ingressPath(object, key, false);
    const tick: Envelope = { kind: "tick", generation };
    const answer = await offer(ingress, path, tick, `wake-${generation}-${round}`);
    if (answer.status < 300 && !answer.text.includes("PreviouslyAccepted")) woken += 1;
  });
  return woken;
}

function overdueSql(beforeMs: number): string {
  return `SELECT service_name AS object, service_key AS key, value_utf8 AS timer FROM state
    WHERE key = '${TIMER}' AND json_get_float(value_utf8, 'dueAtMs') < ${Math.floor(beforeMs)}`;
}

const StuckRow = z.object({ id: z.string(), object: z.string(), key: z.string() });

/** Restate's word for a journal that does not fit what the code asks now. */
const JOURNAL_MISMATCH = "RT0016";

/** Begins messages anew whose journal was written by other code than runs now; returns how many. */
export async function beginMismatchedAnew({ ingress, admin }: SweepSetting): Promise<number> {
  const rows = await admin.query(
    `SELECT id, target_service_name AS object, target_service_key AS key FROM sys_invocation
      WHERE status IN ('backing-off', 'paused') AND last_failure_error_code = '${JOURNAL_MISMATCH}'`,
    StuckRow,
  );
  await eachOf(rows, async ({ id, object, key }) => {
    const envelope = await inputOf(admin, id);
    // Sent before the other is taken away, so that it is never lost. One for whose answer somebody
    // waits is not sent: who waits is told that it failed, and asks again.
    const waits = envelope?.kind === "message" && envelope.waits;
    if (envelope !== undefined && !waits) {
      await offer(ingress, ingressPath(object, key, false), envelope, `anew-${id}`);
    }
    await admin.kill(id);
  });
  return rows.length;
}

/** The first entry of a journal, as Restate shows it: the bytes of what was sent. */
const InputEntry = z.object({
  Command: z.object({ Input: z.object({ payload: z.array(z.int()) }) }),
});

async function inputOf(admin: RestateAdmin, invocation: string): Promise<Envelope | undefined> {
  const rows = await admin.query(
    `SELECT entry_json AS entry FROM sys_journal WHERE id = '${invocation}' AND index = 0`,
    z.object({ entry: z.string() }),
  );
  for (const { entry } of rows) {
    const { payload } = InputEntry.parse(JSON.parse(entry)).Command.Input;
    return Envelope.parse(JSON.parse(Buffer.from(payload).toString("utf8")));
  }
  return undefined;
}

/** A message that is tried again and again, or that somebody has paused. Its key waits meanwhile. */
export interface StuckMessage {
  readonly id: string;
  readonly object: string;
  readonly key: string;
  readonly tries: number;
  readonly error: string;
}

const MANY_TRIES = 5;

/** Messages that have been tried five times and more, or are paused: a person has to look. At most a hundred. */
export async function stuckMessages(admin: RestateAdmin): Promise<readonly StuckMessage[]> {
  return await admin.query(
    `SELECT id, target_service_name AS object, target_service_key AS key,
      COALESCE(retry_count, 0) AS tries, COALESCE(last_failure, '') AS error
      FROM sys_invocation WHERE status = 'paused'
      OR (status IN ('backing-off', 'running') AND retry_count >= ${MANY_TRIES}) LIMIT 100`,
    z.object({
      id: z.string(),
      object: z.string(),
      key: z.string(),
      tries: z.int(),
      error: z.string(),
    }),
  );
}

const BackingOffRow = z.object({ id: z.string() });

const QUERY_PATIENCE_MS = 20_000;
const ROUND_MS = 25;

/**
 * Lets every message that waits for its next try be tried at once: what it waited for has come back.
 * Waits for a server that has just started until it has found all its partitions.
 */
export async function tryAllAtOnce(admin: RestateAdmin): Promise<number> {
  const rows = await backingOff(admin);
  await eachOf(rows, ({ id }) =>
    // One that has gone on meanwhile needs no push.
    admin.resume(id).catch(() => undefined),
  );
  return rows.length;
}

async function backingOff(admin: RestateAdmin): Promise<readonly { readonly id: string }[]> {
  const sql = "SELECT id FROM sys_invocation WHERE status = 'backing-off'";
  for (let waitedMs = 0; ; waitedMs += ROUND_MS) {
    try {
      return await admin.query(sql, BackingOffRow);
    } catch (error) {
      if (waitedMs >= QUERY_PATIENCE_MS) throw error;
      await systemClock.sleep(ROUND_MS);
    }
  }
}

async function eachOf<T>(items: readonly T[], run: (item: T) => Promise<void>): Promise<void> {
  const waiting = [...items];
  const worker = async (): Promise<void> => {
    for (let item = waiting.pop(); item !== undefined; item = waiting.pop()) await run(item);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
}
