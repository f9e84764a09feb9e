import { readFileSync } from "node:fs";
import { request, type IncomingMessage } from "node:http";
import path from "node:path";
import { env, stateDir } from "../platform/env.ts";
import { API_ROOT } from "../server/api-root.ts";
import { apiSocket } from "../server/api-socket.ts";
import type { FieldError, Problem } from "../server/problem.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import { UserError } from "./user-error.ts";

/** The server's API as commands use it. Every refusal is thrown as a `UserError` in the server's words. */
export interface ApiClient {
  get<T>(path: string): Promise<T>;
  send<T>(method: "POST" | "PUT", path: string, body: object): Promise<T>;
  /** Server-sent messages from after `lastId` on, until the signal is aborted or the server ends. */
  follow<T>(path: string, lastId: string, signal: AbortSignal): AsyncGenerator<Message<T>>;
}

export interface Message<T> {
  readonly id: string;
  readonly data: T;
}

/** The data directory that the options name, or the environment, or the default. */
export function dataDirOf(options: { readonly dataDir?: string }): string {
  return path.resolve(options.dataDir ?? env("FLEETLIFT_DATA_DIR") ?? stateDir());
}

/** What names the server, and what proves who asks. */
export interface ApiOptions {
  readonly dataDir?: string;
  readonly tokenFile?: string;
}

export function openApi(options: ApiOptions): ApiClient {
  const dataDir = dataDirOf(options);
  const call = (
    method: string,
    at: string,
    { headers, ...rest }: Partial<Call> = {},
  ): Promise<IncomingMessage> => {
    const proved = { ...proofOf(options), ...headers };
    return open({ dataDir, method, path: `${API_ROOT}${at}`, headers: proved, ...rest });
  };
  return {
    get: async (at) => JSON.parse(await textOf(await call("GET", at))),
    send: async (method, at, body) => {
      const headers = { "content-type": "application/json" };
      const response = await call(method, at, { headers, body: JSON.stringify(body) });
      return JSON.parse(await textOf(response));
    },
    follow: async function* (at, lastId, signal) {
      const headers = { accept: "text/event-stream", ...(lastId && { "last-event-id": lastId }) };
      yield* messages(await call("GET", at, { headers, signal }), signal);
    },
  };
}

/** The token of the file that is named, or of the environment; without one the socket says who asks. */
function proofOf({ tokenFile }: ApiOptions): Readonly<Record<string, string>> {
  const token = tokenFile === undefined ? env("FLEETLIFT_TOKEN") : readToken(tokenFile);
  return token === undefined ? {} : { authorization: `Bearer ${token}` };
}

function readToken(file: string): string {
  try {
    return readFileSync(file, "utf8").trim();
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    const help = "name a file that holds one";
    throw new UserError(`the token could not be read: ${why}`, help, exitCodes.wrongInput);
  }
}

/** Whether a server answers for this data directory. */
export async function isServed(options: ApiOptions): Promise<boolean> {
  try {
    await openApi(options).get("/status");
    return true;
  } catch (error) {
    if (error instanceof NotRunning) return false;
    throw error;
  }
}

/** No server listens for this data directory. */
export class NotRunning extends UserError {
  constructor(dataDir: string) {
    super(
      `no fleetlift is running with the data directory ${dataDir}`,
      "start one with: fleetlift up   (or name another with --data-dir or FLEETLIFT_DATA_DIR)",
    );
  }
}

/** What the server refused, with the fields that it refused it for. */
export class Refused extends UserError {
  readonly fields: readonly FieldError[];

  constructor(detail: string, help: string, exitCode: ExitCode, fields: readonly FieldError[]) {
    const lines = fields.map((field) => {
      const place = [field.document ?? "", field.path].filter((part) => part !== "");
      return `\n  ${[...place, field.detail].join(": ")}`;
    });
    super(`${detail}${lines.join("")}`, help, exitCode);
    this.fields = fields;
  }
}

interface Call {
  readonly dataDir: string;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly signal?: AbortSignal;
}

/** The response's head, when it is a success. */
async function open(call: Call): Promise<IncomingMessage> {
  const { dataDir, method, headers, body, signal } = call;
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    const outgoing = request(
      {
        socketPath: apiSocket(dataDir),
        path: call.path,
        method,
        headers,
        agent: false,
        ...(signal && { signal }),
      },
      resolve,
    );
    outgoing.on("error", (error: NodeJS.ErrnoException) => reject(notReached(error, dataDir)));
    outgoing.end(body);
  });
  if ((response.statusCode ?? 500) < 300) return response;
  throw refused(await textOf(response));
}

function notReached(error: NodeJS.ErrnoException, dataDir: string): Error {
  if (error.code === "ENOENT" || error.code === "ECONNREFUSED") {
    return new NotRunning(dataDir);
  }
  if (error.code === "EACCES") {
    return new UserError(`the fleetlift of ${dataDir} belongs to another user`, "use your own");
  }
  if (error.code === "ECONNRESET") {
    return new UserError(
      "the server ended before it answered; what was asked may have been done or not",
      "start it again with: fleetlift up   and say it again: nothing is done twice",
    );
  }
  return error;
}

const EXIT_CODES: Readonly<Record<number, ExitCode>> = {
  400: exitCodes.wrongInput,
  404: exitCodes.wrongInput,
};

function refused(text: string): Error {
  try {
    // Every error of the server has this form; another program on the socket ends in the catch.
    const { status, detail, help, errors = [] } = JSON.parse(text) as Problem;
    return new Refused(detail, help, EXIT_CODES[status] ?? exitCodes.failed, errors);
  } catch {
    return new UserError(`the server answered something that is not its API: ${text}`);
  }
}

async function textOf(response: IncomingMessage): Promise<string> {
  response.setEncoding("utf8");
  let text = "";
  for await (const chunk of response) text += String(chunk);
  return text;
}

/** Parses `text/event-stream`: blocks of `id:` and `data:` lines, each ended by an empty line. */
async function* messages<T>(
  response: IncomingMessage,
  signal: AbortSignal,
): AsyncGenerator<Message<T>> {
  response.setEncoding("utf8");
  let rest = "";
  try {
    for await (const chunk of response) {
      rest += String(chunk);
      const blocks = rest.split("\n\n");
      rest = blocks.pop() ?? "";
      for (const block of blocks) {
        const message = parseBlock<T>(block);
        if (message !== undefined) yield message;
      }
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

function parseBlock<T>(block: string): Message<T> | undefined {
  const field = (name: string): string =>
    block
      .split("\n")
      .filter((line) => line.startsWith(`${name}:`))
      .map((line) => line.slice(name.length + 1).trimStart())
      .join("\n");
  const data = field("data");
  // A comment, sent to keep the line open, has no data.
  return data === "" ? undefined : { id: field("id"), data: JSON.parse(data) };
}
