import type { Clock } from "../platform/clock.ts";
import { randomHex } from "../platform/random.ts";
import { EffectFailed, type HostPort } from "../ports/host-port.ts";
import { PortError } from "../ports/port-error.ts";
import type { Envelope } from "./envelope.ts";
import { ingressPath, offer } from "./ingress.ts";
import type { RestateAdmin } from "./restate-admin.ts";
import type { SocketClient, SocketResponse } from "./socket-http.ts";
import { sweepOverdue } from "./sweep.ts";

export interface RestateHostSetting {
  readonly ingress: SocketClient;
  readonly admin: RestateAdmin;
  readonly objects: ReadonlySet<string>;
  readonly clock: Clock;
}

/**
 * The host port over the server's ingress. A server that restarts is waited for, and the message
 * offered again under the same idempotency key, so that it is handled once.
 */
export function restateHost(setting: RestateHostSetting): HostPort {
  const hand = async (
    object: string,
    key: string,
    message: object,
    waits: boolean,
    idempotencyKey = randomHex(16),
  ): Promise<string> => {
    if (!setting.objects.has(object)) throw new Error(`there is no object "${object}"`);
    const path = ingressPath(object, key, waits);
    const envelope: Envelope = { kind: "message", message, waits };
    return accepted(await offer(setting.ingress, path, envelope, idempotencyKey));
  };
  return {
    send: async (object, key, message, options) =>
      void (await hand(object, key, message, false, options?.idempotencyKey)),
    call: async <T>(
      object: string,
      key: string,
      message: object,
      options?: { readonly idempotencyKey?: string },
    ) => {
      const text = await hand(object, key, message, true, options?.idempotencyKey);
      // What the object answers is the caller's to know, as the contract says.
      return (text === "" ? undefined : JSON.parse(text)) as T;
    },
    sweep: (slackMs) => sweepOverdue(setting, slackMs),
  };
}

/** Restate's word for a message that the sweep took away because other code had begun it. */
const TAKEN_AWAY = "killed";

function accepted(response: SocketResponse): string {
  if (response.status < 300) return response.text;
  const message = messageIn(response.text);
  if (message === TAKEN_AWAY) {
    throw new PortError("transient", "the code changed while this was handled: ask again");
  }
  throw new EffectFailed(message ?? `the engine answered ${response.status}`);
}

function messageIn(text: string): string | undefined {
  try {
    // The server's own form of an error; any other is told by its status.
    const { message } = JSON.parse(text) as { readonly message?: unknown };
    return typeof message === "string" ? message : undefined;
  } catch {
    return undefined;
  }
}
