import { expect, it } from "vitest";
import { labelsSchema, nameSchema } from "./names.ts";

it.each(["a", "shop-1", "a.b", "0", "a".repeat(253)])("%s is a name", (name) => {
  expect(nameSchema.parse(name)).toBe(name);
});

it.each(["", "A", "a_b", "-a", "a-", ".a", "a b", "é", "a".repeat(254), 1])(
  "%j is no name",
  (name) => {
    expect(nameSchema.safeParse(name).success).toBe(false);
  },
);

it.each([
  { env: "production" },
  { "example.com/env": "" },
  { A_b: "v1.36" },
  { ["k".repeat(63)]: "v".repeat(63) },
])("%j are labels", (labels) => {
  expect(labelsSchema.parse(labels)).toEqual(labels);
});

it.each([
  { env: 1 },
  { env: "a b" },
  { "a b": "x" },
  { "/a": "x" },
  { "Example.com/a": "x" },
  { ["k".repeat(64)]: "x" },
  { env: "v".repeat(64) },
])("%j are no labels", (labels) => {
  expect(labelsSchema.safeParse(labels).success).toBe(false);
});
