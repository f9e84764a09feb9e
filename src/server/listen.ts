import { chmodSync, lstatSync, mkdirSync, rmSync } from "node:fs";
import { createServer, type Server } from "node:http";
import path from "node:path";
import { getRequestListener } from "@hono/node-server";
import { systemClock } from "../platform/clock.ts";

export interface Listening {
  /** Ends the followers' streams, lets running requests finish, and closes. */
  close(): Promise<void>;
}

/**
 * Serves `fetch` on a unix socket that only its owner can open. A socket file that a killed server
 * left is replaced: whoever calls this holds the data directory. `endStreams` ends the streams that
 * would otherwise never end.
 */
export async function listenOnSocket(
  socket: string,
  fetch: (request: Request) => Response | Promise<Response>,
  endStreams: () => void,
): Promise<Listening> {
  const folder = path.dirname(socket);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  if (lstatSync(folder).uid !== process.getuid?.()) {
    throw new Error(`${folder} belongs to another user: choose another --data-dir`);
  }
  chmodSync(folder, 0o700);
  rmSync(socket, { force: true });
  const server = createServer(getRequestListener(fetch));
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(socket, resolve);
  });
  return {
    close: async () => {
      endStreams();
      await closeServer(server);
    },
  };
}

const PATIENCE_MS = 2_000;
const ROUND_MS = 50;

/** `close` alone would wait for connections that become idle later, so they are closed in rounds. */
async function closeServer(server: Server): Promise<void> {
  let closed = false;
  const done = new Promise<void>((resolve) => {
    server.close(() => {
      closed = true;
      resolve();
    });
  });
  for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += ROUND_MS) {
    server.closeIdleConnections();
    await Promise.race([done, systemClock.sleep(ROUND_MS)]);
    if (closed) return;
  }
  server.closeAllConnections();
  await done;
}
