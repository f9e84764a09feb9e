import type { RolloutDocument } from "../../model/rollout.ts";
import type { WorldDocument } from "../../world/world-document.ts";

/** What a simulation is about: a fleet, what its clusters are like, and what is to be done with them. */
export interface FleetCase {
  readonly world: WorldDocument;
  readonly fleet: { readonly name: string; readonly written: object };
  readonly rollouts: readonly RolloutDocument[];
  /** Whether planning looks at everything there is, and not at the versions alone: add-ons are found no other way. */
  readonly looksAtFacts?: boolean;
}
