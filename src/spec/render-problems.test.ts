import { expect, it } from "vitest";
import { renderProblems } from "./render-problems.ts";

const problem = (line: number, path: string, message: string) => ({
  file: "rollout.yaml",
  line,
  column: 7,
  path,
  message,
});

it("places and fields stand in columns; only a very long field pushes its own words", () => {
  const long = "spec.stages[0].selector.matchExpressions[0].operator";
  expect(
    renderProblems([
      problem(4, "kind", "one"),
      problem(14, "spec.fleet", "two"),
      problem(15, long, "three"),
    ]),
  ).toBe(
    [
      "rollout.yaml:4:7   kind        one",
      "rollout.yaml:14:7  spec.fleet  two",
      `rollout.yaml:15:7  ${long}  three`,
      "3 errors; nothing was changed.",
      "",
    ].join("\n"),
  );
});

it("where nothing has a field there is no column for it", () => {
  expect(renderProblems([problem(1, "", "a tab")])).toBe(
    "rollout.yaml:1:7  a tab\n1 error; nothing was changed.\n",
  );
});

it("one without a field leaves the column empty beside those that have one, however long", () => {
  const long = `spec.${"a".repeat(60)}`;
  expect(renderProblems([problem(1, "", "a tag"), problem(2, long, "two")])).toBe(
    `rollout.yaml:1:7    a tag\nrollout.yaml:2:7  ${long}  two\n2 errors; nothing was changed.\n`,
  );
});
