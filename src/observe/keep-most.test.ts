import { expect, it } from "vitest";
import { keepMost } from "./keep-most.ts";

const byName = (a: { readonly name: string }, b: { readonly name: string }): number =>
  a.name < b.name ? -1 : 1;
const item = (name: string, weight = 0) => ({ name, weight });

it("keeps all in order when they are few", () => {
  const kept = keepMost([item("b"), item("a")], ({ weight }) => weight, byName, 2);
  expect(kept).toEqual({ items: [item("a"), item("b")], more: 0 });
});

it("keeps what weighs most, still in order, and counts the rest", () => {
  const items = [item("d", 5), item("c"), item("b"), item("a", 1)];
  const kept = keepMost(items, ({ weight }) => weight, byName, 3);
  expect(kept).toEqual({ items: [item("a", 1), item("b"), item("d", 5)], more: 1 });
});
