import { messagingSchema, type Messaging } from "../model/messaging.ts";
import type { RecordPort } from "../ports/record-port.ts";

/** The one document that says who is told what; undefined when nobody applied any. */
export interface MessagingInForce {
  readonly name: string;
  readonly messaging: Messaging;
}

export async function messagingInForce(records: RecordPort): Promise<MessagingInForce | undefined> {
  const { documents } = await records.listDocuments({ kind: "Messaging", after: "", limit: 1 });
  const [document] = documents;
  if (document === undefined) return undefined;
  const { metadata, spec } = messagingSchema.parse(JSON.parse(document.json));
  return { name: metadata.name, messaging: spec };
}
