/**
 * Slack by its Web API with a bot token: one thread for each rollout, whose first message is brought
 * up to date in place. `chat.postMessage` has no key of its own, so each message carries its id as
 * metadata, and one of which nobody knows whether it arrived is looked for before it is posted
 * again (that needs the right to read the room's history, and the room's id).
 */
import type { Handle } from "../../messages/courier-state.ts";
import type { Message } from "../../messages/message.ts";
import type { ChannelOf } from "../../model/messaging.ts";
import type { ChannelPort, Delivery } from "../../ports/channel-port.ts";
import { PortError } from "../../ports/port-error.ts";
import { slackApi, type SlackApi } from "./slack-api.ts";
import { slackBody } from "./slack-blocks.ts";

export function slackChannel(channel: ChannelOf<"slack">): ChannelPort {
  const api = slackApi(channel);
  return {
    send: async (delivery) => {
      const { how, message } = delivery;
      const previous = placeOf(delivery.previous);
      if (how === "update" && previous !== undefined) return await update(api, previous, message);
      const thread = how === "reply" ? previous : undefined;
      const room = thread?.channel ?? message.to ?? channel.room;
      const there = await found(api, room, thread?.ts, delivery);
      if (there !== undefined) return { channel: room, ts: there };
      const posted = await api.post("chat.postMessage", {
        channel: room,
        ...(thread === undefined ? {} : { thread_ts: thread.ts }),
        ...slackBody(message),
        unfurl_links: false,
        unfurl_media: false,
      });
      return { channel: posted.channel ?? room, ts: posted.ts ?? "" };
    },
  };
}

/** A message of Slack: the room's id and the time stamp that is its id there. */
interface Place {
  readonly channel: string;
  readonly ts: string;
}

function placeOf(handle: Handle = {}): Place | undefined {
  const { channel, ts } = handle;
  return channel === undefined || ts === undefined ? undefined : { channel, ts };
}

/** Of a status that may not be changed any more, the old one stays: it is no reason to stop. */
const STAYS: readonly string[] = ["cant_update_message", "edit_window_closed"];

async function update(api: SlackApi, place: Place, message: Message): Promise<Handle> {
  await api.post("chat.update", { ...place, ...slackBody(message) }, STAYS);
  return { ...place };
}

/** A minute early, since clocks differ. */
const EARLY_S = 60;

/** Time stamp of a message that was posted and of which we never heard; undefined when there is none, or nobody may look. */
async function found(
  api: SlackApi,
  room: string,
  thread: string | undefined,
  { again, message }: Delivery,
): Promise<string | undefined> {
  // History is asked for by id only.
  if (again === undefined || room.startsWith("#")) return undefined;
  const oldest = String(Math.floor(again.sinceMs / 1000) - EARLY_S);
  try {
    return await api.find(room, oldest, thread, message.id);
  } catch (error) {
    // Who may not look posts again: at most once too often, and never too seldom.
    if (error instanceof PortError && error.class === "terminal") return undefined;
    throw error;
  }
}
