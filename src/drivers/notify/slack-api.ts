import * as z from "zod";
import type { ChannelOf } from "../../model/messaging.ts";
import { ChannelRefusal, Throttled } from "../../ports/channel-port.ts";
import { PortError } from "../../ports/port-error.ts";
import { httpCall } from "./http-call.ts";
import { readSecret } from "./secrets.ts";
import { EVENT_TYPE } from "./slack-blocks.ts";

const answerSchema = z.object({
  ok: z.boolean(),
  error: z.string().optional(),
  channel: z.string().optional(),
  ts: z.string().optional(),
  messages: z
    .array(
      z.object({
        ts: z.string(),
        metadata: z
          .object({ event_type: z.string(), event_payload: z.record(z.string(), z.unknown()) })
          .optional(),
      }),
    )
    .optional(),
  response_metadata: z.object({ next_cursor: z.string().optional() }).optional(),
});
type SlackAnswer = z.infer<typeof answerSchema>;

export interface SlackApi {
  /** `expected` are errors that the caller answers itself. */
  post(method: string, body: object, expected?: readonly string[]): Promise<SlackAnswer>;
  /** Time stamp of our message of this id since `oldest`, in a thread or among the room's own. */
  find(
    room: string,
    oldest: string,
    thread: string | undefined,
    id: string,
  ): Promise<string | undefined>;
}

/** Slack answers 200 also to what it refuses: `ok` says it. */
const OF_THE_MESSAGE: readonly string[] = [
  "msg_too_long",
  "msg_blocks_too_long",
  "no_text",
  "invalid_blocks",
  "invalid_blocks_format",
  "metadata_too_large",
  "invalid_metadata_format",
];
const GONE: readonly string[] = ["message_not_found", "thread_not_found"];
const IN_PASSING: readonly string[] = [
  "internal_error",
  "fatal_error",
  "request_timeout",
  "service_unavailable",
  "accesslimited",
  "team_added_to_org",
];
const PAUSE_MS = 30_000;

const PAGES = 5;
const PAGE = 200;

export function slackApi(channel: ChannelOf<"slack">): SlackApi {
  const base = (channel.url ?? "https://slack.com/api").replace(/\/+$/, "");
  const call = async (
    method: string,
    type: string,
    body: string,
    expected: readonly string[],
  ): Promise<SlackAnswer> => {
    const token = readSecret(channel.token);
    const { text } = await httpCall({
      url: `${base}/${method}`,
      who: "Slack",
      secrets: [token],
      headers: { authorization: `Bearer ${token}`, "content-type": type },
      body,
    });
    return judged(text, method, expected);
  };
  return {
    post: (method, body, expected = []) =>
      call(method, "application/json; charset=utf-8", JSON.stringify(body), expected),
    find: async (room, oldest, thread, id) => {
      const method = thread === undefined ? "conversations.history" : "conversations.replies";
      for (let page = 0, cursor = ""; page < PAGES; page += 1) {
        // These two take forms only.
        const form = new URLSearchParams({
          channel: room,
          oldest,
          limit: String(PAGE),
          include_all_metadata: "true",
          ...(thread === undefined ? {} : { ts: thread }),
          ...(cursor === "" ? {} : { cursor }),
        });
        const answer = await call(method, "application/x-www-form-urlencoded", String(form), []);
        const ts = ours(answer, id);
        if (ts !== undefined) return ts;
        cursor = answer.response_metadata?.next_cursor ?? "";
        if (cursor === "") return undefined;
      }
      return undefined;
    },
  };
}

function ours({ messages = [] }: SlackAnswer, id: string): string | undefined {
  return messages.find(
    ({ metadata }) => metadata?.event_type === EVENT_TYPE && metadata.event_payload["id"] === id,
  )?.ts;
}

function judged(text: string, method: string, expected: readonly string[]): SlackAnswer {
  const answer = parsed(text);
  if (answer === undefined) {
    throw new PortError("transient", `Slack answers ${method} with something that is not its API`);
  }
  const { ok, error = "no reason" } = answer;
  if (ok || expected.includes(error)) return answer;
  const words = `Slack refuses ${method}: ${error}`;
  if (error === "ratelimited" || error === "rate_limited") throw new Throttled(PAUSE_MS, words);
  if (OF_THE_MESSAGE.includes(error)) throw new ChannelRefusal("message", words);
  if (GONE.includes(error)) throw new ChannelRefusal("gone", words);
  throw new PortError(IN_PASSING.includes(error) ? "transient" : "terminal", words);
}

function parsed(text: string): SlackAnswer | undefined {
  try {
    return answerSchema.safeParse(JSON.parse(text)).data;
  } catch {
    return undefined;
  }
}
