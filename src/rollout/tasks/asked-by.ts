import { change, type RolloutTurn } from "../turn.ts";

/** Notes who had this plan made, started, gone on with or tried again: they cannot approve it (separation of duties). */
export function noteAsker(turn: RolloutTurn, actor: string): RolloutTurn {
  const { askedBy = [] } = turn.state;
  return askedBy.includes(actor) ? turn : change(turn, { askedBy: [...askedBy, actor] });
}
