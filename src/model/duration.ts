import * as z from "zod";

const UNIT_MS: Readonly<Record<string, number>> = { ms: 1, s: 1_000, m: 60_000, h: 3_600_000 };

const FORM = /^(?:\d+(?:ms|s|m|h))+$/;

const WORDS = "expected a duration, like 90s, 30m, 24h or 1h30m";

/** A length of time as people write it (`90s`, `30m`, `1h30m`), in milliseconds once parsed. */
export const durationSchema = z.string({ error: WORDS }).regex(FORM, WORDS).transform(durationMs);

/** Milliseconds of a duration of the form above; other text gives 0 (the schema has refused it). */
export function durationMs(text: string): number {
  let total = 0;
  for (const [, amount, unit] of text.matchAll(/(\d+)(ms|s|m|h)/g)) {
    total += Number(amount) * (UNIT_MS[unit ?? ""] ?? 0);
  }
  return total;
}

/** The shortest exact way to write milliseconds as a duration: 5400000 is `1h30m`. */
export function formatDuration(ms: number): string {
  if (ms === 0) return "0s";
  const parts: string[] = [];
  let rest = Math.round(ms);
  for (const unit of ["h", "m", "s", "ms"]) {
    const size = UNIT_MS[unit] ?? 1;
    const count = Math.floor(rest / size);
    if (count > 0) parts.push(`${count}${unit}`);
    rest -= count * size;
  }
  return parts.join("");
}
