/**
 * One engine a data directory, by a lock that ends with its holder. Who holds it stands beside it,
 * for the message that the second one gives.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { type HeldLock, tryLock } from "../platform/file-lock.ts";
import { EngineError } from "./engine-error.ts";
import type { EngineFiles } from "./engine-files.ts";

/** Takes the lock and returns how to let go of it. Throws `EngineError` when another process has it. */
export function lockEngine(files: EngineFiles): () => void {
  const lock = take(files);
  writeFileSync(`${files.lock}.holder`, String(process.pid), { mode: 0o600 });
  return () => lock.release();
}

function take(files: EngineFiles): HeldLock {
  let lock: HeldLock | undefined;
  try {
    lock = tryLock(files.lock);
  } catch (error) {
    throw new EngineError(`cannot use ${files.lock}: ${String(error)}`, { cause: error });
  }
  if (lock !== undefined) return lock;
  throw new EngineError(
    `${files.dir} is in use by another fleetlift (process id ${holder(files)}): stop that one, or choose another --data-dir`,
  );
}

function holder(files: EngineFiles): string {
  try {
    return readFileSync(`${files.lock}.holder`, "utf8");
  } catch {
    return "unknown";
  }
}
