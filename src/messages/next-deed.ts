import type { Channel } from "../model/messaging.ts";
import type { Bucket, CourierState, Handle, Thread } from "./courier-state.ts";
import { isUrgent } from "./gather.ts";
import type { Message } from "./message.ts";
import { messageId, messageOf, type Wording } from "./message-of.ts";
import { quietUntilMs } from "./quiet-hours.ts";
import type { Status } from "./rollout-tally.ts";

/** How a message stands to what the channel has: by itself, under it, or in its place. */
export type How = "new" | "reply" | "update";

/** One thing to hand to a channel. */
export interface Deed {
  readonly how: How;
  readonly message: Message;
  /** Under which it stands, or in whose place. */
  readonly previous?: Handle;
  /** What it is for: a bucket is gone when it is sent, a thread has its handle then. */
  readonly of:
    | { readonly kind: "bucket"; readonly key: string }
    | { readonly kind: "thread"; readonly key: string; readonly shown: string };
}

/** What a courier goes by, beside its state. */
export interface CourierSetting {
  readonly channel: Channel;
  readonly wording: Wording;
  /** Of rollouts, for a channel with threads. */
  readonly statuses: readonly Status[];
  /** How many of the fleet's milliseconds pass in one real one. */
  readonly speed: number;
}

/** What to do now, or when to look again; neither when there is nothing to tell. */
export interface Next {
  readonly deed?: Deed;
  readonly lookAtMs?: number;
}

/** A status is brought up to date no more often than this, in real milliseconds. */
const STATUS_EVERY_MS = 5_000;
/** With more than this to tell, the worst comes first. */
const FEW = 5;
const RANK = { critical: 0, warning: 1, info: 2 } as const;

/** The next thing to hand over. Channels that fail are left alone until their next try. */
export function nextDeed(state: CourierState, setting: CourierSetting, nowMs: number): Next {
  const { failing } = state;
  if (failing !== undefined && (failing.retryAtMs ?? Number.POSITIVE_INFINITY) > nowMs) {
    return failing.retryAtMs === undefined ? {} : { lookAtMs: failing.retryAtMs };
  }
  const { channel } = setting;
  const due = state.buckets.filter((bucket) => goesAtMs(channel, bucket, nowMs) <= nowMs);
  const [first] = inOrder(due, channel);
  if (first !== undefined) return { deed: deedFor(state, setting, first, nowMs) };
  const status = nextStatus(state, setting, nowMs);
  if (status.deed !== undefined) return status;
  const waits = state.buckets.map((bucket) => goesAtMs(channel, bucket, nowMs));
  const times = [...waits, ...(status.lookAtMs === undefined ? [] : [status.lookAtMs])];
  return times.length === 0 ? {} : { lookAtMs: Math.min(...times) };
}

/** What is not urgent waits until quiet hours are over. */
function goesAtMs(channel: Channel, { dueAtMs, draft }: Bucket, nowMs: number): number {
  if (isUrgent(draft)) return dueAtMs;
  const atMs = Math.max(dueAtMs, nowMs);
  const quietMs = quietUntilMs(channel, atMs);
  return quietMs > atMs ? quietMs : dueAtMs;
}

/** As it happened; the worst first where there is much. A pager needs the order: what ends, had begun. */
function inOrder(due: readonly Bucket[], { kind }: Channel): readonly Bucket[] {
  if (kind === "pagerduty") return due;
  const byTime = due.toSorted((a, b) => a.draft.atMs - b.draft.atMs);
  return due.length <= FEW
    ? byTime
    : byTime.toSorted((a, b) => RANK[a.draft.severity] - RANK[b.draft.severity]);
}

export const threadKey = (rollout: string, to: string | undefined): string =>
  to === undefined ? rollout : `${rollout} ${to}`;

function deedFor(
  state: CourierState,
  setting: CourierSetting,
  bucket: Bucket,
  nowMs: number,
): Deed {
  const { channel, wording } = setting;
  const of = { kind: "bucket", key: bucket.key } as const;
  const message = messageOf(bucket, channel, wording);
  // Over a thread stands how far the rollout is: nothing for customers.
  const hasThread = message.thread !== "" && message.audience !== "customers";
  if (channel.kind !== "slack" || !hasThread) return { how: "new", message, of };
  const key = threadKey(message.thread, message.to);
  const thread = state.threads.find((one) => one.key === key);
  if (thread !== undefined) return { how: "reply", message, previous: thread.handle, of };
  const status = statusOf(setting, message.thread);
  return {
    how: "new",
    message: statusMessage(status, key, message.to, nowMs, bucket.draft.event),
    of: { kind: "thread", key, shown: shownOf(status) },
  };
}

function statusOf({ statuses }: CourierSetting, rollout: string): Status {
  const known = statuses.find((status) => status.rollout === rollout);
  return known ?? { rollout, title: `Rollout ${rollout}`, text: "", severity: "info" };
}

const shownOf = ({ title, text }: Status): string => `${title}\n${text}`;

/** A thread whose status is not what stands there. */
function nextStatus(state: CourierState, setting: CourierSetting, nowMs: number): Next {
  const behind = state.threads.filter(({ key, shown }) => {
    const status = setting.statuses.find(({ rollout }) => rollout === threadRollout(key));
    return status !== undefined && shownOf(status) !== shown;
  });
  const everyStatusMs = STATUS_EVERY_MS * setting.speed;
  const due = behind.find(({ updatedAtMs }) => updatedAtMs + everyStatusMs <= nowMs);
  if (due !== undefined) return { deed: updateOf(due, setting, nowMs) };
  if (behind.length === 0) return {};
  return { lookAtMs: Math.min(...behind.map(({ updatedAtMs }) => updatedAtMs + everyStatusMs)) };
}

/** The rollout of a thread. */
export const threadRollout = (key: string): string => key.split(" ")[0] ?? key;

function updateOf({ key, handle }: Thread, setting: CourierSetting, nowMs: number): Deed {
  const status = statusOf(setting, threadRollout(key));
  return {
    how: "update",
    message: statusMessage(status, key, undefined, nowMs, shownOf(status)),
    previous: handle,
    of: { kind: "thread", key, shown: shownOf(status) },
  };
}

function statusMessage(
  status: Status,
  key: string,
  to: string | undefined,
  nowMs: number,
  version: string,
): Message {
  const { rollout, title, text, severity } = status;
  return {
    id: messageId("status", key, version),
    audience: "operations",
    topic: "progress",
    severity,
    needsPerson: false,
    thread: rollout,
    title,
    text,
    facts: [],
    rollout,
    clusters: [],
    clusterCount: 0,
    atMs: nowMs,
    count: 0,
    events: [],
    ...(to === undefined ? {} : { to }),
  };
}
