import type { Contacts } from "../model/fleet.ts";
import type { Audience, Channel, Messaging } from "../model/messaging.ts";
import type { RoutedDraft } from "./draft.ts";
import type { AddressedDraft } from "./drafts-of-event.ts";
import { DEFAULT_TOPICS } from "./forms.ts";

/** Names that are kept of one draft; the rest is counted. */
const NAMES = 100;

export type ContactsOf = (cluster: string) => Contacts;

/** A channel, with a room or an address in place of its own. */
export interface Way {
  readonly channel: string;
  readonly to?: string;
}

/**
 * What of a draft goes by this channel: nothing, all of it, or one draft for each room or address
 * that the contacts of its clusters name there.
 */
export function routesBy(
  channel: Channel,
  { draft, concerns }: AddressedDraft,
  messaging: Messaging,
  contactsOf: ContactsOf,
): readonly RoutedDraft[] {
  if (!takes(channel, draft, messaging)) return [];
  if (concerns.length === 0) {
    const ways = waysOf(undefined, draft.audience, messaging);
    return ways.some((way) => way.channel === channel.name)
      ? [{ ...draft, clusterCount: draft.clusters.length }]
      : [];
  }
  const byContact = Map.groupBy(concerns, (name) => contactsOf(name)[draft.audience]);
  const byTo = new Map<string | undefined, readonly string[]>();
  for (const [contact, clusters] of byContact) {
    for (const way of waysOf(contact, draft.audience, messaging)) {
      if (way.channel !== channel.name) continue;
      byTo.set(way.to, [...(byTo.get(way.to) ?? []), ...clusters]);
    }
  }
  return [...byTo].map(([to, clusters]) => routed(draft, clusters, to));
}

function routed(
  draft: AddressedDraft["draft"],
  reached: readonly string[],
  to: string | undefined,
): RoutedDraft {
  const there = new Set(reached);
  const clusters = draft.clusters.filter((name) => there.has(name));
  return {
    ...draft,
    clusters: clusters.slice(0, NAMES),
    clusterCount: clusters.length,
    ...(to === undefined ? {} : { to }),
  };
}

function takes(channel: Channel, draft: AddressedDraft["draft"], messaging: Messaging): boolean {
  const { audience, topic, incident } = draft;
  const keepsAccount = channel.kind === "pagerduty";
  // Only who keeps account of troubles is told that one is over, and is told of nothing else.
  if (incident?.over === true) return keepsAccount;
  if (keepsAccount && incident === undefined) return false;
  const topics = messaging.topics?.[audience] ?? DEFAULT_TOPICS[audience];
  return topics.includes(topic) && (channel.topics?.includes(topic) ?? true);
}

/**
 * By which channels an audience is told. A contact that names a channel, a room or an address takes
 * the place of the audience's channels of that kind; its others (a pager, a webhook) are told too.
 */
export function waysOf(
  contact: string | undefined,
  audience: Audience,
  messaging: Messaging,
): readonly Way[] {
  const names = messaging.audiences?.[audience] ?? [];
  const own = messaging.channels.filter(({ name }) => names.includes(name));
  const named = contact === undefined ? undefined : namedBy(contact, own, messaging.channels);
  if (named === undefined) return own.map(({ name }) => ({ channel: name }));
  const others = own.filter(({ kind }) => kind !== named.kind);
  return [named.way, ...others.map(({ name }) => ({ channel: name }))];
}

interface Named {
  readonly kind: Channel["kind"];
  readonly way: Way;
}

/** The channel that a contact of a fleet means: by its name, its room, or as mail to that address. */
function namedBy(
  contact: string,
  own: readonly Channel[],
  all: readonly Channel[],
): Named | undefined {
  const byName = all.find(({ name }) => name === contact);
  if (byName !== undefined) return { kind: byName.kind, way: { channel: byName.name } };
  const byRoom = all.find((channel) => channel.kind === "slack" && channel.room === contact);
  if (byRoom !== undefined) return { kind: "slack", way: { channel: byRoom.name } };
  if (!/^[^\s@]+@[^\s@]+$/.test(contact)) return undefined;
  const mail = [...own, ...all].find(({ kind }) => kind === "email");
  if (mail === undefined) return undefined;
  return { kind: "email", way: { channel: mail.name, to: contact } };
}
