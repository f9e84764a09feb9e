import { readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { planRules } from "../src/plan/check/plan-rules.ts";
import { root } from "../tidy/source-files.ts";

const text = readFileSync(path.join(root, "docs", "plan-rules.md"), "utf8");

it("the table of rules is the list of rules", () => {
  const rows = text
    .split("\n")
    .filter((line) => /^\| P\d/.test(line))
    .map((line) =>
      line
        .split("|")
        .slice(1, -1)
        .map((cell) => cell.trim()),
    );
  expect(rows).toEqual(
    planRules.map(({ id, severity, needs, title, help }) => [id, severity, needs, title, help]),
  );
});

it("numbers are without a gap", () => {
  expect(planRules.map(({ id }) => id)).toEqual(planRules.map((_, index) => `P${index + 1}`));
});
