import type { EventBody } from "../model/event.ts";
import {
  KEPT,
  type CourierState,
  type Failing,
  type Handle,
  type Thread,
} from "./courier-state.ts";
import type { CourierSetting, Deed } from "./next-deed.ts";

/** What came of handing a message over. */
export type Delivered =
  | { readonly kind: "sent"; readonly handle: Handle }
  /** Not now: the other side asked for a pause. */
  | { readonly kind: "throttled"; readonly afterMs: number }
  /** The channel does not work: in passing, or until somebody mends it. */
  | { readonly kind: "failed"; readonly class: "transient" | "terminal"; readonly why: string }
  /** What it was to stand under or in place of is there no more. */
  | { readonly kind: "gone" }
  /** This message, and no fault of the channel: it would be refused again. */
  | { readonly kind: "refused"; readonly why: string };

export interface Settled {
  readonly state: CourierState;
  /** What is told of the channel itself. */
  readonly says: readonly EventBody[];
}

const FIRST_RETRY_MS = 2_000;
const FIRST_TERMINAL_RETRY_MS = 60_000;
const LONGEST_RETRY_MS = 10 * 60_000;
/** After so many failures in a row people are told. */
const PATIENT_TRIES = 3;
/** Pauses that were asked for so long are told of. */
const LONG_PAUSE_MS = 30 * 60_000;
/** A channel that was dead for so long is tried again only when there is news. */
const GIVE_UP_MS = 24 * 3_600_000;

/** The state after a deed, with what is to be recorded of it. */
export function settleDeed(
  state: CourierState,
  deed: Deed,
  delivered: Delivered,
  setting: CourierSetting,
  nowMs: number,
): Settled {
  switch (delivered.kind) {
    case "sent":
      return sent(state, deed, delivered.handle, setting, nowMs);
    case "throttled":
      return throttled(state, delivered.afterMs, setting, nowMs);
    case "failed":
      return failed(state, delivered, setting, nowMs);
    case "gone":
      return { state: withoutThread(state, deed), says: [] };
    case "refused":
      // Without its thread nothing could be told: that is a fault of the channel.
      return deed.of.kind === "thread"
        ? failed(state, { class: "terminal", why: delivered.why }, setting, nowMs)
        : refused(state, deed, deed.of.key, delivered.why, setting);
  }
}

const body = (kind: EventBody["kind"], reason: string): EventBody => ({
  kind,
  actor: "fleetlift",
  rollout: "",
  reason,
});

function sent(
  state: CourierState,
  deed: Deed,
  handle: Handle,
  { channel }: CourierSetting,
  nowMs: number,
): Settled {
  const { failing, ...rest } = state;
  const restored = body(
    "channel.restored",
    `channel ${channel.name} works again; what it missed follows`,
  );
  const well: CourierState = { ...rest, lastSentAtMs: nowMs };
  return {
    state:
      deed.of.kind === "bucket"
        ? withoutBucket({ ...well, sent: state.sent + 1 }, deed.of.key, nowMs)
        : withThread(well, {
            key: deed.of.key,
            handle: deed.how === "update" ? (deed.previous ?? handle) : handle,
            shown: deed.of.shown,
            updatedAtMs: nowMs,
          }),
    says: failing?.told === true ? [restored] : [],
  };
}

function withoutBucket(state: CourierState, key: string, atMs: number): CourierState {
  const others = state.recent.filter((recent) => recent.key !== key);
  return {
    ...state,
    buckets: state.buckets.filter((bucket) => bucket.key !== key),
    recent: [...others, { key, atMs }].slice(-KEPT.recent),
  };
}

function withThread(state: CourierState, thread: Thread): CourierState {
  const others = state.threads.filter(({ key }) => key !== thread.key);
  return { ...state, threads: [...others, thread].slice(-KEPT.threads) };
}

/** Somebody removed it there: the next message opens another. */
function withoutThread(state: CourierState, { previous, of }: Deed): CourierState {
  const threads = state.threads.filter(
    ({ key, handle }) => key !== of.key && JSON.stringify(handle) !== JSON.stringify(previous),
  );
  return { ...state, threads };
}

/** A pause is no failure; one that is asked for again and again is, for those who wait for messages. */
function throttled(
  state: CourierState,
  afterMs: number,
  { channel, speed }: CourierSetting,
  nowMs: number,
): Settled {
  const before: Failing = state.failing ?? {
    sinceMs: nowMs,
    tries: 0,
    error: "it asked for a pause",
    told: false,
  };
  const tells = !before.told && nowMs - before.sinceMs >= LONG_PAUSE_MS * speed;
  const failing = {
    ...before,
    retryAtMs: nowMs + afterMs * speed,
    told: before.told || tells,
  };
  const words = `channel ${channel.name} takes nothing for long: ${before.error}; it is tried again by itself; nothing is lost`;
  return { state: { ...state, failing }, says: tells ? [body("channel.failing", words)] : [] };
}

function failed(
  state: CourierState,
  { class: kind, why }: { readonly class: "transient" | "terminal"; readonly why: string },
  { channel, speed }: CourierSetting,
  nowMs: number,
): Settled {
  const { sinceMs = nowMs, tries: before = 0, told = false } = state.failing ?? {};
  const tries = before + 1;
  const first = kind === "terminal" ? FIRST_TERMINAL_RETRY_MS : FIRST_RETRY_MS;
  const delayMs = Math.min(first * 2 ** (tries - 1), LONGEST_RETRY_MS) * speed;
  const tells = !told && (kind === "terminal" || tries >= PATIENT_TRIES);
  const givesUp = nowMs - sinceMs >= GIVE_UP_MS;
  const failing: Failing = {
    sinceMs,
    tries,
    error: why,
    retryAtMs: givesUp ? undefined : nowMs + delayMs,
    told: told || tells,
  };
  const help =
    kind === "terminal"
      ? "mend it, then: fleetlift messages test"
      : "it is tried again by itself; nothing is lost";
  return {
    state: { ...state, failing },
    says: tells
      ? [body("channel.failing", `channel ${channel.name} does not work: ${why}; ${help}`)]
      : [],
  };
}

function refused(
  state: CourierState,
  { message }: Deed,
  key: string,
  why: string,
  { channel }: CourierSetting,
): Settled {
  const to = message.to === undefined ? "" : ` for ${message.to}`;
  const words = `channel ${channel.name} refused a message${to} for good, "${message.title}": ${why}`;
  return {
    state: { ...state, buckets: state.buckets.filter((bucket) => bucket.key !== key) },
    says: [body("message.undelivered", words)],
  };
}
