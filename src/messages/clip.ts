/** At most so many characters of a text, with dots for what is left out; a sign is never cut in two. */
export function clip(text: string, length: number): string {
  if (text.length <= length) return text;
  // Emoji are two characters for JavaScript: the first alone is none.
  return `${text.slice(0, length - 3).replace(/[\uD800-\uDBFF]$/, "")}...`;
}
