/** What every channel should have been handed, worked out from the record alone, event by event. */
import { knowRollouts } from "../../src/host/known-rollouts.ts";
import { courierStream } from "../../src/host/courier-look.ts";
import { planLoader } from "../../src/host/load-plan.ts";
import { dedupKey } from "../../src/drivers/notify/pagerduty.ts";
import { newCourier } from "../../src/messages/courier-state.ts";
import { draftsOfEvent } from "../../src/messages/drafts-of-event.ts";
import { takeIn } from "../../src/messages/gather.ts";
import type { Message } from "../../src/messages/message.ts";
import { messageOf } from "../../src/messages/message-of.ts";
import { NO_ROLLOUT } from "../../src/messages/rollout-facts.ts";
import { routesBy } from "../../src/messages/routing.ts";
import { emptyHead, type Event } from "../../src/model/event.ts";
import type { Channel, Messaging } from "../../src/model/messaging.ts";
import type { RecordPort } from "../../src/ports/record-port.ts";
import { withRecords } from "./told-rollout.ts";

/** By channel: every message, each event a message of its own. */
export type Expectations = ReadonlyMap<string, readonly Message[]>;

export async function expectations(dataDir: string, messaging: Messaging): Promise<Expectations> {
  return await withRecords(dataDir, async (records) => {
    const events = await allEvents(records);
    const known = await knowRollouts(
      records,
      planLoader(records),
    )(events.map(({ rollout }) => rollout));
    const byChannel = messaging.channels.map((channel): readonly [string, readonly Message[]] => {
      // What is gathered is looked for event by event too.
      const single = { ...channel, digest: { every: 0 } };
      let state = newCourier(emptyHead(""), "");
      const messages = events
        .filter(({ stream }) => stream !== courierStream(channel.name))
        .flatMap((event) => {
          const rollout = known.get(event.rollout);
          const contactsOf = rollout?.contactsOf ?? (() => ({}));
          return draftsOfEvent(event, rollout?.facts ?? NO_ROLLOUT)
            .flatMap((draft) => routesBy(single, draft, messaging, contactsOf))
            .flatMap((draft) => {
              const taken = takeIn(state, single, draft, event.atMs);
              state = { ...taken, buckets: [] };
              return taken.buckets.map((bucket) => messageOf(bucket, single, messaging));
            });
        });
      return [channel.name, messages];
    });
    return new Map(byChannel);
  });
}

async function allEvents(records: RecordPort): Promise<readonly Event[]> {
  const all: Event[] = [];
  for (let after = ""; ;) {
    const { events, next } = await records.read({ after, limit: 5_000 });
    all.push(...events);
    if (next === after) return all;
    after = next;
  }
}

/** Under which key a channel shows a message once; a pager has one entry for each trouble. */
export function keyOf({ kind }: Pick<Channel, "kind">, message: Message): string {
  return kind === "pagerduty" ? dedupKey(message) : message.id;
}
