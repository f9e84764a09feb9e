import type { DatabaseSync, StatementSync } from "node:sqlite";

/** Everything that is ever asked of the file. */
export type Statements = Readonly<Record<keyof typeof SQL, StatementSync>>;

const SQL = {
  putBlob: "INSERT INTO blobs (hash, json) VALUES (?, ?) ON CONFLICT DO NOTHING",
  getBlob: "SELECT json FROM blobs WHERE hash = ?",
  findBlobs: "SELECT hash FROM blobs WHERE hash >= ? AND hash < ? ORDER BY hash LIMIT ?",
  hashOfEvent: "SELECT hash FROM events WHERE stream = ? AND seq = ?",
  addEvent: "INSERT INTO events (stream, seq, hash, json) VALUES (?, ?, ?, ?)",
  events: "SELECT position, json FROM events WHERE position > ? ORDER BY position LIMIT ?",
  eventsOf: `
    SELECT position, json FROM events
    WHERE position > ? AND stream >= ? AND stream < ? ORDER BY position LIMIT ?`,
  putDocument: `
    INSERT INTO documents (kind, name, json) VALUES (?, ?, ?)
    ON CONFLICT (kind, name) DO UPDATE SET json = excluded.json`,
  getDocument: "SELECT json FROM documents WHERE kind = ? AND name = ?",
  documents: "SELECT name, json FROM documents WHERE kind = ? AND name > ? ORDER BY name LIMIT ?",
} as const;

/** Parsed once, run often. */
export function prepare(database: DatabaseSync): Statements {
  // The keys are those of SQL, one by one.
  return Object.fromEntries(
    Object.entries(SQL).map(([name, sql]) => [name, database.prepare(sql)]),
  ) as unknown as Statements;
}
