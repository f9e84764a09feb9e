/** What moves a terminal's cursor, ends its line, or turns the direction of reading. */
const UNSEEN = /[\p{Cc}\u2028\u2029\u202A-\u202E\u2066-\u2069]/gu;

/**
 * Words of people, of clusters and of other servers on one line, with signs that do not stand for
 * themselves as `\n` and `\u001b`: nobody can draw a line that was never told.
 */
export function visible(text: string): string {
  return text.replaceAll(UNSEEN, (sign) =>
    sign === "\n" ? String.raw`\n` : `\\u${sign.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}
