import { numberWords } from "./number-words.ts";

/** How many things are named before the rest is counted. */
const NAMED = 3;

/** What is worse by name than it was before, and what is only as bad. */
export interface Excess {
  readonly total: number;
  readonly worse: readonly { readonly name: string; readonly now: number; readonly was: number }[];
  /** In words, by name. */
  readonly before: readonly string[];
}

/**
 * Holds named amounts each against itself at the baseline: one workload that got well does not make
 * up for another that fell ill. Without a baseline everything counts whole.
 */
export function excessOver(
  now: Readonly<Record<string, number>>,
  was: Readonly<Record<string, number>> | undefined,
): Excess {
  const all = Object.entries(now)
    .filter(([, amount]) => amount > 0)
    .map(([name, amount]) => ({ name, now: amount, was: amountOf(was, name) }))
    .toSorted((a, b) => b.now - b.was - (a.now - a.was) || (a.name < b.name ? -1 : 1));
  const worse = all.filter((one) => one.now > one.was);
  return {
    total: worse.reduce((sum, one) => sum + one.now - one.was, 0),
    worse,
    before: all
      .filter((one) => one.was > 0)
      .map((one) =>
        one.now > one.was
          ? `${one.name} ${numberWords(one.was)} of ${numberWords(one.now)} at the baseline`
          : `${one.name} ${numberWords(one.now)}, as at the baseline`,
      ),
  };
}

function amountOf(was: Readonly<Record<string, number>> | undefined, name: string): number {
  return was !== undefined && Object.hasOwn(was, name) ? (was[name] ?? 0) : 0;
}

export function excessWords({ worse }: Excess): string {
  if (worse.length === 0) return "nothing new";
  const named = worse
    .slice(0, NAMED)
    .map(({ name, now, was }) =>
      was > 0
        ? `${name} ${numberWords(now)} (was ${numberWords(was)})`
        : `${name} ${numberWords(now)}`,
    );
  const more = worse.length - NAMED;
  return more > 0 ? `${named.join(", ")} and ${more} more` : named.join(", ");
}
