import type { Facts } from "../knowledge/knowledge.ts";
import type { Target } from "../model/rollout.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { findPath } from "../plan/path/find-path.ts";
import type { Assessed } from "./assess-scope.ts";

/** What the plan of a rollout would do about a cluster that its findings must not ask of people. */
export interface AssessedWay {
  /** Add-ons that the way brings to versions that fit in time. */
  readonly moved: readonly string[];
  /** Names of accepted risks that the way itself rests upon. */
  readonly taken: readonly string[];
}

const NONE: AssessedWay = { moved: [], taken: [] };

/**
 * The way that `fleetlift plan` would take, where a rollout asks for one: without a rollout nobody
 * moves anything, and without a way everything stands as it is.
 */
export function wayOfAssessed(
  { isPlanned, provider, accepted }: Assessed,
  snapshot: Snapshot,
  target: Target,
  facts: Facts,
): AssessedWay {
  if (!isPlanned) return NONE;
  const path = findPath({ snapshot, target, provider, facts, accepted });
  if (path.kind !== "hops") return NONE;
  const moved = path.hops.flatMap((hop) => (hop.component === "addon" ? [hop.addon] : []));
  return { moved, taken: path.accepted };
}
