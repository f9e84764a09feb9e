import type { Facts } from "../../knowledge/knowledge.ts";
import type { Provider } from "../../model/fleet.ts";
import type { Hop } from "../../model/plan.ts";
import type { AcceptRisk, Target } from "../../model/rollout.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import type { PathProblem } from "./path-problem.ts";

/** All that the way of one cluster follows from; the day on which it was observed is "today". */
export interface PathRequest {
  readonly snapshot: Snapshot;
  readonly target: Target;
  readonly provider: Provider["kind"];
  readonly facts: Facts;
  /** Of this cluster. Those whose last day was over when it was observed do not count. */
  readonly accepted: readonly AcceptRisk[];
}

/** How many of the hops are of these components: each count holds what stands in the one before. */
export interface PathCount {
  /** `control plane and mesh`, `with node pools`. */
  readonly of: string;
  readonly hops: number;
  /** In how many orders so few hops go, where that was counted. */
  readonly orders?: string;
}

/** The way of one cluster to its target, or why there is none. Versions are written without `v`. */
export type Path =
  | {
      readonly kind: "hops";
      readonly from: string;
      readonly to: string;
      readonly hops: readonly Hop[];
      readonly notes: readonly string[];
      /** Names of the accepted risks that the way takes. */
      readonly accepted: readonly string[];
      /** Ids of the records of the knowledge that decided. */
      readonly records: readonly string[];
      readonly counts: readonly PathCount[];
    }
  | { readonly kind: "already-there"; readonly at: string }
  | { readonly kind: "blocked"; readonly problems: readonly PathProblem[] }
  | { readonly kind: "gave-up"; readonly states: number; readonly why: string };
