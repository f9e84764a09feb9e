import type { RolloutTurn } from "./turn.ts";

/** What the person who gave an order is told. */
export type Answer =
  | { readonly ok: true; readonly said: string }
  | {
      readonly ok: false;
      readonly why: string;
      readonly help: string;
      /** The order names something that there is not: wrong input, not a wrong time. */
      readonly unknown?: true;
    };

export interface Answered {
  readonly turn: RolloutTurn;
  readonly answer: Answer;
}

export const yes = (turn: RolloutTurn, said: string): Answered => ({
  turn,
  answer: { ok: true, said },
});

export const no = (turn: RolloutTurn, why: string, help: string): Answered => ({
  turn,
  answer: { ok: false, why, help },
});

export const unknown = (turn: RolloutTurn, why: string, help: string): Answered => ({
  turn,
  answer: { ok: false, why, help, unknown: true },
});
