import { expect, test } from "vitest";
import { type LabelSelector, selects } from "./selector.ts";

const labels = { app: "shop", tier: "web" };

const table: readonly (readonly [string, LabelSelector, boolean])[] = [
  ["an empty selector takes everything", {}, true],
  ["all labels must match", { matchLabels: { app: "shop", tier: "web" } }, true],
  [
    "one label that differs is enough to be left out",
    { matchLabels: { app: "shop", tier: "db" } },
    false,
  ],
  [
    "In wants one of the values",
    { matchExpressions: [{ key: "tier", operator: "In", values: ["web", "db"] }] },
    true,
  ],
  [
    "In leaves out what lacks the label",
    { matchExpressions: [{ key: "zone", operator: "In", values: ["a"] }] },
    false,
  ],
  [
    "In without values takes nothing",
    { matchExpressions: [{ key: "tier", operator: "In" }] },
    false,
  ],
  [
    "NotIn leaves out its values",
    { matchExpressions: [{ key: "tier", operator: "NotIn", values: ["web"] }] },
    false,
  ],
  [
    "NotIn takes what lacks the label",
    { matchExpressions: [{ key: "zone", operator: "NotIn", values: ["a"] }] },
    true,
  ],
  ["Exists wants the label", { matchExpressions: [{ key: "tier", operator: "Exists" }] }, true],
  [
    "Exists leaves out what lacks it",
    { matchExpressions: [{ key: "zone", operator: "Exists" }] },
    false,
  ],
  [
    "DoesNotExist takes what lacks it",
    { matchExpressions: [{ key: "zone", operator: "DoesNotExist" }] },
    true,
  ],
  [
    "labels and expressions must both hold",
    { matchLabels: { app: "shop" }, matchExpressions: [{ key: "tier", operator: "DoesNotExist" }] },
    false,
  ],
];

test.each(table)("%s", (_, selector, expected) => {
  expect(selects(selector, labels)).toBe(expected);
});
