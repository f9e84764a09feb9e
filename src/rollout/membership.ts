import { yes, type Answered } from "./answer.ts";
import type { Reading, RolloutTurn } from "./turn.ts";

/** The fleet's document was applied anew: the names of all its clusters now. */
export interface FleetChanged {
  readonly kind: "fleet";
  readonly clusters: readonly string[];
  readonly actor: string;
}

/** Clusters that left are skipped or finish; clusters that joined are told, and are for another plan (I14). */
export function* takeFleet(turn: RolloutTurn, _change: FleetChanged): Reading<Answered> {
  return yes(turn, "");
}
