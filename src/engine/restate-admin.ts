/** The Restate server's admin API, over its socket. Answers are parsed here and trusted elsewhere. */
import * as z from "zod";
import { EngineError } from "./engine-error.ts";
import type { SocketClient, SocketRequest } from "./socket-http.ts";

const TIMEOUT_MS = 10_000;
const HEALTH_TIMEOUT_MS = 2_000;

const Deployments = z.object({
  deployments: z.array(z.object({ id: z.string(), uri: z.string().optional() })),
});
export type Deployment = z.infer<typeof Deployments>["deployments"][number];

export interface RestateAdmin {
  isHealthy(): Promise<boolean>;
  /** Version of the server that answers. */
  version(): Promise<string>;
  deployments(): Promise<readonly Deployment[]>;
  /** Makes the server ask `uri` what it serves; from then on new messages go there. */
  register(uri: string): Promise<void>;
  /** Leads a deployment to another address; messages under way that belong to it follow. */
  move(deployment: string, uri: string): Promise<void>;
  query<Row>(sql: string, row: z.ZodType<Row>): Promise<readonly Row[]>;
  /** Lets a message that waits for its next try, or is paused, be tried at once. */
  resume(invocation: string): Promise<void>;
  /** Takes a message away as if it had never been handled further; what it wrote stays. */
  kill(invocation: string): Promise<void>;
}

export function restateAdmin(client: SocketClient): RestateAdmin {
  const ask = async (
    method: SocketRequest["method"],
    path: string,
    body?: object,
  ): Promise<string> => {
    const response = await client.send({
      method,
      path,
      headers: { accept: "application/json", "content-type": "application/json" },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      timeoutMs: TIMEOUT_MS,
    });
    if (response.status < 300) return response.text;
    throw new EngineError(`${method} ${path}: ${response.status} ${response.text.slice(0, 500)}`);
  };
  return {
    isHealthy: async () => {
      const asked = { method: "GET", path: "/health", timeoutMs: HEALTH_TIMEOUT_MS } as const;
      return await client.send(asked).then(
        ({ status }) => status === 200,
        () => false,
      );
    },
    version: async () =>
      z.object({ version: z.string() }).parse(JSON.parse(await ask("GET", "/version"))).version,
    deployments: async () =>
      Deployments.parse(JSON.parse(await ask("GET", "/deployments"))).deployments,
    register: async (uri) => void (await ask("POST", "/deployments", { uri })),
    move: async (deployment, uri) =>
      void (await ask("PATCH", `/deployments/${deployment}`, { uri })),
    query: async (sql, row) =>
      z
        .object({ rows: z.array(row) })
        .parse(JSON.parse(await ask("POST", "/query", { query: sql }))).rows,
    resume: async (invocation) => void (await ask("PATCH", `/invocations/${invocation}/resume`)),
    kill: async (invocation) => void (await ask("PATCH", `/invocations/${invocation}/kill`)),
  };
}
