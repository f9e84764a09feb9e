import { Agent, request } from "node:http";
import { deadline } from "../platform/deadline.ts";

export interface SocketRequest {
  readonly method: "GET" | "POST" | "PATCH" | "DELETE";
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Limit of the whole exchange in real milliseconds. */
  readonly timeoutMs: number;
}

export interface SocketResponse {
  readonly status: number;
  readonly text: string;
}

export interface SocketClient {
  /** Throws what the connection throws; any status is an answer. */
  send(request: SocketRequest): Promise<SocketResponse>;
  close(): void;
}

/** HTTP over a unix socket, with connections kept open. */
export function socketClient(socketPath: string): SocketClient {
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  return {
    send: (asked) => exchange(socketPath, agent, asked),
    close: () => agent.destroy(),
  };
}

function exchange(
  socketPath: string,
  agent: Agent,
  { method, path, headers, body, timeoutMs }: SocketRequest,
): Promise<SocketResponse> {
  return new Promise((resolve, reject) => {
    const signal = deadline(timeoutMs);
    const asked = request({ socketPath, agent, method, path, headers, signal }, (response) => {
      const parts: Buffer[] = [];
      response.on("data", (part: Buffer) => parts.push(part));
      response.on("error", reject);
      response.on("end", () => {
        resolve({
          status: response.statusCode ?? 0,
          text: Buffer.concat(parts).toString("utf8"),
        });
      });
    });
    asked.on("error", reject);
    asked.end(body);
  });
}
