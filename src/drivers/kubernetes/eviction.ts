import type { EvictAnswer } from "../../ports/cluster-port.ts";
import { type ApiAnswer, isSuccess, statusOf, wordsOf } from "./api.ts";

/** When the server does not say when to ask again. */
const ASK_AGAIN_MS = 1_000;
/** A namespace that goes away takes its pods with it; asking in between changes nothing. */
const NAMESPACE_GOES_MS = 10_000;

/** What an answer of the Eviction API means (semantics 7). `failed` is an error like that of any other call, and says nothing about this pod. */
export type EvictionReading = EvictAnswer | { readonly kind: "failed"; readonly status: number };

/** Reads the answer to a request to evict; a success may hide a failure in its body. */
export function readEviction(answer: ApiAnswer): EvictionReading {
  const status = statusOf(answer);
  // Overlapping budgets are a failure that the server stores as a result: the line above it may say 201.
  const code =
    isSuccess(answer) && status?.status === "Failure" ? (status.code ?? 500) : answer.status;
  const causes = status?.details?.causes ?? [];
  switch (code) {
    case 401:
    case 408:
    case 502:
    case 503:
      return { kind: "failed", status: code };
    case 403:
      return causes.some(({ reason }) => reason === "NamespaceTerminating")
        ? { kind: "throttled", retryAfterMs: NAMESPACE_GOES_MS }
        : refused(answer);
    case 404:
      return { kind: "gone" };
    case 409:
      return { kind: "conflict" };
    case 429: {
      const budget = causes.find(({ reason }) => reason === "DisruptionBudget");
      return budget === undefined
        ? { kind: "throttled", retryAfterMs: retryAfterMs(answer) }
        : { kind: "blockedByBudget", message: budget.message ?? wordsOf(answer) };
    }
    case 500:
      // Waiting never heals two budgets on one pod; other faults of a server pass.
      return /more than one PodDisruptionBudget/i.test(wordsOf(answer))
        ? refused(answer)
        : { kind: "failed", status: code };
    case 504:
      // "couldn't update PodDisruptionBudget due to conflicts": too many evictions at once.
      return { kind: "throttled", retryAfterMs: retryAfterMs(answer) };
    default:
      return code >= 200 && code < 300 ? { kind: "accepted" } : refused(answer);
  }
}

function refused(answer: ApiAnswer): EvictAnswer {
  return { kind: "refused", message: wordsOf(answer) };
}

/** The header first, then the body, which tells the same in most cases. */
function retryAfterMs(answer: ApiAnswer): number {
  const seconds = statusOf(answer)?.details?.retryAfterSeconds;
  return answer.retryAfterMs ?? (seconds === undefined ? ASK_AGAIN_MS : seconds * 1000);
}
