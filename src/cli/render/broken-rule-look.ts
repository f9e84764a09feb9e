import { whereWords, type BrokenRule } from "../../plan/check/broken-rule.ts";
import type { Look } from "./output.ts";

/** How broken rules are shown in columns, and named. */
export const brokenRuleLook: Look<BrokenRule> = {
  kind: "rules",
  name: ({ rule, where }) => [rule, ...Object.values(where).map(String)].join("/"),
  columns: [
    { title: "rule", value: ({ rule }) => rule },
    { title: "severity", value: ({ severity }) => severity },
    { title: "where", value: ({ where }) => whereWords(where) },
    { title: "why", value: ({ why }) => why },
    { title: "help", value: ({ help }) => help, wide: true },
  ],
};
