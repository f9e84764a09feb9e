import * as z from "zod";
import { canonicalJson } from "../model/hash.ts";
import type { Channel } from "../model/messaging.ts";
import type { Deed } from "../messages/next-deed.ts";
import type { Delivered } from "../messages/settle-deed.ts";
import { ChannelRefusal, PartlyTaken, Throttled, type OpenChannel } from "../ports/channel-port.ts";
import { PortError } from "../ports/port-error.ts";
import type { RecordPort } from "../ports/record-port.ts";

export interface DeliverTools {
  readonly records: RecordPort;
  readonly openChannel: OpenChannel;
  /** Real epoch milliseconds, whatever the fleet's clock does: other servers live in them. */
  readonly realNowMs: () => number;
}

/** What is known of the last messages of a channel is a document of this kind, by the channel's name. */
const KIND = "Delivery";

const deliverySchema = z.object({
  /** The message that is on its way, or was when we were killed. */
  sending: z
    .object({
      id: z.string(),
      sinceMs: z.number(),
      /** How often it was written out whole. */
      handed: z.int().optional(),
      /** Addresses that have it, of several. */
      taken: z.array(z.string()).optional(),
    })
    .optional(),
  /** Those that arrived last, with what the channel gave back. */
  sent: z.array(z.object({ id: z.string(), handle: z.record(z.string(), z.string()) })),
});
type DeliveryNote = z.infer<typeof deliverySchema>;

/** More than one message to a courier can send before its state is written. */
const NOTED = 20;

/** Written out whole so often, and each time killed before the answer: it is taken as arrived. */
const HANDED = 2;

/**
 * Hands one message over, with a note before it and one after. Whoever is killed in between finds the
 * first at its next try and knows that the message may have arrived; who finds the second does not
 * send it again. So a kill costs at most one repeat, and only between the two; and
 * where a repeat would stand there for all to see, a second kill costs none.
 */
export async function deliver(
  { records, openChannel, realNowMs }: DeliverTools,
  channel: Channel,
  { message, how, previous }: Deed,
): Promise<Delivered> {
  const note = await readNote(records, channel.name);
  const there = note.sent.find(({ id }) => id === message.id);
  if (there !== undefined) return { kind: "sent", handle: there.handle };
  const begun = note.sending?.id === message.id ? note.sending : undefined;
  const { sinceMs = realNowMs(), handed = 0, taken = [] } = begun ?? {};
  if (handed >= HANDED) return { kind: "sent", handle: {} };
  const again = begun === undefined ? undefined : { sinceMs, ...(taken.length > 0 && { taken }) };
  const sending = { id: message.id, sinceMs, handed, taken };
  await writeNote(records, channel.name, { ...note, sending });
  const isHanded = (): Promise<void> =>
    writeNote(records, channel.name, { ...note, sending: { ...sending, handed: handed + 1 } });
  try {
    const port = await openChannel(channel);
    const handle = await port.send({ message, how, previous, again, handed: isHanded });
    const sent = [...note.sent, { id: message.id, handle: { ...handle } }].slice(-NOTED);
    await writeNote(records, channel.name, { sent });
    return { kind: "sent", handle };
  } catch (error) {
    const failed = deliveredOf(error);
    // An answer that did not come in time may mean anything; what was answered is known.
    const isOpen = failed.kind === "failed" && failed.class === "transient";
    const has = error instanceof PartlyTaken ? error.taken : taken;
    const left = isOpen ? { sending: { id: message.id, sinceMs, taken: [...has] } } : {};
    await writeNote(records, channel.name, { sent: note.sent, ...left });
    return failed;
  }
}

export type HandOver = (channel: Channel, deed: Deed) => Promise<Delivered>;

/**
 * The same message twice at once is handed over once: an engine that was killed alone has the turn
 * done again while this process is still at the first one.
 */
export function joinedDeliveries(tools: DeliverTools): HandOver {
  const underWay = new Map<string, Promise<Delivered>>();
  return (channel, deed) => {
    const key = `${channel.name}/${deed.message.id}`;
    const known = underWay.get(key);
    if (known !== undefined) return known;
    const work = deliver(tools, channel, deed).finally(() => underWay.delete(key));
    underWay.set(key, work);
    return work;
  };
}

async function readNote(records: RecordPort, name: string): Promise<DeliveryNote> {
  const document = await records.getDocument(KIND, name);
  if (document === undefined) return { sent: [] };
  return deliverySchema.safeParse(JSON.parse(document.json)).data ?? { sent: [] };
}

async function writeNote(records: RecordPort, name: string, note: DeliveryNote): Promise<void> {
  await records.putDocument({ kind: KIND, name, json: canonicalJson(note) });
}

/** A failure is an answer: the courier waits, and nothing else does. */
function deliveredOf(error: unknown): Delivered {
  if (error instanceof Throttled) return { kind: "throttled", afterMs: error.afterMs };
  if (error instanceof ChannelRefusal) {
    return error.of === "gone" ? { kind: "gone" } : { kind: "refused", why: error.message };
  }
  if (error instanceof PortError) return { kind: "failed", class: error.class, why: error.message };
  return { kind: "failed", class: "transient", why: `fault in fleetlift: ${String(error)}` };
}
