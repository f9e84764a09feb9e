import { expect, it } from "vitest";
import { matchesSelector } from "./selector.ts";

const labels = { app: "cart", tier: "web" };

it.each([
  ["an empty selector takes everything", {}, true],
  ["all labels must be equal", { matchLabels: { app: "cart", tier: "web" } }, true],
  ["one that differs is enough to miss", { matchLabels: { app: "cart", tier: "db" } }, false],
  ["In takes one of the values", expression("app", "In", ["shop", "cart"]), true],
  ["In misses another value", expression("app", "In", ["shop"]), false],
  ["In misses what has no such label", expression("zone", "In", ["a"]), false],
  ["In without values takes nothing", expression("app", "In"), false],
  ["NotIn takes another value", expression("app", "NotIn", ["shop"]), true],
  ["NotIn misses one of the values", expression("app", "NotIn", ["cart"]), false],
  ["NotIn takes what has no such label", expression("zone", "NotIn", ["a"]), true],
  ["Exists takes a label of any value", expression("app", "Exists"), true],
  ["Exists misses what has no such label", expression("zone", "Exists"), false],
  ["DoesNotExist takes what has no such label", expression("zone", "DoesNotExist"), true],
  ["DoesNotExist misses a label of any value", expression("app", "DoesNotExist"), false],
])("%s", (_, selector, matches) => {
  expect(matchesSelector(selector, labels)).toBe(matches);
});

function expression(
  key: string,
  operator: "In" | "NotIn" | "Exists" | "DoesNotExist",
  values?: readonly string[],
) {
  return { matchExpressions: [{ key, operator, values }] };
}
