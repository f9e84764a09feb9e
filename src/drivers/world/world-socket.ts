import { Agent, request as httpRequest, type IncomingMessage } from "node:http";
import type { Json } from "../../model/data.ts";
import type { ClockScale } from "../../platform/clock.ts";
import { deadline } from "../../platform/deadline.ts";
import type { Connect } from "../../ports/connect.ts";
import { PortError } from "../../ports/port-error.ts";
import type { Answers } from "../../world/requests.ts";
import type { ClusterStatus } from "../../world/world-status.ts";
import type { WorldDoor } from "./world-door.ts";
import { worldPorts } from "./world-ports.ts";

/** A world in another process. Every call throws a transient `PortError` while nobody answers there. */
export interface WorldClient extends WorldDoor {
  readonly connect: Connect;
  /** The clock that everything in this world goes by. */
  clock(): Promise<ClockScale>;
  status(): Promise<readonly ClusterStatus[]>;
  ledger(): Promise<Readonly<Record<string, Answers["ledger"]>>>;
  /** Puts a fault in, as people write it. */
  break(cluster: string, fault: Json): Promise<void>;
  /** Closes idle connections; none holds the process open. */
  close(): void;
}

/** A simulated cluster answers at once: what takes this long (in real time) is lost. */
const TIMEOUT_MS = 15_000;

/** Opens the way to the world behind a socket; nothing is sent yet. */
export function connectWorldSocket(socket: string): WorldClient {
  const agent = new Agent({ keepAlive: true, maxSockets: 16 });
  const call = async <T>(method: "GET" | "POST", path: string, body?: object): Promise<T> => {
    const { status, text } = await exchange({ socket, agent, method, path, body });
    // The world's own answers: it is of the same build as we are.
    if (status === 200) return JSON.parse(text) as T;
    throw new PortError("terminal", messageOf(text));
  };
  const post = <T>(cluster: string, kind: string, body: object): Promise<T> =>
    call<T>("POST", `/clusters/${encodeURIComponent(cluster)}/${kind}`, body);
  const door: WorldDoor = { ask: (cluster, kind, request) => post(cluster, kind, request) };
  return {
    ...door,
    connect: (member) => Promise.resolve(worldPorts(door, member)),
    clock: () => call("GET", "/clock"),
    status: () => call("GET", "/status"),
    ledger: () => call("GET", "/ledger"),
    break: async (cluster, fault) => void (await post(cluster, "break", { fault })),
    close: () => agent.destroy(),
  };
}

interface Call {
  readonly socket: string;
  readonly agent: Agent;
  readonly method: string;
  readonly path: string;
  readonly body: object | undefined;
}

async function exchange(call: Call): Promise<{ readonly status: number; readonly text: string }> {
  const { socket, agent, method, path, body } = call;
  try {
    const response = await new Promise<IncomingMessage>((resolve, reject) => {
      const options = { socketPath: socket, agent, method, path, signal: deadline(TIMEOUT_MS) };
      const outgoing = httpRequest(options, resolve);
      outgoing.on("error", reject);
      outgoing.end(body === undefined ? undefined : JSON.stringify(body));
    });
    response.setEncoding("utf8");
    let text = "";
    for await (const chunk of response) text += String(chunk);
    return { status: response.statusCode ?? 500, text };
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new PortError("transient", `the world does not answer: ${why}`, { cause: error });
  }
}

function messageOf(text: string): string {
  try {
    // As above.
    return (JSON.parse(text) as { readonly message: string }).message;
  } catch {
    return `something else than a world answered: ${text.slice(0, 200)}`;
  }
}
