import { whereWords, type BrokenRule } from "./broken-rule.ts";

/** Places that are named of one finding before the rest is counted. */
const NAMED = 3;

/** A finding of the plan linter with all its places. */
export interface FoldedRule {
  /** The rule, like `P29`. */
  readonly about: string;
  /** Where, why and what helps. */
  readonly words: string;
}

/** What is broken for the same reason in many places is said once. */
export function foldBroken(found: readonly BrokenRule[]): readonly FoldedRule[] {
  const alike = Map.groupBy(found, ({ rule, why, help }) => JSON.stringify([rule, why, help]));
  return [...alike.values()].flatMap((list) =>
    list.slice(0, 1).map(({ rule, why, help }) => {
      const places = list.map(({ where }) => whereWords(where)).filter((words) => words !== "");
      const rest = places.length > NAMED ? ` and ${places.length - NAMED} more` : "";
      const named = places.length === 0 ? "" : `${places.slice(0, NAMED).join("; ")}${rest}: `;
      return { about: rule, words: `${named}${why}; what helps: ${help}` };
    }),
  );
}
