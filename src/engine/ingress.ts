import { systemClock } from "../platform/clock.ts";
import { PortError } from "../ports/port-error.ts";
import { type Envelope, HANDLER } from "./envelope.ts";
import type { SocketClient, SocketResponse } from "./socket-http.ts";

/** How long one message from outside is offered to a server that is not there, in real milliseconds. */
const OFFER_PATIENCE_MS = 30_000;
const OFFER_AGAIN_MS = 100;
const ANSWER_TIMEOUT_MS = 120_000;

/** Where a message for a key goes in at the ingress. */
export function ingressPath(object: string, key: string, waits: boolean): string {
  return `/${object}/${encodeURIComponent(key)}/${HANDLER}${waits ? "" : "/send"}`;
}

/** Offers an envelope until the server takes it; throws a transient `PortError` when it is not there for long. */
export async function offer(
  ingress: SocketClient,
  path: string,
  envelope: Envelope,
  idempotencyKey: string,
): Promise<SocketResponse> {
  const until = systemClock.nowMs() + OFFER_PATIENCE_MS;
  for (;;) {
    const answer = await offerOnce(ingress, path, envelope, idempotencyKey);
    if (!(answer instanceof Error)) return answer;
    if (systemClock.nowMs() > until) {
      throw new PortError("transient", `the engine does not answer: ${answer.message}`);
    }
    await systemClock.sleep(OFFER_AGAIN_MS);
  }
}

async function offerOnce(
  ingress: SocketClient,
  path: string,
  envelope: Envelope,
  idempotencyKey: string,
): Promise<SocketResponse | Error> {
  try {
    const response = await ingress.send({
      method: "POST",
      path,
      headers: { "content-type": "application/json", "idempotency-key": idempotencyKey },
      body: JSON.stringify(envelope),
      timeoutMs: ANSWER_TIMEOUT_MS,
    });
    return response.status === 503 || response.status === 429 ? new Error(response.text) : response;
  } catch (error) {
    return error instanceof Error ? error : new Error(String(error));
  }
}
