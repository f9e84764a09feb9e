/** What was found of one thing. */
export interface Diagnosis {
  /** A name that stays, like `engine`. */
  readonly what: string;
  readonly level: "ok" | "warning" | "wrong";
  readonly words: string;
  readonly help?: string;
}

export const ok = (what: string, words: string): Diagnosis => ({ what, level: "ok", words });

export const warning = (what: string, words: string, help: string): Diagnosis => ({
  what,
  level: "warning",
  words,
  help,
});

export const wrong = (what: string, words: string, help: string): Diagnosis => ({
  what,
  level: "wrong",
  words,
  help,
});

export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
