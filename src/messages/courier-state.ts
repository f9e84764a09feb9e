import type { StreamHead } from "../model/event.ts";
import type { RoutedDraft } from "./draft.ts";

/** What a channel gave back for what it took, to be found again there: a time stamp, an id. */
export type Handle = Readonly<Record<string, string>>;

/** Equal things that wait to be told as one. */
export interface Bucket {
  readonly key: string;
  /** The first of them; clusters and events of the others are beside it. */
  readonly draft: RoutedDraft;
  readonly clusters: readonly string[];
  readonly clusterCount: number;
  readonly events: readonly string[];
  readonly count: number;
  /** Different words, at most three. */
  readonly reasons: readonly string[];
  /** When it goes, unless quiet hours hold it. */
  readonly dueAtMs: number;
}

/** Why a channel does not work, and when it is tried again. */
export interface Failing {
  readonly sinceMs: number;
  readonly tries: number;
  readonly error: string;
  /** Undefined when it was tried for a day: it waits to be woken. */
  readonly retryAtMs?: number | undefined;
  /** Whether people were told. */
  readonly told: boolean;
}

/** The first message of a rollout in a room, under which the others stand. */
export interface Thread {
  /** `ROLLOUT` or `ROLLOUT TO`. */
  readonly key: string;
  readonly handle: Handle;
  /** The status that stands there. */
  readonly shown: string;
  readonly updatedAtMs: number;
}

/** All that the courier of one channel knows between two messages to it. */
export interface CourierState {
  /** Up to where the records were read. */
  readonly cursor: string;
  readonly buckets: readonly Bucket[];
  /** When something of a kind was told last, so that the next of it are gathered. */
  readonly recent: readonly { readonly key: string; readonly atMs: number }[];
  /** Under which keys something was told once and for all. */
  readonly told: readonly string[];
  /** Troubles that the channel was told of and that are not over. */
  readonly incidents: readonly string[];
  readonly threads: readonly Thread[];
  readonly failing?: Failing | undefined;
  readonly sent: number;
  readonly lastSentAtMs?: number;
  /** Of the courier's own events. */
  readonly head: StreamHead;
}

/** A channel that begins to be told of what happens after `cursor`. */
export function newCourier(head: StreamHead, cursor: string): CourierState {
  return {
    cursor,
    buckets: [],
    recent: [],
    told: [],
    incidents: [],
    threads: [],
    sent: 0,
    head,
  };
}

/** How many of each are kept; the oldest are forgotten first. */
export const KEPT = { buckets: 30, recent: 60, told: 100, incidents: 200, threads: 40, events: 40 };
