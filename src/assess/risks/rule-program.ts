import { RULE_NAMES } from "../../knowledge/check-risk.ts";
import type { MatchingRule } from "../../knowledge/risk-record.ts";
import type { ClusterFacts } from "../../model/cluster-facts.ts";
import { compileCel, type CelProgram, type CelResult } from "../../spec/cel.ts";
import type { ListRead } from "../../spec/cel-lists.ts";
import type { RuleValues } from "./rule-values.ts";

/** A rule's expression, ready to be asked of one cluster after another. */
interface RuleProgram {
  readonly program: CelProgram | { readonly fault: string };
  readonly answer: (asked: RuleValues) => CelResult;
}

const programs = new WeakMap<MatchingRule, RuleProgram>();

/** Each rule is compiled once: ten thousand clusters are asked the same ones. */
export function ruleProgram(rule: MatchingRule, expression: string): RuleProgram {
  const known = programs.get(rule) ?? makeProgram(expression);
  programs.set(rule, known);
  return known;
}

/** What one rule remembers at most; clusters that are all different must not fill the memory. */
const MOST = 10_000;
/** Different items of a list; who has more is seldom like another. */
const MOST_ITEMS = 16;

/**
 * Nodes of a fleet differ in their names and hardly in what rules ask of them. Where only that decides
 * (`listsThatDecide`), what was answered of the same items before is remembered. An answer that names
 * what was found is not, since names differ, nor a fault, which may tell of the first of several.
 */
function makeProgram(expression: string): RuleProgram {
  const program = compileCel(expression, RULE_NAMES);
  if ("fault" in program) return { program, answer: () => program };
  const run = ({ values }: RuleValues): CelResult => program.run(values());
  const deciding = program.listsOf("facts");
  if (deciding === undefined) return { program, answer: run };
  const { lists, isFilter } = deciding;
  return { program, answer: isFilter ? byItem(lists, run) : byItems(lists, run) };
}

type Answer = RuleProgram["answer"];

/** Remembers the items among which nothing is found. */
function byItem(lists: readonly ListRead[], run: Answer): Answer {
  const unfound = new Set<string>();
  return (asked) => {
    const items = itemsOf(lists, asked.parts)?.flat();
    if (items?.every((item) => unfound.has(item)) === true) return { value: [] };
    const result = run(asked);
    if (items !== undefined && unfound.size < MOST && isEmpty(result)) {
      items.forEach((item) => unfound.add(item));
    }
    return result;
  };
}

/** Remembers the answer for each set of items. */
function byItems(lists: readonly ListRead[], run: Answer): Answer {
  const answers = new Map<string, CelResult>();
  return (asked) => {
    const sets = itemsOf(lists, asked.parts)?.map((items) => [...new Set(items)]);
    const isLike = sets?.every((items) => items.length <= MOST_ITEMS) === true;
    const key = isLike ? sets.map((items) => items.toSorted().join("\n")).join("\n\n") : undefined;
    const before = key === undefined ? undefined : answers.get(key);
    if (before !== undefined) return before;
    const result = run(asked);
    if (key !== undefined && answers.size < MOST && namesNothing(result)) answers.set(key, result);
    return result;
  };
}

const isEmpty = (result: CelResult): boolean =>
  "value" in result && Array.isArray(result.value) && result.value.length === 0;

const namesNothing = (result: CelResult): boolean =>
  "value" in result && (!Array.isArray(result.value) || result.value.length === 0);

/** What decides of the items, list by list; undefined where one was not seen. */
function itemsOf(
  lists: readonly ListRead[],
  parts: ClusterFacts | undefined,
): readonly (readonly string[])[] | undefined {
  if (parts === undefined) return undefined;
  const found: (readonly string[])[] = [];
  for (const { list, fields } of lists) {
    const part: unknown = Reflect.get(parts, list);
    if (!isSeen(part)) return undefined;
    found.push(part.items.map((item) => textOf(item, fields)));
  }
  return found;
}

/** A rule may name a part that does not exist. */
function isSeen(part: unknown): part is { readonly items: readonly unknown[] } {
  return typeof part === "object" && part !== null && "items" in part && Array.isArray(part.items);
}

/** One line, never empty; a field that is not there is told from every value. */
function textOf(item: unknown, fields: readonly string[] | undefined): string {
  if (fields === undefined || typeof item !== "object" || item === null) {
    return `=${JSON.stringify(item)}`;
  }
  let text = "=";
  for (const field of fields) {
    const value: unknown = Reflect.get(item, field);
    text += value === undefined ? "\t" : `\t${JSON.stringify(value)}`;
  }
  return text;
}
