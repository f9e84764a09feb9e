import { visible } from "../../report/visible.ts";

const MOST_LETTERS = 400;

/** What a program or another server said, on one line, in signs that stand for themselves, and no longer than one reads. */
export function plainWords(text: string, most: number = MOST_LETTERS): string {
  // A few signs become longer by being shown: what is cut off first is never looked at.
  const short = text.length > most ? `${text.slice(0, most)} …` : text;
  return visible(short);
}
