import * as z from "zod";
import type { Data } from "../../model/data.ts";
import { formatDuration } from "../../model/duration.ts";
import { isoTime } from "../../report/time-words.ts";
import type { Decision, LookContext } from "../action.ts";
import { readMemo } from "../read-memo.ts";

export const waitInput = z.strictObject({
  forMs: z.int("expected milliseconds, like 600000 for ten minutes").min(0, "expected 0 or more"),
});

export type WaitInput = Data<typeof waitInput>;

const memoSchema = z.strictObject({ untilMs: z.number() });

/** Waits from the start of the step; the end is remembered, so that a failed look does not move it. */
export function decideWait(
  _seen: null,
  { forMs }: WaitInput,
  { memo, nowMs, startedAtMs }: LookContext,
): Decision<never> {
  const untilMs = readMemo(memoSchema, memo)?.untilMs ?? startedAtMs + forMs;
  const end = isoTime(untilMs);
  return {
    deeds: [],
    outcome:
      nowMs >= untilMs
        ? { kind: "done", summary: `waited ${formatDuration(forMs)}, until ${end}` }
        : { kind: "requeue", afterMs: untilMs - nowMs, progress: `waits until ${end}` },
    memo: { untilMs },
  };
}
