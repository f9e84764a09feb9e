import { describe, expect, it } from "vitest";
import type { ApiAnswer } from "./api.ts";
import { type EvictionReading, readEviction } from "./eviction.ts";

/** Bodies as API servers of 1.34 and 1.36 answer them. */
function answer(status: number, body: unknown, retryAfterMs?: number): ApiAnswer {
  return { status, retryAfterMs, text: typeof body === "string" ? body : JSON.stringify(body) };
}

function failure(code: number, message: string, details?: object): object {
  return { kind: "Status", apiVersion: "v1", status: "Failure", message, code, details };
}

const VIOLATES = "Cannot evict pod as it would violate the pod's disruption budget.";
const OVERLAP =
  "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.";
const BUDGET_CAUSE = {
  reason: "DisruptionBudget",
  message: "The disruption budget web needs 4 healthy pods and has 4 currently",
};
const FORBIDDEN = 'pods "web-1" is forbidden: User "x" cannot create resource "pods/eviction"';

const table: readonly (readonly [string, ApiAnswer, EvictionReading])[] = [
  [
    "201 with success is accepted",
    answer(201, { kind: "Status", status: "Success" }),
    { kind: "accepted" },
  ],
  ["200 is accepted too", answer(200, {}), { kind: "accepted" }],
  [
    "201 whose body is a failure is refused: overlapping budgets, as older servers answer them",
    answer(201, failure(500, OVERLAP)),
    { kind: "refused", message: OVERLAP },
  ],
  [
    "500 for overlapping budgets is refused, because waiting does not heal it",
    answer(500, failure(500, OVERLAP)),
    { kind: "refused", message: OVERLAP },
  ],
  [
    "500 for anything else is a server's fault that may pass",
    answer(500, failure(500, "etcdserver: leader changed")),
    { kind: "failed", status: 500 },
  ],
  [
    "429 with the budget as its cause waits for the budget, in the words of the cause",
    answer(429, failure(429, VIOLATES, { causes: [BUDGET_CAUSE] })),
    { kind: "blockedByBudget", message: BUDGET_CAUSE.message },
  ],
  [
    "429 with a cause without words takes those of the status",
    answer(429, failure(429, VIOLATES, { causes: [{ reason: "DisruptionBudget" }] })),
    { kind: "blockedByBudget", message: VIOLATES },
  ],
  [
    "429 without the cause is throttling, for as long as the header says",
    answer(429, "Too many requests, please try again later.", 3_000),
    { kind: "throttled", retryAfterMs: 3_000 },
  ],
  [
    "429 without the cause and without a header takes the body's seconds",
    answer(429, failure(429, "slow down", { retryAfterSeconds: 7 })),
    { kind: "throttled", retryAfterMs: 7_000 },
  ],
  [
    "429 that says nothing is asked again soon",
    answer(429, ""),
    { kind: "throttled", retryAfterMs: 1_000 },
  ],
  [
    "504 is too many evictions of one budget at once",
    answer(504, failure(504, "couldn't update PodDisruptionBudget", { retryAfterSeconds: 10 })),
    { kind: "throttled", retryAfterMs: 10_000 },
  ],
  [
    "429 with the budget among other causes waits for the budget",
    answer(429, failure(429, VIOLATES, { causes: [{ reason: "Other" }, BUDGET_CAUSE] })),
    { kind: "blockedByBudget", message: BUDGET_CAUSE.message },
  ],
  [
    "429 with the budget as its cause and a time waits for the budget, not for the time",
    answer(429, failure(429, VIOLATES, { causes: [BUDGET_CAUSE], retryAfterSeconds: 10 }), 10_000),
    { kind: "blockedByBudget", message: BUDGET_CAUSE.message },
  ],
  [
    "429 with other causes is throttling",
    answer(429, failure(429, "slow down", { causes: [{ reason: "Other" }] })),
    { kind: "throttled", retryAfterMs: 1_000 },
  ],
  [
    "429 whose header says at once is asked again at once",
    answer(429, "later", 0),
    { kind: "throttled", retryAfterMs: 0 },
  ],
  ["502 is an error like on any call", answer(502, ""), { kind: "failed", status: 502 }],
  ["408 is an error like on any call", answer(408, ""), { kind: "failed", status: 408 }],
  [
    "400 is refused, in the server's words",
    answer(400, failure(400, "name in URL does not match name in Eviction object")),
    { kind: "refused", message: "name in URL does not match name in Eviction object" },
  ],
  [
    "403 of an admission webhook is refused, in its words",
    answer(403, failure(403, 'admission webhook "no.example" denied the request: not on Fridays')),
    {
      kind: "refused",
      message: 'admission webhook "no.example" denied the request: not on Fridays',
    },
  ],
  ["404 is gone", answer(404, failure(404, 'pods "web-1" not found')), { kind: "gone" }],
  ["409 is a conflict", answer(409, failure(409, "precondition failed")), { kind: "conflict" }],
  [
    "403 is refused, in the server's words",
    answer(403, failure(403, FORBIDDEN)),
    { kind: "refused", message: FORBIDDEN },
  ],
  [
    "403 because the namespace is going away waits",
    answer(403, failure(403, "terminating", { causes: [{ reason: "NamespaceTerminating" }] })),
    { kind: "throttled", retryAfterMs: 10_000 },
  ],
  ["401 is an error like on any call", answer(401, ""), { kind: "failed", status: 401 }],
  ["503 is an error like on any call", answer(503, ""), { kind: "failed", status: 503 }],
  [
    "any other refusal is repeated as it is",
    answer(422, "<html>no</html>"),
    { kind: "refused", message: "<html>no</html>" },
  ],
  [
    "a refusal without words is told by its status",
    answer(405, ""),
    { kind: "refused", message: "HTTP status 405" },
  ],
];

describe("what the Eviction API means", () => {
  it.each(table)("%s", (_, given, expected) => {
    expect(readEviction(given)).toEqual(expected);
  });
});
