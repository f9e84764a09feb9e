import type { Json } from "../model/data.ts";
import type { MessagingDocument } from "../model/messaging.ts";
import { COURIER } from "../host/object-names.ts";
import { messagingInForce } from "../host/messaging-in-force.ts";
import type { CourierMessage } from "../host/courier-object.ts";
import type { Applied } from "./apply.ts";
import type { Core } from "./core.ts";
import { storeDocument } from "./documents.ts";
import { Refusal } from "./problem.ts";

/** What is stored of it, as it was sent. */
export interface ApplyMessaging {
  readonly document: MessagingDocument;
  readonly written: Json;
  readonly planOnly: boolean;
}

/**
 * Stores who is told what, and opens the channels: each is told of what happens from here on. There
 * is one such document at a time, since two would not agree on whom a contact means.
 */
export async function applyMessaging(core: Core, apply: ApplyMessaging): Promise<Applied> {
  const { document, written, planOnly } = apply;
  const { name } = document.metadata;
  if (planOnly) return { kind: "Messaging", name, said: [] };
  const before = await messagingInForce(core.records);
  if (before !== undefined && before.name !== name) {
    throw new Refusal(
      409,
      `messaging ${before.name} is in force, and there is one at a time`,
      `apply yours under that name: metadata: { name: ${before.name} }`,
    );
  }
  const changed = await storeDocument(core.records, "Messaging", name, written);
  const channels = document.spec.channels.map((channel) => channel.name);
  const gone = (before?.messaging.channels ?? [])
    .map((channel) => channel.name)
    .filter((other) => !channels.includes(other));
  const open: CourierMessage = { kind: "open" };
  // Waits until each knows where it begins: what is applied after this is told.
  for (const channel of [...channels, ...gone]) await core.host.call(COURIER, channel, open);
  const said = `messaging ${name} is ${changed ? "stored" : "unchanged"}: ${channels.join(", ")}`;
  return { kind: "Messaging", name, said: [said] };
}
