import * as z from "zod";

/** Longest first. */
const UNITS = [
  { name: "h", ms: 3_600_000, amounts: /\d+h/g },
  { name: "m", ms: 60_000, amounts: /\d+m(?!s)/g },
  { name: "s", ms: 1_000, amounts: /\d+s/g },
  { name: "ms", ms: 1, amounts: /\d+ms/g },
] as const;

const FORM = /^(?:\d+(?:ms|s|m|h))+$/;

const WORDS = "expected a duration, like 90s, 30m, 24h or 1h30m";

/** Ten years: what is longer is a slip, and soon is no date that could be told. */
const LONGEST_MS = 87_600 * 3_600_000;

/** A length of time as people write it (`90s`, `30m`, `1h30m`), in milliseconds once parsed. */
export const durationSchema = z
  .string({ error: WORDS })
  .regex(FORM, WORDS)
  .refine((text) => durationMs(text) <= LONGEST_MS, "expected at most 87600h, which is ten years")
  .transform(durationMs);

/** Milliseconds of a duration of the form above; other text gives 0 (the schema has refused it). */
export function durationMs(text: string): number {
  let total = 0;
  for (const { ms, amounts } of UNITS) {
    for (const [amount] of text.matchAll(amounts)) total += Number.parseInt(amount, 10) * ms;
  }
  return total;
}

/** The shortest exact way to write milliseconds as a duration: 5400000 is `1h30m`. */
export function formatDuration(ms: number): string {
  const parts: string[] = [];
  let rest = Math.round(ms);
  if (rest === 0) return "0s";
  for (const unit of UNITS) {
    const count = Math.floor(rest / unit.ms);
    if (count > 0) parts.push(`${count}${unit.name}`);
    rest -= count * unit.ms;
  }
  return parts.join("");
}
