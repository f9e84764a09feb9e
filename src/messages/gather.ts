/**
 * How drafts become buckets: equal ones within a while are told as one, so that three hundred
 * clusters that are done are one message and not a flood.
 */
import { sha256 } from "../model/hash.ts";
import type { Channel } from "../model/messaging.ts";
import { KEPT, type Bucket, type CourierState } from "./courier-state.ts";
import type { RoutedDraft } from "./draft.ts";
import { FORMS, type FormWords } from "./forms.ts";
import { namesWords } from "./message-of.ts";

/** For people; machines and pagers get one message for each event. */
const EVERY_MS = 30_000;
const FOR_PEOPLE: readonly Channel["kind"][] = ["slack", "teams", "email"];
const REASONS = 3;
const NAMES_OF_SEVERAL = 5;

/** How long equal messages are gathered; 0 is not at all. */
export function everyMs({ kind, digest }: Channel): number {
  return digest?.every ?? (FOR_PEOPLE.includes(kind) ? EVERY_MS : 0);
}

/** Whether it is told at once, whatever the hour: somebody of operations has to know. */
export function isUrgent({ audience, severity, needsPerson }: RoutedDraft): boolean {
  return audience === "operations" && (needsPerson || severity === "critical");
}

/**
 * Takes a draft in: what was told once and for all is left out, and so is the end of a trouble that
 * this channel never heard of.
 */
export function takeIn(
  state: CourierState,
  channel: Channel,
  draft: RoutedDraft,
  nowMs: number,
): CourierState {
  const { once, incident } = draft;
  if (once !== undefined && state.told.includes(once)) return state;
  if (incident?.over === true && !state.incidents.includes(incident.key)) return state;
  const noted = {
    ...state,
    ...(once === undefined ? {} : { told: [...state.told, once].slice(-KEPT.told) }),
    ...(incident === undefined ? {} : { incidents: openAfter(state.incidents, incident) }),
  };
  return gather(noted, channel, draft, nowMs);
}

function openAfter(
  open: readonly string[],
  { key, over }: { readonly key: string; readonly over: boolean },
): readonly string[] {
  const others = open.filter((other) => other !== key);
  return over ? others : [...others, key].slice(-KEPT.incidents);
}

/** Puts a draft with those that it is told together with. */
function gather(
  state: CourierState,
  channel: Channel,
  draft: RoutedDraft,
  nowMs: number,
): CourierState {
  const own = keyOf(channel, draft);
  const room = state.buckets.length < KEPT.buckets || hasBucket(state, own);
  // Quiet hours may last: what has no place any more is told as one, with all of its audience.
  const key = room || isUrgent(draft) ? own : `several ${draft.audience} ${draft.to ?? ""}`;
  const there = state.buckets.find((bucket) => bucket.key === key);
  const taken = key === own ? draft : oneOfSeveral(draft);
  const bucket = there === undefined ? opened(key, taken, dueAt()) : merged(there, taken);
  return {
    ...state,
    buckets: [...state.buckets.filter((other) => other.key !== key), bucket],
  };

  function dueAt(): number {
    const every = everyMs(channel);
    if (every === 0 || !comesInNumbers(draft)) return nowMs;
    const last = state.recent.find((recent) => recent.key === own)?.atMs;
    if (last !== undefined && last + every > nowMs) return last + every;
    // Nobody who calls for help waits; only what follows is gathered.
    return isUrgent(draft) || isNotice(draft) ? nowMs : nowMs + every;
  }
}

/** Told in one message with others, by its words; customers read what was written for them only. */
function oneOfSeveral(draft: RoutedDraft): RoutedDraft {
  const { audience, form, clusters, clusterCount } = draft;
  if (audience !== "customers" || isNotice(draft)) return { ...draft, form: "several" };
  const names = namesWords(clusters, clusterCount, NAMES_OF_SEVERAL);
  return { ...draft, form: "several", reason: FORMS[form].title.replace("{clusters}", names) };
}

function hasBucket({ buckets }: CourierState, key: string): boolean {
  return buckets.some((bucket) => bucket.key === key);
}

function comesInNumbers({ form }: RoutedDraft): boolean {
  const words: FormWords = FORMS[form];
  return words.many === true;
}

/** Written by somebody for this audience. */
function isNotice({ topic }: RoutedDraft): boolean {
  return topic === "notices";
}

/** Drafts of one key are told as one. */
function keyOf(channel: Channel, draft: RoutedDraft): string {
  const { form, audience, rollout, stage, to = "", reason, event, severity } = draft;
  const parts =
    comesInNumbers(draft) && everyMs(channel) > 0
      ? [form, audience, severity, rollout, stage, to, isNotice(draft) ? reason : ""]
      : [form, audience, to, event];
  return sha256(JSON.stringify(parts)).slice(0, 20);
}

function opened(key: string, draft: RoutedDraft, dueAtMs: number): Bucket {
  const { clusters, clusterCount, event, reason } = draft;
  return {
    key,
    draft,
    clusters,
    clusterCount,
    events: [event],
    count: 1,
    reasons: [reason],
    dueAtMs,
  };
}

function merged(bucket: Bucket, draft: RoutedDraft): Bucket {
  const fresh = draft.clusters.filter((name) => !bucket.clusters.includes(name));
  const { reasons } = bucket;
  return {
    ...bucket,
    draft: { ...bucket.draft, needsPerson: bucket.draft.needsPerson || draft.needsPerson },
    clusters: [...bucket.clusters, ...fresh].slice(0, KEPT.events),
    clusterCount: bucket.clusterCount + fresh.length + draft.clusterCount - draft.clusters.length,
    events: [...bucket.events, draft.event].slice(0, KEPT.events),
    count: bucket.count + 1,
    reasons:
      reasons.includes(draft.reason) || reasons.length >= REASONS
        ? reasons
        : [...reasons, draft.reason],
  };
}
