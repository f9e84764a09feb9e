import { createHmac } from "node:crypto";
import type { Message } from "../../messages/message.ts";
import type { ChannelOf } from "../../model/messaging.ts";
import { systemClock } from "../../platform/clock.ts";
import type { ChannelPort } from "../../ports/channel-port.ts";
import { httpCall } from "./http-call.ts";
import { readSecret } from "./secrets.ts";

/**
 * Any HTTP server, by the headers of Standard Webhooks (standardwebhooks.com): an id that is the
 * same for the same message, the time of the call, and a signature of both with the body. Who
 * remembers ids shows each message once; `idempotency-key` says the same to servers that know that.
 */
export function webhookChannel(channel: ChannelOf<"webhook">): ChannelPort {
  return {
    send: async ({ message, handed }) => {
      const url = typeof channel.url === "string" ? channel.url : readSecret(channel.url);
      const body = JSON.stringify(bodyOf(message));
      const timestamp = String(Math.floor(systemClock.nowMs() / 1000));
      const secret = channel.secret === undefined ? undefined : readSecret(channel.secret);
      const signature =
        secret === undefined
          ? {}
          : { "webhook-signature": sign(secret, message.id, timestamp, body) };
      await httpCall({
        url,
        body,
        handed,
        secrets: [url, secret ?? ""],
        who: `the webhook of channel ${channel.name}`,
        headers: {
          "content-type": "application/json",
          "user-agent": "fleetlift",
          "idempotency-key": message.id,
          "webhook-id": message.id,
          "webhook-timestamp": timestamp,
          ...signature,
        },
      });
      return { id: message.id };
    },
  };
}

/** What is posted. Times are ISO 8601 in UTC. */
function bodyOf({ atMs, ...message }: Message): object {
  return {
    type: `fleetlift.${message.topic}`,
    timestamp: new Date(atMs).toISOString(),
    data: message.audience === "customers" ? forCustomers(message) : message,
  };
}

/** Nothing of how it is done: what a status page is given may stand there as it is. */
function forCustomers(message: Omit<Message, "atMs">): object {
  const {
    rollout: _rollout,
    thread: _thread,
    events: _events,
    incident: _incident,
    ...rest
  } = message;
  return rest;
}

/** `v1,` and the HMAC-SHA256 of id, time and body in base64; a key that begins with `whsec_` is base64. */
export function sign(secret: string, id: string, timestamp: string, body: string): string {
  const key = secret.startsWith("whsec_")
    ? Buffer.from(secret.slice("whsec_".length), "base64")
    : Buffer.from(secret);
  return `v1,${createHmac("sha256", key).update(`${id}.${timestamp}.${body}`).digest("base64")}`;
}
