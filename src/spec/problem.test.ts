import { expect, it } from "vitest";
import { formatPath, inOrder } from "./problem.ts";

it.each([
  [[], ""],
  [["spec", "stages", 0, "name"], "spec.stages[0].name"],
  [["metadata", "labels", "example.com/env"], 'metadata.labels["example.com/env"]'],
  [[0, "a-b", "0"], '[0].a-b["0"]'],
])("%j is written %j", (path, text) => {
  expect(formatPath(path)).toBe(text);
});

it("problems are told as one meets them in the file", () => {
  const at = (line: number, column: number) => ({ file: "f", line, column, path: "", message: "" });
  expect(inOrder([at(2, 1), at(1, 9), at(1, 2)])).toEqual([at(1, 2), at(1, 9), at(2, 1)]);
});
