import { systemClock } from "../../platform/clock.ts";
import { loopback, type Answer, type Asked, type Loopback } from "./loopback.fixture.ts";

/** A message as it stands in a room of Slack. */
export interface SlackPost {
  readonly channel: string;
  readonly ts: string;
  readonly thread: string | undefined;
  readonly text: string;
  readonly blocks: readonly { readonly type: string }[];
  readonly id: string | undefined;
  readonly edits: number;
}

export interface FakeSlack extends Loopback {
  readonly posts: SlackPost[];
  /** Method by method: what is answered in place of the method's own work. */
  readonly refuse: Map<string, string>;
}

interface Sent {
  readonly channel?: string;
  readonly ts?: string;
  readonly thread_ts?: string;
  readonly text?: string;
  readonly blocks?: SlackPost["blocks"];
  readonly metadata?: { readonly event_payload?: { readonly id?: string } };
}

/** Rooms by name, with the id under which everything but a post knows them. */
const ROOMS: Readonly<Record<string, string>> = {
  "#platform": "C0PLATFORM",
  C0PLATFORM: "C0PLATFORM",
};

/**
 * Slack's Web API as its documentation has it, as far as messages need it: JSON for `chat.*`, forms
 * for `conversations.*`, 200 also for what it refuses. `afterMs` is how long it takes to answer, and
 * `page` how many messages a page has at most: two, so that whoever looks has to turn them.
 */
export async function fakeSlack(
  token: string,
  afterMs: () => number = () => 0,
  page = 2,
): Promise<FakeSlack> {
  const posts: SlackPost[] = [];
  const refuse = new Map<string, string>();
  const ok = (body: object): Answer => ({
    status: 200,
    headers: { "content-type": "application/json; charset=utf-8" },
    body: JSON.stringify(body),
    afterMs: afterMs(),
  });
  const server = await loopback((asked) => {
    const method = asked.path.slice(1);
    const error = refuse.get(method) ?? faultOf(asked, method, token);
    return ok(
      error === undefined
        ? { ok: true, ...work(method, asked, posts, page) }
        : { ok: false, error },
    );
  });
  return { ...server, posts, refuse };
}

function faultOf({ headers }: Asked, method: string, token: string): string | undefined {
  const type = headers["content-type"] ?? "";
  if (headers.authorization === undefined) return "not_authed";
  if (headers.authorization !== `Bearer ${token}`) return "invalid_auth";
  const wanted = method.startsWith("chat.")
    ? "application/json"
    : "application/x-www-form-urlencoded";
  return type.startsWith(wanted) ? undefined : "invalid_post_type";
}

function work(method: string, asked: Asked, posts: SlackPost[], page: number): object {
  switch (method) {
    case "chat.postMessage":
      return post(JSON.parse(asked.body) as Sent, posts);
    case "chat.update":
      return update(JSON.parse(asked.body) as Sent, posts);
    case "conversations.history":
    case "conversations.replies":
      return history(new URLSearchParams(asked.body), posts, page);
    default:
      return { ok: false, error: "unknown_method" };
  }
}

function post(sent: Sent, posts: SlackPost[]): object {
  const channel = ROOMS[sent.channel ?? ""];
  if (channel === undefined) return { ok: false, error: "channel_not_found" };
  if ((sent.text ?? "") === "" && sent.blocks === undefined) return { ok: false, error: "no_text" };
  // Real time stamps are seconds; a number that grows in the sixth digit is as good.
  const ts = `${Math.floor(systemClock.nowMs() / 1000)}.${String(posts.length).padStart(6, "0")}`;
  const { text = "", blocks = [], thread_ts: thread, metadata } = sent;
  posts.push({ channel, ts, thread, text, blocks, id: metadata?.event_payload?.id, edits: 0 });
  return { channel, ts };
}

function update(sent: Sent, posts: SlackPost[]): object {
  const at = posts.findIndex(({ channel, ts }) => channel === sent.channel && ts === sent.ts);
  const before = posts[at];
  if (before === undefined) return { ok: false, error: "message_not_found" };
  const { text = "", blocks = [] } = sent;
  posts[at] = { ...before, text, blocks, edits: before.edits + 1 };
  return { channel: before.channel, ts: before.ts };
}

function history(form: URLSearchParams, posts: readonly SlackPost[], page: number): object {
  const size = Math.min(page, Number(form.get("limit")));
  const thread = form.get("ts");
  const from = Number(form.get("cursor") ?? 0);
  const all = posts.filter(
    (one) =>
      one.channel === form.get("channel") &&
      Number(one.ts) >= Number(form.get("oldest")) &&
      (thread === null ? one.thread === undefined : one.thread === thread || one.ts === thread),
  );
  const messages = all.slice(from, from + size).map(({ ts, text, id }) => ({
    type: "message",
    ts,
    text,
    ...(form.get("include_all_metadata") === "true" && id !== undefined
      ? { metadata: { event_type: "fleetlift_message", event_payload: { id } } }
      : {}),
  }));
  const next = from + size < all.length ? String(from + size) : "";
  return { messages, has_more: next !== "", response_metadata: { next_cursor: next } };
}
