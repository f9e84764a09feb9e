import { expect, it } from "vitest";
import { matchesWhole, patternFault } from "./from-pattern.ts";

it.each([
  ["1[.]34[.].*", "1.34.4", true],
  ["1[.]34[.].*", "11.34.4", false],
  ["1[.]34", "1.34.4", false],
  [String.raw`1\.3[34]\.\d+`, "1.33.10", true],
  ["1[.]33[.].*|1[.]34[.].*", "1.34.4-eks-3abbec1", true],
  ["1[.]33[.].*|1[.]34", "1.34.4", false],
  [".*", "", true],
])("%s of the whole version %s: %s", (pattern, version, matches) => {
  expect(patternFault(pattern)).toBeUndefined();
  expect(matchesWhole(pattern, version)).toBe(matches);
});

it.each([
  ["(", "expected a regular expression"],
  ["1.34.{", "expected a regular expression"],
  ["(a+)+", "a repeated group can take for ever"],
  ["(1|2)*", "a repeated group can take for ever"],
  ["(1|2){9}", "a repeated group can take for ever"],
  ["(?=1)1", "looking around"],
  [String.raw`(1)\1`, "references back"],
  [".*.*.*.*.*.*.*", "at most 6 repeats"],
  ["1?1?1?1?1?1?1?", "at most 6 repeats"],
])("%s is refused: %s", (pattern, words) => {
  expect(patternFault(pattern)).toContain(words);
});

it.each([String.raw`1\*`, "[+*{]", "(?:1|2)?", "(1|2)?3"])("%s repeats nothing", (pattern) => {
  expect(patternFault(pattern)).toBeUndefined();
});
