/**
 * The service endpoint: where the Restate server brings messages to be handled. On 127.0.0.1 only,
 * and only for calls signed by our server's key. Every path is answered by the code that runs now:
 * messages under way stay with the path of the build that began them.
 */
import { createServer, type Http2Server, type ServerHttp2Session } from "node:http2";
import type { AddressInfo } from "node:net";
import { createEndpointHandler } from "@restatedev/restate-sdk";
import { type Clock, systemClock } from "../platform/clock.ts";
import type { HostObject } from "../ports/host-port.ts";
import { restateObject } from "./restate-object.ts";

export interface EndpointOptions {
  readonly objects: readonly HostObject[];
  readonly clock: Clock;
  /** Port that was used before; another one is taken when it is not free. */
  readonly port: number;
  readonly publicIdentity: string;
  readonly log: (line: string) => void;
}

export interface Endpoint {
  readonly port: number;
  /** Takes no new messages, lets those under way end for up to five seconds, and closes. */
  close(): Promise<void>;
}

const LOOPBACK = "127.0.0.1";
const CLOSE_PATIENCE_MS = 5_000;

export async function openEndpoint(options: EndpointOptions): Promise<Endpoint> {
  const { objects, clock, publicIdentity, log } = options;
  const server = createServer(
    createEndpointHandler({
      services: objects.map((hosted) => restateObject(hosted, { clock, log })),
      identityKeys: [publicIdentity],
      // Failed tries are logged where they happen; the SDK would tell each of them at length.
      logger: () => {},
    }),
  );
  const sessions = new Set<ServerHttp2Session>();
  server.on("session", (session) => {
    sessions.add(session);
    session.on("error", () => {});
    session.on("close", () => sessions.delete(session));
  });
  const port = await listen(server, options.port);
  return { port, close: () => close(server, sessions) };
}

async function listen(server: Http2Server, port: number): Promise<number> {
  try {
    return await listenOn(server, port);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") throw error;
    return await listenOn(server, 0);
  }
}

function listenOn(server: Http2Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, LOOPBACK, () => {
      server.off("error", reject);
      // A server that listens on a port has an address of this form.
      resolve((server.address() as AddressInfo).port);
    });
  });
}

async function close(
  server: Http2Server,
  sessions: ReadonlySet<ServerHttp2Session>,
): Promise<void> {
  const patience = new AbortController();
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  // Tells the other side to bring no more. A stream is one handling: a session ends with its last.
  for (const session of sessions) session.close();
  await Promise.race([closed, systemClock.sleep(CLOSE_PATIENCE_MS, patience.signal)]);
  patience.abort();
  for (const session of sessions) session.destroy();
  await closed;
}
