import { findingLevelSchema, type Finding, type FindingLevel } from "../model/finding.ts";
import { minorNumber } from "../model/version.ts";

/** The six levels, worst first. */
export const levels: readonly FindingLevel[] = findingLevelSchema.options;

/** Order by level, then by the hop that it concerns (every hop first), then by check, then by object. */
export function compareFindings(a: Finding, b: Finding): number {
  return (
    levels.indexOf(a.level) - levels.indexOf(b.level) ||
    hopNumber(a) - hopNumber(b) ||
    compareTexts(a.check, b.check) ||
    compareTexts(a.object, b.object) ||
    compareTexts(a.cluster, b.cluster)
  );
}

/** The worst level of what nobody accepted; undefined when nothing was found, or all was accepted. */
export function worstLevel(findings: readonly Finding[]): FindingLevel | undefined {
  const open = new Set(
    findings.flatMap(({ level, accepted }) => (accepted === undefined ? [level] : [])),
  );
  return levels.find((level) => open.has(level));
}

/** Whether a level is as bad as another, or worse. */
export function isAtLeast(level: FindingLevel, other: FindingLevel): boolean {
  return levels.indexOf(level) <= levels.indexOf(other);
}

const hopNumber = ({ hop }: Finding): number => (hop === undefined ? 0 : minorNumber(hop));

const compareTexts = (a: string, b: string): number => Number(a > b) - Number(a < b);
