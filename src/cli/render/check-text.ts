import { shortHash } from "../../model/hash.ts";
import { whereWords, type BrokenRule } from "../../plan/check/broken-rule.ts";
import { planRules, type PlanRule, type Severity } from "../../plan/check/plan-rules.ts";
import { wrap } from "./fit.ts";
import { alignColumns } from "./table.ts";

export interface CheckLook {
  readonly hash: string;
  readonly rollout: string;
  /** Every place and every rule is named. */
  readonly wide: boolean;
}

/** Lines are broken before this column; narrower windows break them themselves. */
const WIDTH = 110;
/** More lines of one text than anyone reads. */
const MOST_LINES = 8;
/** Places of one finding that are named before the rest is counted. */
const NAMED = 5;

const SEVERITIES: readonly Severity[] = ["error", "warning", "info"];

/** What became of the rules of a plan as text for people, worst first; what it comes to stands first and last. */
export function renderCheck(found: readonly BrokenRule[], look: CheckLook): string {
  const { hash, rollout, wide } = look;
  const unchecked = found.filter(({ notChecked }) => notChecked);
  const broken = found.filter((each) => !unchecked.includes(each));
  const summary = summaryOf(broken, unchecked);
  const sections = [
    `Plan ${shortHash(hash)} of rollout ${rollout}: ${summary}\n`,
    ...SEVERITIES.map((severity) =>
      sectionOf(
        severity,
        broken.filter((each) => each.severity === severity),
        wide,
      ),
    ),
    uncheckedLines(unchecked),
    wide ? ruleLines(broken, unchecked) : "",
    broken.length === 0 && !wide ? "" : `${summary}\n`,
  ];
  return sections.filter((text) => text !== "").join("\n");
}

/** `1 error, 2 warnings; 40 of 47 rules hold, 7 not checked in full`. */
function summaryOf(broken: readonly BrokenRule[], unchecked: readonly BrokenRule[]): string {
  const counts = SEVERITIES.flatMap((severity) => {
    const count = broken.filter((each) => each.severity === severity).length;
    if (count === 0) return [];
    return [`${count} ${severity}${count === 1 || severity === "info" ? "" : "s"}`];
  });
  const states = planRules.map((rule) => stateOf(rule, broken, unchecked));
  const held = states.filter((state) => state === "holds").length;
  const open = states.filter((state) => state === "not checked in full").length;
  return [
    ...(counts.length === 0 ? [] : [counts.join(", ")]),
    `${held} of ${planRules.length} rules hold${open === 0 ? "" : `, ${open} not checked in full`}`,
  ].join("; ");
}

function sectionOf(severity: Severity, broken: readonly BrokenRule[], wide: boolean): string {
  if (broken.length === 0) return "";
  const alike = Map.groupBy(broken, ({ rule, why, help }) => JSON.stringify([rule, why, help]));
  const lines = [...alike.values()].flatMap((list) =>
    list.slice(0, 1).flatMap(({ rule, why, help }) => {
      const places = list.map(({ where }) => whereWords(where)).filter((words) => words !== "");
      return [
        ...hanging(`  ${rule.padEnd(4)}`, `${placesWords(places, wide)}${why}`),
        ...hanging("      help: ", help),
      ];
    }),
  );
  return `${severity.toUpperCase()} (${broken.length})\n${lines.join("")}`;
}

function placesWords(places: readonly string[], wide: boolean): string {
  const named = wide ? places : places.slice(0, NAMED);
  const rest = places.length - named.length;
  if (places.length === 0) return "";
  return `${named.join("; ")}${rest === 0 ? "" : ` and ${rest} more`}: `;
}

/** They share their reason. */
function uncheckedLines(unchecked: readonly BrokenRule[]): string {
  const rules = unchecked.map(({ rule }) => rule).join(", ");
  const lines = unchecked
    .slice(0, 1)
    .flatMap(({ why, help }) => [
      ...hanging("  ", `${rules}: ${why.replace("not checked in full: ", "")}`),
      ...hanging("      help: ", help),
    ]);
  return lines.length === 0 ? "" : `NOT CHECKED IN FULL\n${lines.join("")}`;
}

function ruleLines(broken: readonly BrokenRule[], unchecked: readonly BrokenRule[]): string {
  const rows = planRules.map((rule) => [
    `  ${rule.id}`,
    stateOf(rule, broken, unchecked),
    rule.title,
  ]);
  return `RULES\n${alignColumns(rows)}`;
}

function stateOf(
  { id }: PlanRule,
  broken: readonly BrokenRule[],
  unchecked: readonly BrokenRule[],
): string {
  const worst = broken.find(({ rule }) => rule === id);
  if (worst !== undefined) return worst.severity;
  return unchecked.some(({ rule }) => rule === id) ? "not checked in full" : "holds";
}

/** Lines that begin with `start` and go on below their own text. */
function hanging(start: string, words: string): readonly string[] {
  const lines = wrap(words, WIDTH - start.length, MOST_LINES);
  return lines.map((line, index) => `${(index === 0 ? start : " ".repeat(start.length)) + line}\n`);
}
