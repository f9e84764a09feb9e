import { expect, it } from "vitest";
import { mergeValues, parseValues, valueAt, valuesForSubchart } from "./chart-values.ts";

it.each([
  ["a: 1\nb: {c: [x]}\n", { values: { a: 1, b: { c: ["x"] } } }],
  ["", { values: {} }],
  ["# nothing\n", { values: {} }],
  ["base: &b {a: 1}\nmore: {<<: *b, c: 2}\n", { values: { base: { a: 1 }, more: { a: 1, c: 2 } } }],
  ["- a\n", { problem: "it is no mapping", line: 1 }],
  ["a: 1\nb: [\n", { problem: expect.stringContaining("Flow sequence"), line: 3 }],
])("reads %j", (text, parsed) => {
  expect(parseValues(text)).toEqual(parsed);
});

it("refuses aliases that unfold without end", () => {
  const lines = ["a0: &a0 [x, x]"];
  for (let n = 1; n < 20; n += 1) {
    lines.push(`a${n}: &a${n} [*a${n - 1}, *a${n - 1}, *a${n - 1}]`);
  }
  expect(parseValues(lines.join("\n"))).toMatchObject({
    problem: expect.stringContaining("alias"),
  });
});

it("merges as Helm does: mappings key by key, the rest whole, and null takes a key away", () => {
  const under = { a: { x: 1, y: [1, 2] }, b: 1, c: { z: 1 }, d: 1 };
  const over = { a: { y: [3] }, b: null, c: 2, e: { f: 1 } };
  expect(mergeValues(under, over)).toEqual({ a: { x: 1, y: [3] }, c: 2, d: 1, e: { f: 1 } });
});

it("finds values by their dotted paths", () => {
  const values = { redis: { enabled: false }, list: [1] };
  expect(valueAt(values, "redis.enabled")).toBe(false);
  expect(valueAt(values, "redis.enabled.more")).toBeUndefined();
  expect(valueAt(values, "list.0")).toBeUndefined();
  expect(valueAt(values, "nothing")).toBeUndefined();
});

it("hands a subchart its own key and what is global", () => {
  const values = { redis: { a: 1, global: { x: 1, y: 1 } }, other: 1, global: { y: 2 } };
  expect(valuesForSubchart(values, "redis")).toEqual({ a: 1, global: { x: 1, y: 2 } });
  expect(valuesForSubchart(values, "other")).toEqual({ global: { y: 2 } });
  expect(valuesForSubchart({ redis: { a: 1 } }, "redis")).toEqual({ a: 1 });
});
