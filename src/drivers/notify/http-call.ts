import { ChannelRefusal, Throttled } from "../../ports/channel-port.ts";
import { PortError } from "../../ports/port-error.ts";
import { deadline } from "../../platform/deadline.ts";

/** How long one exchange may take, in real milliseconds. */
export const TIMEOUT_MS = 10_000;
/** Of a 429 that does not say for how long. */
const PAUSE_MS = 30_000;
const LONGEST_PAUSE_MS = 3_600_000;

export interface HttpCall {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Who is called, as errors name it: addresses may hold secrets and are never shown. */
  readonly who: string;
  readonly timeoutMs?: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

/**
 * Posts and gives back what is a success, in words otherwise: 429 is `Throttled`, 5xx and no answer
 * are transient, 400, 413 and 422 refuse this message, any other 4xx is terminal. Redirects are
 * refused: they would take what is sent where nobody said that it may go.
 */
export async function httpCall(call: HttpCall): Promise<HttpAnswer> {
  const response = await answerOf(call);
  const text = await textOf(call, response);
  const { status } = response;
  if (status < 300) return { status, text };
  if (status === 429 || status === 420) {
    const afterMs = retryAfterMs(response.headers.get("retry-after"));
    throw new Throttled(afterMs, `${call.who} asks for a pause of ${Math.ceil(afterMs / 1000)}s`);
  }
  const words = `${call.who} answers ${status}${said(text)}`;
  if (status >= 500 || status === 408 || status === 425) throw new PortError("transient", words);
  if (status === 400 || status === 413 || status === 422)
    throw new ChannelRefusal("message", words);
  throw new PortError("terminal", words);
}

async function answerOf({ url, headers, body, who, timeoutMs }: HttpCall): Promise<Response> {
  try {
    return await fetch(url, {
      method: "POST",
      headers,
      body,
      redirect: "manual",
      signal: deadline(timeoutMs ?? TIMEOUT_MS),
    });
  } catch (error) {
    throw notReached(who, error);
  }
}

async function textOf({ who }: HttpCall, response: Response): Promise<string> {
  try {
    return await response.text();
  } catch (error) {
    throw notReached(who, error);
  }
}

/** The cause is left out of the error: `fetch` names the address in it. */
function notReached(who: string, error: unknown): PortError {
  if (error instanceof Error && error.name === "TimeoutError") {
    return new PortError("transient", `${who} gave no answer in time`);
  }
  const cause = error instanceof Error ? error.cause : undefined;
  const code = cause instanceof Error && "code" in cause ? String(cause.code) : undefined;
  if (code === "ERR_INVALID_URL") return new PortError("terminal", `the address of ${who} is none`);
  const words = code ?? (cause instanceof Error ? cause.message : "no connection");
  return new PortError("transient", `${who} cannot be reached: ${words}`);
}

/** Seconds, or a date of HTTP. */
export function retryAfterMs(header: string | null): number {
  if (header === null || header.trim() === "") return PAUSE_MS;
  const seconds = Number(header);
  // A date says when: how long that is needs no exact clock, and an hour is the most anyway.
  if (!Number.isFinite(seconds)) return PAUSE_MS;
  return Math.min(Math.max(seconds * 1000, 0), LONGEST_PAUSE_MS);
}

function said(text: string): string {
  const line = text.trim().split("\n")[0] ?? "";
  return line === "" || line.startsWith("<") ? "" : `: ${line.slice(0, 200)}`;
}
