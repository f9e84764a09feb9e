import { expect, it } from "vitest";
import { circles } from "./circles.ts";

it.each<[string, Readonly<Record<string, readonly string[]>>, readonly string[]]>([
  ["none", { a: ["b"], b: ["c"], c: [] }, []],
  ["names that nobody lists", { a: ["x"] }, []],
  ["one on itself", { a: ["a"] }, ["a > a"]],
  ["two", { a: ["b"], b: ["a"] }, ["a > b > a"]],
  ["behind a way that leads to it", { x: ["a"], a: ["b"], b: ["c"], c: ["a"] }, ["a > b > c > a"]],
  [
    "two of them, each told once",
    { a: ["b"], b: ["a"], c: ["d"], d: ["c", "a"] },
    ["a > b > a", "c > d > c"],
  ],
  ["two ways that meet are none", { a: ["b", "c"], b: ["d"], c: ["d"], d: [] }, []],
])("circles of names: %s", (_, names, expected) => {
  expect(circles(Object.entries(names)).map((circle) => circle.join(" > "))).toEqual(expected);
});

it("finds its way through thousands, one after the other", () => {
  const names = Array.from({ length: 20_000 }, (_, index) => `c${index}`);
  expect(circles(names.map((name, index) => [name, [`c${index + 1}`]]))).toEqual([]);
});
