import { mkdirSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Clock } from "./clock.ts";

/**
 * A lock between processes: a transaction on an empty SQLite file. The operating system lets go of
 * it when its holder ends, however it ends, so there is no stale lock and nobody to judge one.
 */
export interface HeldLock {
  release(): void;
}

const ASK_AGAIN_MS = 50;

/** Result code of SQLite for what another holds (https://sqlite.org/rescode.html). */
const BUSY = 5;

/** The lock, or undefined when another has it. Anything else that keeps it from us is thrown: waiting would not end. */
export function tryLock(file: string): HeldLock | undefined {
  const database = open(file);
  try {
    database.exec("PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE");
    return { release: () => database.close() };
  } catch (error) {
    database.close();
    if (isBusy(error)) return undefined;
    throw error;
  }
}

/**
 * Waits for the lock, for `limitMs` at most if that is given; undefined when it ran out. `onWait` is
 * told once when the lock is not free.
 */
export async function waitForLock(
  file: string,
  clock: Clock,
  options: { readonly onWait?: () => void; readonly limitMs?: number } = {},
): Promise<HeldLock | undefined> {
  const until = clock.nowMs() + (options.limitMs ?? Number.POSITIVE_INFINITY);
  for (let told = false; ; told = true) {
    const lock = tryLock(file);
    if (lock !== undefined || clock.nowMs() >= until) return lock;
    if (!told) options.onWait?.();
    await clock.sleep(ASK_AGAIN_MS);
  }
}

/** Does `work` with the lock in hand, however long it takes to get it. */
export async function withLock<T>(
  file: string,
  clock: Clock,
  work: () => T | Promise<T>,
  onWait?: () => void,
): Promise<T> {
  const lock = await waitForLock(file, clock, onWait === undefined ? {} : { onWait });
  try {
    return await work();
  } finally {
    lock?.release();
  }
}

function open(file: string): DatabaseSync {
  mkdirSync(path.dirname(file), { recursive: true });
  return new DatabaseSync(file);
}

function isBusy(error: unknown): boolean {
  // The low byte is the kind of error, the rest says more about it.
  return (
    error instanceof Error &&
    "errcode" in error &&
    typeof error.errcode === "number" &&
    (error.errcode & 0xff) === BUSY
  );
}
