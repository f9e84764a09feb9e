import type { DatabaseSync } from "node:sqlite";

/** All of `work` or none of it. The place to write is taken at the start, so that two writers wait for each other instead of failing half-way. */
export function inTransaction(database: DatabaseSync, work: () => void): void {
  database.exec("BEGIN IMMEDIATE");
  try {
    work();
    database.exec("COMMIT");
  } catch (error) {
    // A full disk has ended the transaction already.
    if (database.isTransaction) database.exec("ROLLBACK");
    throw error;
  }
}
