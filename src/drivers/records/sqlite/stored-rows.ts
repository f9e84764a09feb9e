import { DatabaseSync } from "node:sqlite";
import { sqliteError } from "./sqlite-error.ts";

/** A row of the events as it lies on the disk, its columns beside the text that they were taken from. */
export interface StoredRow {
  readonly position: number;
  readonly stream: string;
  readonly seq: number;
  readonly hash: string;
  readonly json: string;
}

const BUSY_TIMEOUT_MS = 5_000;

/**
 * Every row of the events in the order in which they were stored, unread: for who verifies, and must
 * not trust that columns say what the event says. Changes nothing in the file; a server may run on
 * it. Throws `PortError`.
 */
export function* storedRows(file: string): Generator<StoredRow> {
  let database: DatabaseSync | undefined;
  try {
    database = new DatabaseSync(file, { readOnly: true, timeout: BUSY_TIMEOUT_MS });
    const all = database.prepare(
      "SELECT position, stream, seq, hash, json FROM events ORDER BY position",
    );
    for (const { position, stream, seq, hash, json } of all.iterate()) {
      yield {
        position: Number(position),
        stream: String(stream),
        seq: Number(seq),
        hash: String(hash),
        json: String(json),
      };
    }
  } catch (error) {
    throw sqliteError(error, file);
  } finally {
    database?.close();
  }
}
