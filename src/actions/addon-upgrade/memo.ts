import * as z from "zod";
import type { Data, Json } from "../../model/data.ts";
import { readMemo } from "../read-memo.ts";

const memoSchema = z.strictObject({
  /** The version at the first look, in full: what it is taken back to. */
  from: z.string(),
  /** What was asked for last, and when. */
  asked: z.strictObject({ what: z.string(), atMs: z.number() }).optional(),
  /** How often it was seen to have been given up. */
  gaveUp: z.int(),
  /** What was seen last of how far it is, and for how long that has been watched without a change. */
  progress: z.strictObject({ seen: z.string(), lookedAtMs: z.number(), stillMs: z.number() }),
});

export type AddonMemo = Data<typeof memoSchema>;

export const readAddonMemo = (memo: Json): AddonMemo | undefined => readMemo(memoSchema, memo);

/** What is not set has no form in JSON, and is left out. */
export function writeAddonMemo({ asked, ...rest }: AddonMemo): Json {
  return { ...rest, ...(asked === undefined ? {} : { asked }) };
}

/** Time that nobody looked does not count against a move: looks come at least as often as this. */
const LOOKED_WITHIN_MS = 60_000;

/** The memo with one more look at how far it is. */
export function withProgress(memo: AddonMemo, seen: string, nowMs: number): AddonMemo {
  const { progress } = memo;
  const passedMs = Math.min(LOOKED_WITHIN_MS, nowMs - progress.lookedAtMs);
  const stillMs = progress.seen === seen ? progress.stillMs + passedMs : 0;
  return { ...memo, progress: { seen, lookedAtMs: nowMs, stillMs } };
}

export const firstMemo = (from: string, nowMs: number): AddonMemo => ({
  from,
  gaveUp: 0,
  progress: { seen: "", lookedAtMs: nowMs, stillMs: 0 },
});
