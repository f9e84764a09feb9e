/**
 * The data directory: everything that one fleetlift keeps. Owned by one server at a time.
 * The lock is a transaction on a small SQLite file: the operating system lets go of it when the
 * process ends, however it ends, so that there is no stale lock to clean up. Who holds it is
 * written beside it, for the message that the second server gives.
 */
import { createHash } from "node:crypto";
import { chmodSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { DatabaseSync } from "node:sqlite";

/** Held by another server: in words, by whom. */
export class DataDirTaken extends Error {
  override readonly name = "DataDirTaken";
}

export interface DataDirLock {
  release(): void;
}

/** Makes the directory, for its owner only, and takes it. Throws `DataDirTaken`. */
export function takeDataDir(dataDir: string, about: { readonly pid: number }): DataDirLock {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  chmodSync(dataDir, 0o700);
  const holderFile = path.join(dataDir, "holder.json");
  const lock = new DatabaseSync(path.join(dataDir, "lock.db"));
  try {
    lock.exec("PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE");
  } catch {
    lock.close();
    throw new DataDirTaken(
      `${dataDir} is in use by fleetlift with process id ${pidIn(holderFile)}`,
    );
  }
  writeFileSync(holderFile, JSON.stringify(about), { mode: 0o600 });
  return { release: () => lock.close() };
}

function pidIn(holderFile: string): string {
  try {
    // Written above, by us or by an earlier build of us; anything else reads as unknown.
    const holder = JSON.parse(readFileSync(holderFile, "utf8")) as { readonly pid?: unknown };
    return typeof holder.pid === "number" ? String(holder.pid) : "unknown";
  } catch {
    return "unknown";
  }
}

/** A unix socket's path may have 107 bytes on Linux and 103 on macOS. */
const LONGEST_SOCKET_PATH = 100;

/**
 * The socket on which the server of this directory listens: in the directory itself, or, where its
 * path would be too long for a socket, in one named after it under the folder for temporary files.
 */
export function socketPath(dataDir: string): string {
  const inside = path.join(dataDir, "api.sock");
  if (Buffer.byteLength(inside) <= LONGEST_SOCKET_PATH) return inside;
  const name = createHash("sha256").update(dataDir).digest("hex").slice(0, 16);
  return path.join(tmpdir(), `fleetlift-${name}`, "api.sock");
}
