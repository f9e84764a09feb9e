import * as z from "zod";
import type { CourierState } from "../messages/courier-state.ts";
import type { Data } from "../model/data.ts";
import type { Channel } from "../model/messaging.ts";

/** How a channel does is a document of this kind, by its name: read without waiting for it. */
export const CHANNEL_STATE = "ChannelState";

export const channelStateSchema = z.strictObject({
  name: z.string(),
  kind: z.string(),
  state: z.enum(["ok", "failing"]),
  /** Messages that were handed over. */
  sent: z.int(),
  /** Messages that wait: for their digest, for the end of quiet hours, or for the channel. */
  pending: z.int(),
  lastSentAtMs: z.number().optional(),
  failingSinceMs: z.number().optional(),
  retryAtMs: z.number().optional(),
  error: z.string().optional(),
});

export type ChannelState = Data<typeof channelStateSchema>;

export function channelDocument({ name, kind }: Channel, state: CourierState): ChannelState {
  const { failing, sent, buckets, lastSentAtMs } = state;
  const fails =
    failing === undefined
      ? {}
      : {
          failingSinceMs: failing.sinceMs,
          error: failing.error,
          ...(failing.retryAtMs === undefined ? {} : { retryAtMs: failing.retryAtMs }),
        };
  return {
    name,
    kind,
    state: failing === undefined ? "ok" : "failing",
    sent,
    pending: buckets.length,
    ...(lastSentAtMs === undefined ? {} : { lastSentAtMs }),
    ...fails,
  };
}
