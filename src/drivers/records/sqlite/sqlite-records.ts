/**
 * `RecordPort` in one SQLite file. It owns the file and its two companions (`-wal`, `-shm`).
 * I8: each append is one transaction that is on the disk when it answers, and a repeat changes
 * nothing. I13: what is recorded is never changed; only documents are replaced.
 * Several processes may have the file open; they wait for each other.
 */
import { chmodSync, closeSync, mkdirSync, openSync } from "node:fs";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { Event } from "../../../model/event.ts";
import { sha256 } from "../../../model/hash.ts";
import type { RecordPort, StoredDocument } from "../../../ports/record-port.ts";
import { otherEventThere } from "../other-event-there.ts";
import { inTransaction } from "./in-transaction.ts";
import { migrate } from "./migrations.ts";
import { prepare, type Statements } from "./statements.ts";
import { sqliteError } from "./sqlite-error.ts";

/** Longer than any transaction of ours takes, even on a slow disk. */
const BUSY_TIMEOUT_MS = 5_000;

/**
 * Opens the store in `file` and makes it, readable by its owner only, when it is not there. An
 * older form is brought up to date. Throws `PortError`. Another process is waited for at most `busyTimeoutMs`.
 */
export function openSqliteRecords(
  file: string,
  busyTimeoutMs: number = BUSY_TIMEOUT_MS,
): RecordPort {
  const database = guarded(file, () => openDatabase(file, busyTimeoutMs));
  const statements = guarded(file, () => prepare(database));
  const run = async <T>(work: () => T): Promise<T> => guarded(file, work);
  return {
    putBlob: (json) => run(() => putBlob(statements, json)),
    getBlob: (hash) => run(() => text(statements.getBlob.get(hash), "json")),
    findBlobs: (prefix, limit) =>
      run(() =>
        statements.findBlobs
          .all(prefix, afterAll(prefix), limit)
          .map((row) => text(row, "hash") ?? ""),
      ),
    append: (events) => run(() => append(database, statements, events)),
    read: (query) => run(() => read(statements, query)),
    putDocument: ({ kind, name, json }) =>
      run(() => void statements.putDocument.run(kind, name, json)),
    getDocument: (kind, name) =>
      run(() => {
        const json = text(statements.getDocument.get(kind, name), "json");
        return json === undefined ? undefined : { kind, name, json };
      }),
    listDocuments: (query) => run(() => listDocuments(statements, query)),
    close: () => run(() => database.close()),
  };
}

function openDatabase(file: string, busyTimeoutMs: number): DatabaseSync {
  mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
  // Made before SQLite makes it, because its companions take over the rights of the file.
  closeSync(openSync(file, "a", 0o600));
  chmodSync(file, 0o600);
  const database = new DatabaseSync(file, { timeout: busyTimeoutMs });
  try {
    database.exec("PRAGMA journal_mode = WAL");
    database.exec("PRAGMA synchronous = FULL");
    migrate(database, file);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

function putBlob(statements: Statements, json: string): string {
  const hash = sha256(json);
  statements.putBlob.run(hash, json);
  return hash;
}

function append(database: DatabaseSync, statements: Statements, events: readonly Event[]): void {
  if (events.length === 0) return;
  inTransaction(database, () => {
    for (const event of events) appendOne(statements, event);
  });
}

function appendOne(statements: Statements, event: Event): void {
  const { stream, seq, hash } = event;
  const there = text(statements.hashOfEvent.get(stream, seq), "hash");
  if (there === undefined) statements.addEvent.run(stream, seq, hash, JSON.stringify(event));
  else if (there !== hash) throw otherEventThere(event);
}

function read(
  statements: Statements,
  { after, limit, streamPrefix = "" }: Parameters<RecordPort["read"]>[0],
): Awaited<ReturnType<RecordPort["read"]>> {
  const position = Number(after);
  const rows =
    streamPrefix === ""
      ? statements.events.all(position, limit)
      : statements.eventsOf.all(position, streamPrefix, afterAll(streamPrefix), limit);
  return {
    // Only `append` writes here, from an Event; whether it is still the same, its hash tells.
    events: rows.map((row) => JSON.parse(text(row, "json") ?? "") as Event),
    next: text(rows.at(-1), "position") ?? after,
  };
}

function listDocuments(
  statements: Statements,
  { kind, after, limit }: Parameters<RecordPort["listDocuments"]>[0],
): Awaited<ReturnType<RecordPort["listDocuments"]>> {
  const documents = statements.documents.all(kind, after, limit).map((row): StoredDocument => ({
    kind,
    name: text(row, "name") ?? "",
    json: text(row, "json") ?? "",
  }));
  return { documents, next: documents.at(-1)?.name ?? after };
}

/** A text that sorts behind everything that begins with `prefix`: no character sorts behind this one. */
function afterAll(prefix: string): string {
  return `${prefix}\u{10FFFF}`;
}

type Row = ReturnType<Statements["getBlob"]["get"]>;

/** A column as text; undefined when there is no row. */
function text(row: Row, column: string): string | undefined {
  const value = row?.[column];
  return value === undefined || value === null ? undefined : String(value);
}

function guarded<T>(file: string, work: () => T): T {
  try {
    return work();
  } catch (error) {
    throw sqliteError(error, file);
  }
}
