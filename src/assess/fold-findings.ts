import type { Finding, FindingLevel } from "../model/finding.ts";
import { levels } from "./order-findings.ts";

export type FoldBy = "check" | "owner" | "cluster";

/** Findings that stand together: of one level, and of one check with the same words, one owner or one cluster. */
export interface FindingGroup {
  readonly level: FindingLevel;
  /** The check, the owner or the cluster; several checks where the same kept all of them from seeing. */
  readonly of: string;
  readonly findings: readonly Finding[];
}

export const NO_OWNER = "no owner known";

/** Groups in the order of their worst findings; within one, the findings keep the order that they have. */
export function foldFindings(findings: readonly Finding[], by: FoldBy): readonly FindingGroup[] {
  return levels.flatMap((level) => {
    const ofLevel = findings.filter((finding) => finding.level === level);
    const groups = Map.groupBy(ofLevel, (finding) => keyOf(finding, by));
    return [...groups.values()].map((list) => ({
      level,
      of: [...new Set(list.map((finding) => titleOf(finding, by)))].join(", "),
      findings: list,
    }));
  });
}

function titleOf({ check, owner, cluster }: Finding, by: FoldBy): string {
  switch (by) {
    case "check":
      return check;
    case "owner":
      return owner ?? NO_OWNER;
    case "cluster":
      return cluster;
  }
}

/**
 * What a check says in other words, or of another hop, stands apart. What could not be seen is said
 * once for all the checks that needed it.
 */
function keyOf(finding: Finding, by: FoldBy): string {
  const { level, hop, why, help } = finding;
  const title = titleOf(finding, by);
  if (by !== "check") return title;
  return JSON.stringify(level === "Not checked" ? [why, help] : [title, hop, why, help]);
}

/** How many findings there are of each level, worst first; accepted ones are counted apart. */
export function countLevels(
  findings: readonly Finding[],
): readonly { readonly level: FindingLevel; readonly open: number; readonly accepted: number }[] {
  return levels.map((level) => {
    const ofLevel = findings.filter((finding) => finding.level === level);
    const accepted = ofLevel.filter((finding) => finding.accepted !== undefined).length;
    return { level, open: ofLevel.length - accepted, accepted };
  });
}
