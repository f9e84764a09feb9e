import { KEPT, type CourierState } from "../messages/courier-state.ts";
import type { RoutedDraft } from "../messages/draft.ts";
import { draftsOfEvent } from "../messages/drafts-of-event.ts";
import type { Wording } from "../messages/message-of.ts";
import { threadRollout } from "../messages/next-deed.ts";
import { NO_ROLLOUT } from "../messages/rollout-facts.ts";
import type { Status } from "../messages/rollout-tally.ts";
import { routesBy } from "../messages/routing.ts";
import type { Event } from "../model/event.ts";
import type { Channel, Messaging } from "../model/messaging.ts";
import type { RecordPort } from "../ports/record-port.ts";
import type { KnownRollout, KnowRollouts } from "./known-rollouts.ts";
import { messagingInForce } from "./messaging-in-force.ts";

/** What a courier saw: journaled, so that what is told of it stays the same. */
export type Seen =
  /** The channel is in no document. */
  | { readonly kind: "gone" }
  | {
      readonly kind: "seen";
      readonly channel: Channel;
      readonly wording: Wording;
      readonly drafts: readonly RoutedDraft[];
      readonly cursor: string;
      /** There is more to read. */
      readonly more: boolean;
      readonly statuses: readonly Status[];
    };

const PAGE = 500;
const PAGES = 20;
/** Journaled in one piece; what is left is read at the next look. */
const DRAFTS = 40;

/** Reads what is new since the cursor, and keeps what of it goes by this channel. A channel that is new begins at the end. */
export async function lookForNews(
  records: RecordPort,
  know: KnowRollouts,
  name: string,
  kept: CourierState | undefined,
): Promise<Seen> {
  const inForce = await messagingInForce(records);
  const channel = inForce?.messaging.channels.find((one) => one.name === name);
  if (inForce === undefined || channel === undefined) return { kind: "gone" };
  const { messaging } = inForce;
  const { timeZone, templates } = messaging;
  const wording: Wording = {
    ...(timeZone === undefined ? {} : { timeZone }),
    ...(templates === undefined ? {} : { templates }),
  };
  const news =
    kept === undefined
      ? { drafts: [], cursor: await endOf(records), more: false }
      : isFull(kept)
        ? { drafts: [], cursor: kept.cursor, more: true }
        : await newsSince(records, know, { channel, messaging }, kept.cursor);
  const statuses = channel.kind === "slack" ? await statusesOf(know, kept, news.drafts) : [];
  return { kind: "seen", channel, wording, ...news, statuses };
}

/** What a dead channel cannot take stays in the records. */
function isFull({ failing, buckets }: CourierState): boolean {
  return failing !== undefined && buckets.length >= KEPT.buckets;
}

async function endOf(records: RecordPort): Promise<string> {
  for (let cursor = ""; ;) {
    const { next } = await records.read({ after: cursor, limit: 5_000 });
    if (next === cursor) return cursor;
    cursor = next;
  }
}

async function newsSince(
  records: RecordPort,
  know: KnowRollouts,
  by: { readonly channel: Channel; readonly messaging: Messaging },
  after: string,
): Promise<Pick<Extract<Seen, { kind: "seen" }>, "drafts" | "cursor" | "more">> {
  const drafts: RoutedDraft[] = [];
  let cursor = after;
  for (let page = 0; page < PAGES; page += 1) {
    const { events, next } = await records.read({ after: cursor, limit: PAGE });
    if (next === cursor) return { drafts, cursor, more: false };
    const found = await draftsOf(events, know, by);
    if (drafts.length > 0 && drafts.length + found.length > DRAFTS) {
      return { drafts, cursor, more: true };
    }
    drafts.push(...found);
    cursor = next;
  }
  return { drafts, cursor, more: true };
}

async function draftsOf(
  events: readonly Event[],
  know: KnowRollouts,
  { channel, messaging }: { readonly channel: Channel; readonly messaging: Messaging },
): Promise<readonly RoutedDraft[]> {
  const rollouts = await know(events.map(({ rollout }) => rollout).filter((name) => name !== ""));
  return (
    events
      // A channel that fails is not told so by itself.
      .filter(({ stream }) => stream !== courierStream(channel.name))
      .flatMap((event) => {
        const known = rollouts.get(event.rollout);
        return draftsOfEvent(event, known?.facts ?? NO_ROLLOUT).flatMap((draft) =>
          routesBy(channel, draft, messaging, contactsOf(known)),
        );
      })
  );
}

const contactsOf = (known: KnownRollout | undefined): KnownRollout["contactsOf"] =>
  known?.contactsOf ?? (() => ({}));

export const courierStream = (channel: string): string => `courier/${channel}`;

async function statusesOf(
  know: KnowRollouts,
  kept: CourierState | undefined,
  drafts: readonly RoutedDraft[],
): Promise<readonly Status[]> {
  const names = [
    ...(kept?.threads ?? []).map(({ key }) => threadRollout(key)),
    ...(kept?.buckets ?? []).map(({ draft }) => draft.rollout),
    ...drafts.map(({ rollout }) => rollout),
  ];
  return [...(await know(names)).values()].map(({ status }) => status());
}
