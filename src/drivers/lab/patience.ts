import type { Move } from "./next-moves.ts";

const STARTS = 5;
const WAIT_MS = 180_000;

/** What one run of the reconciler remembers of its own tries; a new run begins with new patience. */
export interface Patience {
  readonly starts: Readonly<Record<string, number>>;
  readonly waitingSinceMs: Readonly<Record<string, number>>;
}

export const freshPatience: Patience = { starts: {}, waitingSinceMs: {} };

/**
 * Counts the moves that are about to be made. `lost` names the part that keeps ending or never gets
 * ready: going on would go on for ever, and nobody would be told.
 */
export function spend(
  before: Patience,
  moves: readonly Move[],
  nowMs: number,
): {
  readonly patience: Patience;
  readonly lost?: { readonly part: string; readonly why: string };
} {
  const starts = { ...before.starts };
  const waitingSinceMs: Record<string, number> = {};
  for (const move of moves) {
    if (move.kind === "start") starts[move.part.name] = (starts[move.part.name] ?? 0) + 1;
    if (move.kind === "wait") {
      waitingSinceMs[move.part.name] = before.waitingSinceMs[move.part.name] ?? nowMs;
    }
  }
  const patience = { starts, waitingSinceMs };
  const ended = Object.entries(starts).find(([, count]) => count > STARTS);
  if (ended !== undefined) {
    return {
      patience,
      lost: { part: ended[0], why: `was started ${STARTS} times and ended each time` },
    };
  }
  const slow = Object.entries(waitingSinceMs).find(([, since]) => nowMs - since > WAIT_MS);
  if (slow !== undefined) {
    return { patience, lost: { part: slow[0], why: `was not ready after ${WAIT_MS / 1_000} s` } };
  }
  return { patience };
}
