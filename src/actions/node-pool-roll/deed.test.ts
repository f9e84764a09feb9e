import { expect, test } from "vitest";
import { type RollDeed, sayDeed } from "./deed.ts";

const pod = { namespace: "shop", name: "web-1", uid: "u", node: "a" };
const token = "t";

const table: readonly (readonly [RollDeed, string])[] = [
  [
    { kind: "startPool", pool: "p", to: "1.36.3", token },
    "ask the provider to bring pool p to 1.36.3",
  ],
  [
    { kind: "ensureNodes", pool: "p", version: "1.36.3", count: 1, token },
    "see to it that pool p has 1 node of 1.36.3",
  ],
  [
    { kind: "ensureNodes", pool: "p", version: "1.36.3", count: 2, token },
    "see to it that pool p has 2 nodes of 1.36.3",
  ],
  [{ kind: "avoid", nodes: ["a"], on: false }, "take our taint off node a"],
  [
    { kind: "avoid", nodes: ["a", "b", "c", "d"], on: true },
    "taint 4 nodes: a, b, c and 1 more PreferNoSchedule, so that no pod moves twice",
  ],
  [{ kind: "cordon", node: "a" }, "cordon node a"],
  [{ kind: "uncordon", node: "a", owner: "r/c/1" }, "uncordon node a"],
  [{ kind: "evict", ...pod }, "evict pod shop/web-1 from node a"],
  [{ kind: "deletePod", ...pod }, "delete finished pod shop/web-1 from node a"],
  [{ kind: "removeNode", pool: "p", node: "a", token }, "remove node a, which is drained"],
];

test.each(table)("%j is told in words", (deed, words) => {
  expect(sayDeed(deed)).toBe(words);
});
