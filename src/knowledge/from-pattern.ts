/** More than any pattern of a version needs; each one more multiplies the time that a match may take. */
const MOST_REPEATS = 6;

/**
 * Why a regular expression cannot be taken for `from`, or undefined. A pattern in JavaScript can take
 * for ever, so what would let it is refused: repeats of groups, looking around, and references back.
 * What is left takes no longer than the length of a version to the power of `MOST_REPEATS`.
 */
export function patternFault(pattern: string): string | undefined {
  try {
    anchored(pattern);
  } catch {
    return "expected a regular expression, like 1[.]23[.].*";
  }
  const plain = pattern.replaceAll(/\\[^\dk]|\[(?:\\.|[^\]\\])*\]/g, "x");
  if (/\(\?(?!:)/.test(plain) || /\\[\dk]/.test(plain)) {
    return "looking around and references back are not to be had in a pattern of versions";
  }
  if (/\)[*+{]/.test(plain)) {
    return "a repeated group can take for ever; repeat single characters, or write the versions with |";
  }
  const repeats = plain.replaceAll("(?:", "").match(/[*+?{]/g) ?? [];
  if (repeats.length > MOST_REPEATS) {
    return `expected at most ${MOST_REPEATS} repeats (*, +, ? or {})`;
  }
  return undefined;
}

/** Whether a pattern is of the whole version: it is anchored at both ends (semantics 4). */
export function matchesWhole(pattern: string, version: string): boolean {
  return anchored(pattern).test(version);
}

function anchored(pattern: string): RegExp {
  return new RegExp(`^(?:${pattern})$`, "u");
}
