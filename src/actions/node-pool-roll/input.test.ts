import { expect, test } from "vitest";
import { rollInput } from "./input.ts";

const good = { pool: "general", to: "1.36.3", dialect: "weRoll" };

const wordsFor = (change: Readonly<Record<string, unknown>>): string =>
  rollInput.safeParse({ ...good, ...change }).error?.issues[0]?.message ?? "accepted";

test("what is left out has careful values", () => {
  expect(rollInput.parse(good)).toEqual({
    ...good,
    maxSurge: 1,
    maxUnavailable: 0,
    drainTimeoutMs: 1_800_000,
    emptyDirData: "Refuse",
    barePods: "Refuse",
  });
});

test.each([
  [{ maxSurge: 0, maxUnavailable: "0%" }, /no node could ever move/],
  [{ maxSurge: "10" }, /expected a whole number of at least 0, or a percentage/],
  [{ drainTimeoutMs: 5 }, /expected 1000 \(a second\) or more/],
  [{ emptyDirData: "Keep" }, /expected Refuse or Delete/],
  [{ to: "1.36" }, /expected a version with patch/],
  [{ drainTimeout: 5 }, /drainTimeout/],
])("%j is refused in words", (change, words) => {
  expect(wordsFor(change)).toMatch(words);
});
