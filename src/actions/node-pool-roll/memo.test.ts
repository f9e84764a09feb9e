import { expect, test } from "vitest";
import { decideRoll } from "./decide.ts";
import { CLOCKS_AT_MOST, clockKey, memoJson } from "./memo.ts";
import { contextAt, inputOf, node, NOW_MS, pod, seenOf } from "./roll.fixture.ts";

const names = Array.from({ length: 1_000 }, (_, at) => `${"n".repeat(245)}-${at}`);

test("the memo stays under 2 KB for a pool of 1,000 nodes with the longest names", () => {
  const clock = { s: NOW_MS, r: NOW_MS };
  const draining = names.slice(0, CLOCKS_AT_MOST);
  const clocks = Object.fromEntries(draining.map((name) => [clockKey(name), clock]));
  const before = memoJson({ size: 1_000, clocks });
  const nodes = names.map((name) => node(name, { unschedulable: true, avoided: true }));
  const pods = draining.map((name) => pod("web", { node: name }));
  const input = inputOf({ maxSurge: 0, maxUnavailable: "50%" });
  const { memo } = decideRoll(seenOf({ nodes, pods }), input, contextAt(before));
  expect(Object.keys(Object(Object(memo).clocks))).toHaveLength(CLOCKS_AT_MOST);
  expect(JSON.stringify(memo).length).toBeLessThan(2_048);
});
