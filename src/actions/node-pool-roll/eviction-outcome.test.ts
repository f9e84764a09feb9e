import { expect, test } from "vitest";
import type { EvictAnswer } from "../../ports/cluster-port.ts";
import { outcomeOfEviction } from "./eviction-outcome.ts";

const deed = { kind: "evict", namespace: "shop", name: "web-1", uid: "u", node: "a" } as const;

const table: readonly (readonly [string, EvictAnswer, unknown])[] = [
  ["an accepted one means nothing until the pod is seen to go", { kind: "accepted" }, undefined],
  ["404 is done", { kind: "gone" }, undefined],
  ["409 is read again and asked again at the next look", { kind: "conflict" }, undefined],
  [
    "429 because of the budget waits, in its words",
    { kind: "blockedByBudget", message: "needs 2" },
    {
      kind: "waiting",
      afterMs: 15_000,
      needsPerson: false,
      for: "drain of a waits: the budget of pod shop/web-1 allows no eviction now (needs 2)",
    },
  ],
  [
    "429 of rate limiting slows down, never below a look's pace",
    { kind: "throttled", retryAfterMs: 1_000 },
    {
      kind: "requeue",
      afterMs: 10_000,
      progress: "drain of a goes on more slowly: the API server asks for fewer calls",
    },
  ],
  [
    "429 of rate limiting without a time",
    { kind: "throttled", retryAfterMs: 0 },
    { kind: "requeue", afterMs: 10_000 },
  ],
  [
    "429 of rate limiting waits as long as the server asks",
    { kind: "throttled", retryAfterMs: 30_000 },
    { kind: "requeue", afterMs: 30_000 },
  ],
  [
    "403, and 500 for two budgets, fail with the server's words",
    { kind: "refused", message: "not allowed" },
    {
      kind: "failed",
      class: "terminal",
      why: "drain of a: the eviction of pod shop/web-1 was refused: not allowed",
    },
  ],
];

test("a refusal is waited out where blocked nodes are given up: their clock decides", () => {
  const refused = { kind: "refused", message: "not on Fridays" } as const;
  expect(outcomeOfEviction({ ...deed, waits: true }, refused)).toEqual({
    kind: "waiting",
    afterMs: 15_000,
    for: "drain of a waits: the eviction of pod shop/web-1 was refused: not on Fridays",
    needsPerson: true,
  });
});

test.each(table)("%s", (_, answer, expected) => {
  const outcome = outcomeOfEviction(deed, answer);
  if (expected === undefined) expect(outcome).toBeUndefined();
  else expect(outcome).toMatchObject(Object(expected));
});
