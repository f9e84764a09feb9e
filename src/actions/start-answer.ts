import type { Outcome } from "../model/outcome.ts";
import type { StartAnswer } from "../ports/provider-port.ts";

/** How long a request may stay without an effect that can be seen before it is made again. */
export const ASK_AGAIN_MS = 60_000;

/** Whether it is time to ask: never asked, or asked so long ago that the request may be lost. */
export function mayAsk(askedAtMs: number | undefined, nowMs: number): boolean {
  return askedAtMs === undefined || nowMs - askedAtMs >= ASK_AGAIN_MS;
}

/**
 * What an answer to a request changes about the decision: undefined for all that goes on, because
 * success is read from the world and not from an answer. `what` is the thing that was asked for, `who`
 * was asked.
 */
export function outcomeOfStart(
  what: string,
  answer: StartAnswer,
  who = "the provider",
): Outcome | undefined {
  switch (answer.kind) {
    case "accepted":
    case "alreadyRunning":
    case "alreadyThere":
      return undefined;
    case "busy":
      // Waits until it is time to ask again, because what it is busy with may be no doing of ours (I7).
      return {
        kind: "waiting",
        afterMs: ASK_AGAIN_MS,
        for: `${what} waits: ${who} is busy with ${answer.with}`,
        needsPerson: false,
      };
    case "refused":
      return {
        kind: "failed",
        class: "terminal",
        why: `${what} was refused by ${who}: ${answer.why}`,
      };
  }
}
