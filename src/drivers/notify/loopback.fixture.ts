import {
  createServer,
  type IncomingHttpHeaders,
  type Server,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { systemClock } from "../../platform/clock.ts";

export interface Asked {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** How long it takes to answer what it has taken already. */
  readonly afterMs?: number;
}

export interface Loopback {
  readonly url: string;
  readonly asked: readonly Asked[];
  /** Answers that come before all others, one request each. */
  readonly first: Answer[];
  readonly end: () => Promise<void>;
}

/** An HTTP server on loopback, as a fake of a service is built on. */
export async function loopback(answer: (asked: Asked) => Answer): Promise<Loopback> {
  const asked: Asked[] = [];
  const first: Answer[] = [];
  const server = createServer((request, response) => {
    let body = "";
    request.on("data", (part: Buffer) => (body += part.toString()));
    request.on("end", () => {
      const { method = "", url: path = "", headers } = request;
      const one = { method, path, headers, body };
      asked.push(one);
      void give(response, first.shift() ?? answer(one));
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  // A server that listens on a port has an address of this form.
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, asked, first, end: () => closed(server) };
}

async function give(response: ServerResponse, answer: Answer): Promise<void> {
  if (answer.afterMs !== undefined) await systemClock.sleep(answer.afterMs);
  response.writeHead(answer.status, answer.headers);
  response.end(answer.body);
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
}
