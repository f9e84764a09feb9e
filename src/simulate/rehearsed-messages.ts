/**
 * The channels of a fleet in memory: production's couriers, whose messages go nowhere but into a
 * list. Owns that list, and which channels there are.
 */
import { courierObject, type CourierMessage } from "../host/courier-object.ts";
import { COURIER } from "../host/object-names.ts";
import type { Json } from "../model/data.ts";
import { messagingSchema } from "../model/messaging.ts";
import type { ChannelPort, Delivery } from "../ports/channel-port.ts";
import type { HostObject, HostPort } from "../ports/host-port.ts";
import type { RecordPort } from "../ports/record-port.ts";
import type { VirtualClock } from "./virtual-clock.ts";
import { wakeOnAppend } from "./wake-on-append.ts";

/** A message as a channel was handed it. */
export interface RehearsedMessage extends Pick<Delivery, "how" | "message"> {
  readonly channel: string;
  readonly atMs: number;
}

export interface RehearsedMessages {
  /** As the host's objects are to have them: what is appended wakes the channels. */
  readonly records: RecordPort;
  readonly courier: HostObject;
  /** Brings a Messaging document into force, as applying it would. */
  tell(written: Json): Promise<void>;
  /** What was sent since the last call. */
  sent(): readonly RehearsedMessage[];
}

export function rehearsedMessages(
  memory: RecordPort,
  clock: VirtualClock,
  host: () => HostPort,
): RehearsedMessages {
  let channels: readonly string[] = [];
  let sent: RehearsedMessage[] = [];
  const wake = (): void => {
    const message: CourierMessage = { kind: "wake" };
    // In process a message is in its queue as soon as it is sent.
    for (const name of channels) void host().send(COURIER, name, message);
  };
  const records = wakeOnAppend(memory, clock, () => channels.length > 0, wake);
  const channel = (name: string): ChannelPort => ({
    send: async ({ how, message }) => {
      sent.push({ channel: name, how, message, atMs: clock.nowMs() });
      return { id: message.id };
    },
  });
  return {
    records,
    courier: courierObject({
      records,
      openChannel: async ({ name }) => channel(name),
      realNowMs: () => clock.nowMs(),
      speed: 1,
    }),
    tell: async (written) => {
      const { metadata, spec } = messagingSchema.parse(written);
      const json = JSON.stringify(written);
      await records.putDocument({ kind: "Messaging", name: metadata.name, json });
      const open: CourierMessage = { kind: "open" };
      for (const { name } of spec.channels) await host().call(COURIER, name, open);
      channels = spec.channels.map(({ name }) => name);
    },
    sent: () => {
      const all = sent;
      sent = [];
      return all;
    },
  };
}
