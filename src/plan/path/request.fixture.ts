import { knowledge } from "../../knowledge/knowledge.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import type { PathRequest } from "./path.ts";

/** What is asked for a cluster of the tests: by the facts that fleetlift brings, with no risk accepted. */
export function pathRequest(
  snapshot: Snapshot,
  kubernetes: string,
  other: Partial<PathRequest> = {},
): PathRequest {
  const target = { kubernetes };
  return { snapshot, target, provider: "world", facts: knowledge, accepted: [], ...other };
}
