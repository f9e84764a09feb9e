import type { DatabaseSync } from "node:sqlite";
import { PortError } from "../../../ports/port-error.ts";
import { inTransaction } from "./in-transaction.ts";

/**
 * The forms that the file went through, oldest first; the number of a form is its place from 1.
 * What was published is never changed: a new form is added at the end, so that every older file
 * goes through the same steps.
 */
const MIGRATIONS: readonly string[] = [
  `
  CREATE TABLE blobs (
    hash TEXT PRIMARY KEY,
    json TEXT NOT NULL
  ) STRICT;
  -- Positions are never given twice, so a cursor keeps its place.
  CREATE TABLE events (
    position INTEGER PRIMARY KEY AUTOINCREMENT,
    stream TEXT NOT NULL,
    seq INTEGER NOT NULL,
    hash TEXT NOT NULL,
    json TEXT NOT NULL,
    UNIQUE (stream, seq)
  ) STRICT;
  CREATE TABLE documents (
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    json TEXT NOT NULL,
    PRIMARY KEY (kind, name)
  ) STRICT;
  `,
];

/**
 * Brings a file to the newest form, from whatever form it has, in one transaction: two processes
 * that open it at once do it once. A file of a newer fleetlift is refused, never touched.
 */
export function migrate(database: DatabaseSync, file: string, migrations = MIGRATIONS): void {
  inTransaction(database, () => {
    database.exec("CREATE TABLE IF NOT EXISTS schema_version (version INTEGER NOT NULL) STRICT");
    const newest = database.prepare("SELECT max(version) AS version FROM schema_version").get();
    const version = Number(newest?.["version"] ?? 0);
    if (version > migrations.length) throw tooNew(file, version, migrations.length);
    for (const [done, sql] of migrations.entries()) {
      if (done < version) continue;
      database.exec(sql);
      database.prepare("INSERT INTO schema_version (version) VALUES (?)").run(done + 1);
    }
  });
}

function tooNew(file: string, version: number, known: number): PortError {
  return new PortError(
    "terminal",
    `the records in ${file} were written by a newer fleetlift (form ${version}, this one knows ${known}): use that version, or another file`,
  );
}
