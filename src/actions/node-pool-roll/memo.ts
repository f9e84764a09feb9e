/**
 * What one look at a pool leaves for the next. Under 2 KB for a pool of any size: only the nodes that
 * are being drained have clocks, at most `CLOCKS_AT_MOST`, under the short hash of their name.
 * Everything in it may be lost: the world tells what was done, and a clock that is lost starts anew.
 */
import * as z from "zod";
import type { Data, Json } from "../../model/data.ts";
import { sha256 } from "../../model/hash.ts";

/** So many nodes drain at the same time at most, whatever the settings allow. */
export const CLOCKS_AT_MOST = 30;

const clockSchema = z.strictObject({
  /** When the drain began. */
  s: z.number(),
  /** When its removal was asked for last. */
  r: z.number().optional(),
  /** Seconds from `s` until what comes after the drain began: detaching, or with `r` the removal. */
  t: z.number().optional(),
});

export const rollMemoSchema = z.strictObject({
  /** How many nodes the pool had been meant to have when the roll began. */
  size: z.int().optional(),
  /** The last request for new nodes, or for the provider's own roll. */
  asked: z.strictObject({ count: z.int(), atMs: z.number() }).optional(),
  /** When anything was last seen to move: a wait counts from there. */
  movedAtMs: z.number().optional(),
  clocks: z.record(z.string(), clockSchema),
});

export type DrainClock = Data<typeof clockSchema>;
export type RollMemo = Data<typeof rollMemoSchema>;

export const emptyRollMemo: RollMemo = { clocks: {} };

/** The key of a node's clock: a name of 253 letters must not make the memo large. */
export function clockKey(node: string): string {
  return sha256(node).slice(0, 10);
}

/** The memo as it is stored: without the fields that are not set, which have no form in JSON. */
export function memoJson({ size, asked, movedAtMs, clocks }: RollMemo): Json {
  const stored = Object.entries(clocks).map(
    ([key, { s, r, t }]) =>
      [key, { s, ...(r !== undefined && { r }), ...(t !== undefined && { t }) }] as const,
  );
  return {
    ...(size === undefined ? {} : { size }),
    ...(asked === undefined ? {} : { asked }),
    ...(movedAtMs === undefined ? {} : { movedAtMs }),
    clocks: Object.fromEntries(stored),
  };
}
