import { expect, it } from "vitest";
import type { Hop } from "../../model/plan.ts";
import { ladderOf, numberWords } from "./ladder.ts";
import { ladderLines } from "./render-ladder.ts";

const climb = (from: string, to: string): Hop => ({ component: "control-plane", from, to });
const roll = (pool: string, from: string, to: string): Hop => ({
  component: "node-pool",
  pool,
  dialect: "weRoll",
  from,
  to,
});
const mesh = (part: "control-plane" | "proxies", from: string, to: string): Hop => ({
  component: "addon",
  addon: "istio",
  part,
  from,
  to,
});

const lines = (hops: readonly Hop[], indent = 5): string =>
  ladderLines(ladderOf(hops), indent).join("\n");

/** A mesh that has to move between the hops of its cluster. */
const MESH: readonly Hop[] = [
  mesh("control-plane", "1.4.10", "1.5"),
  mesh("proxies", "1.4.10", "1.5"),
  climb("1.15.12", "1.16.15"),
  mesh("control-plane", "1.5", "1.6"),
  mesh("proxies", "1.5", "1.6"),
  climb("1.16.15", "1.17.17"),
  roll("general", "1.15.12", "1.17.17"),
];

it("a short way is read along its numbers", () => {
  const hops = [
    climb("1.34.4", "1.35.4"),
    climb("1.35.4", "1.36.3"),
    roll("a", "1.34.4", "1.36.3"),
  ];
  expect(lines(hops)).toMatchInlineSnapshot(`
    "control plane  1.34.4 -1-> 1.35.4 -2-> 1.36.3
    node pool a    1.34.4 -3-> 1.36.3"
  `);
});

it("a longer way has a column for every hop, the control plane first", () => {
  expect(lines(MESH)).toMatchInlineSnapshot(`
    "                              1   2   3       4   5   6       7
    control plane        1.15.12          1.16.15         1.17.17
    istio control plane  1.4.10   1.5             1.6
    istio proxies        1.4.10       1.5             1.6
    node pool general    1.15.12                                  1.17.17"
  `);
});

it("where columns would be too wide, a longer way is read along its numbers too", () => {
  expect(lines(MESH, 80)).toMatchInlineSnapshot(`
    "control plane        1.15.12 -3-> 1.16.15 -6-> 1.17.17
    istio control plane  1.4.10 -1-> 1.5 -4-> 1.6
    istio proxies        1.4.10 -2-> 1.5 -5-> 1.6
    node pool general    1.15.12 -7-> 1.17.17"
  `);
});

it("pools that go the same way are one row, and the others their own", () => {
  const hops = [
    climb("1.34.4", "1.35.4"),
    roll("a", "1.34.4", "1.35.4"),
    roll("b", "1.34.4", "1.35.4"),
    roll("old", "1.33.1", "1.35.4"),
    roll("c", "1.34.4", "1.35.4"),
  ];
  expect(lines(hops)).toMatchInlineSnapshot(`
    "control plane  1.34.4 -1-> 1.35.4
    3 node pools   1.34.4 -2..3, 5-> 1.35.4
    node pool old  1.33.1 -4-> 1.35.4"
  `);
});

it.each([
  [[4], "4"],
  [[3, 4, 5], "3..5"],
  [[3, 5, 6], "3, 5..6"],
])("numbers %j in words: %s", (numbers, words) => {
  expect(numberWords(numbers)).toBe(words);
});
