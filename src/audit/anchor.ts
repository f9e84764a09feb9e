import * as z from "zod";
import type { Data } from "../model/data.ts";
import type { Event } from "../model/event.ts";
import { contentHash, sha256 } from "../model/hash.ts";

/** The digest of a log without events. */
export const EMPTY_DIGEST = "";

/** The digest after one more event, by its hash: of all events in the order in which they were stored. */
export function rollDigest(digest: string, { hash }: Pick<Event, "hash">): string {
  return sha256(`${digest}${hash}`);
}

/**
 * What is published outside: that the log had so many events at that time, and these. A chain alone
 * cannot show that its end was cut off; held against an anchor that somebody else keeps, it does.
 */
export const anchorSchema = z.strictObject({
  schemaVersion: z.literal(1),
  kind: z.literal("Anchor"),
  /** From 1, without a gap. */
  seq: z.int().min(1),
  atMs: z.number(),
  events: z.int().min(0),
  digest: z.string(),
  /** Hash of the anchor before; empty for the first. */
  previous: z.string(),
  /** The public key that proves it: SPKI in DER, base64. */
  key: z.string(),
  /** Ed25519 over `anchorText`, base64. */
  signature: z.string(),
});

export type Anchor = Data<typeof anchorSchema>;
export type UnsignedAnchor = Omit<Anchor, "signature">;

/** What is signed of an anchor. */
export function anchorText(anchor: UnsignedAnchor): string {
  const { seq, atMs, events, digest, previous, key, schemaVersion, kind } = anchor;
  return contentHash({ schemaVersion, kind, seq, atMs, events, digest, previous, key });
}

/** The name of an anchor: what the next one calls `previous`. */
export const anchorHash = (anchor: Anchor): string => contentHash(anchor);
