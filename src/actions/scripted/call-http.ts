import type { Json } from "../../model/data.ts";
import { deadline } from "../../platform/deadline.ts";
import { PortError } from "../../ports/port-error.ts";

export interface HttpCall {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
  readonly limitMs: number;
}

/** What was answered, as expressions see it. */
export interface HttpAnswer {
  readonly status: number;
  /** Names in small letters. */
  readonly headers: Readonly<Record<string, string>>;
  /** Of JSON the data, of anything else the text. */
  readonly body: Json;
}

/** Makes a call. Throws a `PortError` when no answer came: transient, since another try may reach it. */
export type CallHttp = (call: HttpCall) => Promise<HttpAnswer>;

/** More than an answer that decides something; what is longer is not read on. */
const LIMIT_BYTES = 1024 * 1024;

export const callHttp: CallHttp = async ({ method, url, headers, body, limitMs }) => {
  try {
    const response = await fetch(url, {
      method,
      headers,
      ...(body !== undefined && { body }),
      // A redirect would take what is sent, secrets included, where nobody said that it may go.
      redirect: "manual",
      signal: deadline(limitMs),
    });
    const text = await readText(response);
    return {
      status: response.status,
      headers: Object.fromEntries(response.headers),
      body: bodyOf(text),
    };
  } catch (cause) {
    if (cause instanceof PortError) throw cause;
    throw new PortError("transient", `it gave no answer: ${causeWords(cause, limitMs)}`, { cause });
  }
};

async function readText(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.length;
    if (bytes > LIMIT_BYTES) {
      throw new PortError("terminal", `it answered with more than ${LIMIT_BYTES / 1024} KiB`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function bodyOf(text: string): Json {
  try {
    const data: Json = JSON.parse(text);
    return data;
  } catch {
    return text;
  }
}

function causeWords(error: unknown, limitMs: number): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return `not within ${limitMs / 1_000} s`;
  // What fetch throws says only that it failed; its cause says why.
  return error.cause instanceof Error ? error.cause.message : error.message;
}
