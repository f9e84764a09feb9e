/**
 * Job: makes anchors of the records, and publishes them outside.
 * Owns: the documents `Anchor` (each with the place in the log up to which it has seen) and
 * `AnchorPlace` (up to which anchor a place has them). Level-triggered: killed anywhere, the next
 * round goes on; a place that could not be reached gets what it lacks.
 */
import * as z from "zod";
import {
  anchorHash,
  anchorSchema,
  EMPTY_DIGEST,
  rollDigest,
  type Anchor,
} from "../../audit/anchor.ts";
import type { AnchorKey } from "../../drivers/anchors/anchor-key.ts";
import type { Data } from "../../model/data.ts";
import { canonicalJson } from "../../model/hash.ts";
import type { AnchorPort } from "../../ports/anchor-port.ts";
import type { RecordPort } from "../../ports/record-port.ts";

const ANCHOR = "Anchor";
const PLACE = "AnchorPlace";
const PAGE = 1_000;

const keptAnchorSchema = z.strictObject({ anchor: anchorSchema, cursor: z.string() });
type KeptAnchor = Data<typeof keptAnchorSchema>;

const placeSchema = z.strictObject({ seq: z.int() });

export interface AnchorWork {
  readonly records: RecordPort;
  readonly key: AnchorKey;
  readonly places: readonly AnchorPort[];
}

/** What became of one round: the newest anchor, and which places could not be given theirs. */
export interface AnchorRound {
  readonly anchor: Anchor | undefined;
  readonly failed: readonly { readonly place: string; readonly why: string }[];
}

/** One round: an anchor if anything was recorded since the last, then every place what it lacks. */
export async function anchorRecords(work: AnchorWork, nowMs: number): Promise<AnchorRound> {
  const kept = await readAnchors(work.records);
  const made = await makeAnchor(work, kept.at(-1), nowMs);
  const anchors = [...kept, ...(made === undefined ? [] : [made])].map(({ anchor }) => anchor);
  const failed: { place: string; why: string }[] = [];
  for (const place of work.places) {
    const why = await publish(work.records, place, anchors);
    if (why !== undefined) failed.push({ place: place.name, why });
  }
  return { anchor: anchors.at(-1), failed };
}

async function makeAnchor(
  { records, key }: AnchorWork,
  last: KeptAnchor | undefined,
  nowMs: number,
): Promise<KeptAnchor | undefined> {
  let digest = last?.anchor.digest ?? EMPTY_DIGEST;
  let events = last?.anchor.events ?? 0;
  let cursor = last?.cursor ?? "";
  for (;;) {
    const page = await records.read({ after: cursor, limit: PAGE });
    if (page.events.length === 0) break;
    digest = page.events.reduce(rollDigest, digest);
    events += page.events.length;
    cursor = page.next;
  }
  if (events === (last?.anchor.events ?? 0)) return undefined;
  const anchor = key.sign({
    schemaVersion: 1,
    kind: "Anchor",
    seq: (last?.anchor.seq ?? 0) + 1,
    atMs: nowMs,
    events,
    digest,
    previous: last === undefined ? "" : anchorHash(last.anchor),
    key: key.publicKey,
  });
  const kept = { anchor, cursor };
  await records.putDocument({ kind: ANCHOR, name: nameOf(anchor.seq), json: canonicalJson(kept) });
  return kept;
}

/** Why a place could not be given what it lacks; undefined when it has all. */
async function publish(
  records: RecordPort,
  place: AnchorPort,
  anchors: readonly Anchor[],
): Promise<string | undefined> {
  const stored = await records.getDocument(PLACE, place.name);
  const has = stored === undefined ? 0 : placeSchema.parse(JSON.parse(stored.json)).seq;
  const lacking = anchors.filter(({ seq }) => seq > has);
  const newest = lacking.at(-1);
  if (newest === undefined) return undefined;
  try {
    await place.publish(lacking);
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
  const json = canonicalJson({ seq: newest.seq });
  await records.putDocument({ kind: PLACE, name: place.name, json });
  return undefined;
}

/** Every anchor that was made, in order. */
export async function readAnchors(records: RecordPort): Promise<readonly KeptAnchor[]> {
  const all: KeptAnchor[] = [];
  for (let after = ""; ;) {
    const { documents, next } = await records.listDocuments({ kind: ANCHOR, after, limit: PAGE });
    all.push(...documents.map(({ json }) => keptAnchorSchema.parse(JSON.parse(json))));
    if (next === after || documents.length === 0) return all;
    after = next;
  }
}

/** By name is by number. */
const nameOf = (seq: number): string => String(seq).padStart(12, "0");
