import type { Event } from "../model/event.ts";

/** A place in the whole log, opaque to all but the store; the empty string is before the first. */
export type Cursor = string;

export interface StoredDocument {
  readonly kind: string;
  readonly name: string;
  readonly json: string;
}

/**
 * The store of plans, snapshots, documents and events. Every write is idempotent, because a tick
 * may run twice.
 */
export interface RecordPort {
  /** Stores canonical JSON under its SHA-256 and returns that. The same text again changes nothing. */
  putBlob(json: string): Promise<string>;
  /** Undefined when there is none of that hash. */
  getBlob(hash: string): Promise<string | undefined>;
  /** Hashes that begin with `prefix`, at most `limit`. */
  findBlobs(prefix: string, limit: number): Promise<readonly string[]>;

  /**
   * Appends events. One whose (stream, seq) is there already with the same hash is ignored; with
   * another hash it throws a terminal `PortError`: two writers decided differently. All or none.
   */
  append(events: readonly Event[]): Promise<void>;
  /** Events after the cursor in the order in which they were stored, at most `limit`. `next` equals `after` when there are none. */
  read(query: {
    readonly after: Cursor;
    readonly limit: number;
    /** Only streams that begin so. */
    readonly streamPrefix?: string | undefined;
  }): Promise<{ readonly events: readonly Event[]; readonly next: Cursor }>;

  /** Stores or replaces the document of this kind and name. */
  putDocument(document: StoredDocument): Promise<void>;
  /** Undefined when there is none. */
  getDocument(kind: string, name: string): Promise<StoredDocument | undefined>;
  /** Documents of a kind by name, after the cursor. */
  listDocuments(query: {
    readonly kind: string;
    readonly after: Cursor;
    readonly limit: number;
  }): Promise<{ readonly documents: readonly StoredDocument[]; readonly next: Cursor }>;

  close(): Promise<void>;
}
