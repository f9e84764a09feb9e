import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer, type IncomingMessage, type Server } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";

/** One request as the server under test saw it. */
export interface Seen {
  readonly method: string;
  /** Path and query. */
  readonly url: string;
  readonly contentType: string;
  readonly accept: string;
  readonly authorization: string | undefined;
  readonly body: unknown;
}

/** What to answer: a status with a body, a connection that breaks, or nothing at all. */
export type Answer =
  | { readonly status: number; readonly body: unknown; readonly retryAfter?: string }
  | "reset"
  | "silence";

export interface LoopbackApi {
  readonly url: string;
  /** A kubeconfig whose current context is this server. */
  readonly kubeconfig: string;
  readonly seen: readonly Seen[];
  /** Connections that were opened so far. */
  readonly connections: () => number;
  stop(): Promise<void>;
}

/** A server on a free loopback port that answers what an API server would, as `answer` says. */
export async function loopbackApi(answer: (seen: Seen) => Answer): Promise<LoopbackApi> {
  const seen: Seen[] = [];
  let connections = 0;
  const server = createServer((request, response) => {
    void readRequest(request).then((one) => {
      seen.push(one);
      const told = answer(one);
      if (told === "reset") request.socket.resetAndDestroy();
      if (told === "reset" || told === "silence") return;
      if (told.retryAfter !== undefined) response.setHeader("Retry-After", told.retryAfter);
      response.writeHead(told.status, { "Content-Type": "application/json" });
      response.end(typeof told.body === "string" ? told.body : JSON.stringify(told.body));
    });
  });
  server.on("connection", () => (connections += 1));
  const folder = await mkdtemp(path.join(tmpdir(), "fleetlift-api-"));
  const url = await listen(server);
  const kubeconfig = path.join(folder, "config");
  await writeFile(kubeconfig, kubeconfigFor(url));
  return {
    url,
    kubeconfig,
    seen,
    connections: () => connections,
    stop: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await rm(folder, { recursive: true });
    },
  };
}

/** A failure as an API server words it. */
export function failure(code: number, message: string, details?: object): Answer {
  const body = { kind: "Status", apiVersion: "v1", status: "Failure", message, code, details };
  return { status: code, body };
}

async function readRequest(request: IncomingMessage): Promise<Seen> {
  const text = (await request.toArray()).join("");
  return {
    method: request.method ?? "",
    url: request.url ?? "",
    contentType: request.headers["content-type"] ?? "",
    accept: request.headers.accept ?? "",
    authorization: request.headers.authorization,
    body: text === "" ? undefined : JSON.parse(text),
  };
}

function listen(server: Server): Promise<string> {
  return new Promise((resolve) => {
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      const port = typeof address === "object" && address !== null ? address.port : 0;
      resolve(`http://127.0.0.1:${port}`);
    });
  });
}

function kubeconfigFor(url: string): string {
  return `
apiVersion: v1
kind: Config
clusters: [{ name: here, cluster: { server: "${url}" } }]
users: [{ name: me, user: { token: secret } }]
contexts: [{ name: here, context: { cluster: here, user: me } }]
current-context: here
`;
}
