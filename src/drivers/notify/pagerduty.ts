import * as z from "zod";
import { ChannelRefusal, type ChannelPort } from "../../ports/channel-port.ts";
import type { Message } from "../../messages/message.ts";
import type { ChannelOf } from "../../model/messaging.ts";
import { sha256 } from "../../model/hash.ts";
import { PortError } from "../../ports/port-error.ts";
import { httpCall } from "./http-call.ts";
import { readSecret } from "./secrets.ts";

/** Longest `dedup_key` and `summary` that are taken (developer.pagerduty.com, Events API v2). */
const KEY_LENGTH = 255;
const SUMMARY_LENGTH = 1_024;

const refusalSchema = z.object({ errors: z.array(z.string()).optional() });

/**
 * PagerDuty by its Events API v2: a trouble is triggered and resolved under one `dedup_key`, so that
 * the same again changes nothing.
 */
export function pagerdutyChannel(channel: ChannelOf<"pagerduty">): ChannelPort {
  const base = (channel.url ?? "https://events.pagerduty.com").replace(/\/+$/, "");
  return {
    send: async ({ message, handed }) => {
      const routingKey = readSecret(channel.routingKey);
      try {
        await httpCall({
          url: `${base}/v2/enqueue`,
          handed,
          secrets: [routingKey],
          who: "PagerDuty",
          headers: { "content-type": "application/json" },
          body: JSON.stringify(eventOf(message, routingKey)),
        });
      } catch (error) {
        throw ofTheKey(error);
      }
      return { dedupKey: dedupKey(message) };
    },
  };
}

/** Of the trouble; a message about none is one of its own. */
export function dedupKey({ incident, id }: Message): string {
  const key = `fleetlift/${incident?.key ?? id}`;
  return key.length <= KEY_LENGTH ? key : `fleetlift/${sha256(key)}`;
}

function eventOf(message: Message, routingKey: string): object {
  const { incident, title, text, severity, facts, atMs, rollout, clusters } = message;
  const key = { routing_key: routingKey, dedup_key: dedupKey(message) };
  if (incident?.over === true) return { ...key, event_action: "resolve" };
  return {
    ...key,
    event_action: "trigger",
    client: "fleetlift",
    payload: {
      summary: title.slice(0, SUMMARY_LENGTH),
      severity,
      source: clusters[0] ?? (rollout === "" ? "fleetlift" : rollout),
      timestamp: new Date(atMs).toISOString(),
      ...(rollout === "" ? {} : { group: rollout }),
      class: message.topic,
      custom_details: {
        message: message.id,
        text,
        ...Object.fromEntries(facts.map(({ label, value }) => [label, value])),
      },
    },
  };
}

/** A routing key that is not one makes every message wrong: that is a fault of the channel. */
function ofTheKey(error: unknown): unknown {
  if (!(error instanceof ChannelRefusal)) return error;
  const json = /\{.*\}/.exec(error.message)?.[0] ?? "{}";
  const errors = parsed(json)?.errors?.join("; ") ?? error.message;
  return errors.includes("routing_key")
    ? new PortError("terminal", `PagerDuty does not take the routing key: ${errors}`)
    : error;
}

function parsed(json: string): z.infer<typeof refusalSchema> | undefined {
  try {
    return refusalSchema.safeParse(JSON.parse(json)).data;
  } catch {
    return undefined;
  }
}
