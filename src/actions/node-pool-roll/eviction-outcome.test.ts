import { expect, test } from "vitest";
import type { EvictAnswer } from "../../ports/cluster-port.ts";
import { outcomeOfEviction } from "./eviction-outcome.ts";

const deed = { kind: "evict", namespace: "shop", name: "web-1", uid: "u", node: "a" } as const;

const table: readonly (readonly [EvictAnswer, unknown])[] = [
  [{ kind: "accepted" }, undefined],
  [{ kind: "gone" }, undefined],
  [{ kind: "conflict" }, undefined],
  [
    { kind: "blockedByBudget", message: "needs 2" },
    { kind: "waiting", afterMs: 15_000 },
  ],
  [
    { kind: "throttled", retryAfterMs: 1_000 },
    { kind: "requeue", afterMs: 10_000 },
  ],
  [
    { kind: "throttled", retryAfterMs: 30_000 },
    { kind: "requeue", afterMs: 30_000 },
  ],
  [
    { kind: "refused", message: "not allowed" },
    {
      kind: "failed",
      class: "terminal",
      why: "drain of a: the eviction of pod shop/web-1 was refused: not allowed",
    },
  ],
];

test.each(table)("%j", (answer, expected) => {
  const outcome = outcomeOfEviction(deed, answer);
  if (expected === undefined) expect(outcome).toBeUndefined();
  else expect(outcome).toMatchObject(Object(expected));
});
