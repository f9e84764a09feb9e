import { expect, it } from "vitest";
import { formatPath, inOrder, parsePath } from "./problem.ts";

it.each([
  [[], ""],
  [["spec", "stages", 0, "name"], "spec.stages[0].name"],
  [["metadata", "labels", "example.com/env"], 'metadata.labels["example.com/env"]'],
  [[0, "a-b", "0"], '[0].a-b["0"]'],
  [["labels", 'a"]\\b.c'], 'labels["a\\"]\\\\b.c"]'],
])("%j is written %j, and read again", (path, text) => {
  expect(formatPath(path)).toBe(text);
  expect(parsePath(text)).toEqual(path);
});

it("problems are told as one meets them in the file", () => {
  const at = (line: number, column: number) => ({ file: "f", line, column, path: "", message: "" });
  expect(inOrder([at(2, 1), at(1, 9), at(1, 2)])).toEqual([at(1, 2), at(1, 9), at(2, 1)]);
});
