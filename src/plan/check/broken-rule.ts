import { numberOf, planRules, type RuleId, type Severity } from "./plan-rules.ts";

/** Where in a plan a rule does not hold; empty for the plan as a whole. */
export interface Where {
  readonly stage?: string;
  readonly cluster?: string;
  readonly shape?: string;
  readonly step?: string;
  /** Counted from 1. */
  readonly hop?: number;
}

/** A rule of the plan linter that does not hold, or that could not be checked, and where. */
export interface BrokenRule {
  readonly rule: RuleId;
  readonly severity: Severity;
  readonly where: Where;
  readonly why: string;
  readonly help: string;
  /** It was not checked in full, which promises nothing. */
  readonly notChecked?: true;
}

const rules = new Map(planRules.map((rule) => [rule.id, rule]));

/** A rule that does not hold, with the severity and the help of the list where nothing else is said. */
export function broken(
  id: RuleId,
  where: Where,
  why: string,
  other: Partial<Pick<BrokenRule, "severity" | "help" | "notChecked">> = {},
): BrokenRule {
  // The list has every id.
  const { severity, help } = rules.get(id) as (typeof planRules)[number];
  return { rule: id, severity, where, why, help, ...other };
}

/** `stage production, cluster shop, hop 2`; empty for the plan as a whole. */
export function whereWords({ stage, cluster, shape, step, hop }: Where): string {
  const named = { stage, cluster, shape, step, hop };
  return Object.entries(named)
    .flatMap(([what, name]) => (name === undefined ? [] : [`${what} ${name}`]))
    .join(", ");
}

/** `P7: shape A: the steps make these moves: ...`. */
export function brokenWords({ rule, where, why }: BrokenRule): string {
  return [rule, whereWords(where), why].filter((words) => words !== "").join(": ");
}

const SEVERITIES: readonly Severity[] = ["error", "warning", "info"];

/** Worst first, then by number; what was not checked comes last of its severity. */
export function compareBroken(a: BrokenRule, b: BrokenRule): number {
  return (
    SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
    Number(a.notChecked ?? false) - Number(b.notChecked ?? false) ||
    numberOf(a.rule) - numberOf(b.rule)
  );
}

/** Whether a finding of this severity is as bad as another, or worse. */
export function isAsBad(severity: Severity, than: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(than);
}
