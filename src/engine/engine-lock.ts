/**
 * One engine a data directory. The lock is a transaction on a small SQLite file: the operating
 * system lets go of it when the process ends, however it ends, so there is no stale lock. Who holds
 * it stands beside it, for the message that the second one gives.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { DatabaseSync } from "node:sqlite";
import { EngineError } from "./engine-error.ts";
import type { EngineFiles } from "./engine-files.ts";

/** Takes the lock and returns how to let go of it. Throws `EngineError` when another process has it. */
export function lockEngine(files: EngineFiles): () => void {
  const lock = new DatabaseSync(files.lock);
  try {
    lock.exec("PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    throw new EngineError(
      `${files.dir} is in use by another fleetlift (process id ${holder(files)}): stop that one, or choose another --data-dir`,
      { cause: error },
    );
  }
  writeFileSync(`${files.lock}.holder`, String(process.pid), { mode: 0o600 });
  return () => lock.close();
}

function holder(files: EngineFiles): string {
  try {
    return readFileSync(`${files.lock}.holder`, "utf8");
  } catch {
    return "unknown";
  }
}
