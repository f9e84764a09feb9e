import type { Outcome } from "../../model/outcome.ts";
import type { EvictAnswer } from "../../ports/cluster-port.ts";
import type { RollDeed } from "./deed.ts";
import { podName } from "./sort-pod.ts";

const HELD_LOOK_AGAIN_MS = 15_000;
const LOOK_AGAIN_MS = 10_000;

/** What an answer to an eviction changes about the decision (semantics 7). */
export function outcomeOfEviction(
  pod: Extract<RollDeed, { kind: "evict" }>,
  answer: EvictAnswer,
): Outcome | undefined {
  switch (answer.kind) {
    // Accepted means nothing until the pod is seen to go; gone and conflict are seen as well.
    case "accepted":
    case "gone":
    case "conflict":
      return undefined;
    case "blockedByBudget":
      return {
        kind: "waiting",
        afterMs: HELD_LOOK_AGAIN_MS,
        for: `drain of ${pod.node} waits: the budget of pod ${podName(pod)} allows no eviction now (${answer.message})`,
        needsPerson: false,
      };
    case "throttled":
      return {
        kind: "requeue",
        afterMs: Math.max(LOOK_AGAIN_MS, answer.retryAfterMs),
        progress: `drain of ${pod.node} goes on more slowly: the API server asks for fewer calls`,
      };
    case "refused":
      if (pod.waits === true) {
        return {
          kind: "waiting",
          afterMs: HELD_LOOK_AGAIN_MS,
          for: `drain of ${pod.node} waits: the eviction of pod ${podName(pod)} was refused: ${answer.message}`,
          needsPerson: true,
        };
      }
      return {
        kind: "failed",
        class: "terminal",
        why: `drain of ${pod.node}: the eviction of pod ${podName(pod)} was refused: ${answer.message}`,
      };
  }
}
