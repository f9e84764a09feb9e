import type { Finding } from "../model/finding.ts";
import type { Concern } from "../model/plan.ts";

/** Objects that a plan names of one concern; the rest is only counted. */
const NAMED = 5;

const LEVELS = ["Blocks", "Will disturb", "Needs a decision", "Not checked"] as const;

/**
 * What was found in the clusters of a plan, one concern for each check and level, worst first and
 * then by check. What passed, or does not apply, is no concern.
 */
export function foldConcerns(findings: readonly Finding[]): readonly Concern[] {
  return LEVELS.flatMap((level) => {
    const ofLevel = findings.filter((finding) => finding.level === level);
    const byCheck = Map.groupBy(ofLevel, ({ check }) => check);
    return [...byCheck]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .flatMap(([check, list]) => concernOf(check, level, list));
  });
}

function concernOf(
  check: string,
  level: Concern["level"],
  list: readonly Finding[],
): readonly Concern[] {
  return list.slice(0, 1).map(({ why, help }) => ({
    check,
    level,
    why,
    help,
    objects: list.slice(0, NAMED).map(({ cluster, object }) => `${cluster}: ${object}`),
    count: list.length,
    clusters: [...new Set(list.map(({ cluster }) => cluster))].toSorted(),
    accepted: list.every(({ accepted }) => accepted !== undefined),
  }));
}
