/** Words of others may be a page long; what is kept of them must leave room in a key's state. */
const LONGEST = 1_000;

/** The words as they are kept and told: whole, or their beginning. */
export function clip(words: string): string {
  return words.length <= LONGEST ? words : `${words.slice(0, LONGEST - 1)}…`;
}
