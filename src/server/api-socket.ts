import { createHash } from "node:crypto";
import { tmpdir } from "node:os";
import path from "node:path";

/** A unix socket's path may have 107 bytes on Linux and 103 on macOS. */
const LONGEST_SOCKET_PATH = 100;

/**
 * The socket on which the server of this data directory listens: in the directory itself, or, where
 * its path would be too long for a socket, in a folder named after it among the temporary files.
 */
export function apiSocket(dataDir: string): string {
  const inside = path.join(dataDir, "api.sock");
  if (Buffer.byteLength(inside) <= LONGEST_SOCKET_PATH) return inside;
  const name = createHash("sha256").update(dataDir).digest("hex").slice(0, 16);
  return path.join(tmpdir(), `fleetlift-${name}`, "api.sock");
}
