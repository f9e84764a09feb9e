import http from "node:http";
import https from "node:https";
import { ChannelRefusal, Throttled } from "../../ports/channel-port.ts";
import { PortError } from "../../ports/port-error.ts";
import { systemClock } from "../../platform/clock.ts";
import { deadline } from "../../platform/deadline.ts";

/** How long one exchange may take, in real milliseconds. */
export const TIMEOUT_MS = 10_000;
/** Of a 429 that does not say for how long. */
const PAUSE_MS = 30_000;
const SHORTEST_PAUSE_MS = 1_000;
const LONGEST_PAUSE_MS = 3_600_000;

export interface HttpCall {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
  /** Who is called, as errors name it: addresses may hold secrets and are never shown. */
  readonly who: string;
  /** Called when the request is written out whole. */
  readonly handed?: (() => Promise<void>) | undefined;
  readonly timeoutMs?: number;
  /** What must not be shown where an answer repeats it. */
  readonly secrets?: readonly string[];
}

export interface HttpAnswer {
  readonly status: number;
  readonly text: string;
}

/**
 * Posts and gives back what is a success, in words otherwise: 429 is `Throttled`, and so is a 503 that
 * says for how long; 5xx and no answer are transient, 400, 413 and 422 refuse this message, any other 4xx is terminal. Redirects are
 * refused: they would take what is sent where nobody said that it may go.
 */
export async function httpCall(call: HttpCall): Promise<HttpAnswer> {
  const { status, text, retryAfter } = await exchanged(call);
  if (status < 300) return { status, text };
  if (status === 429 || status === 420 || (status === 503 && retryAfter !== undefined)) {
    const afterMs = retryAfterMs(retryAfter, systemClock.nowMs());
    throw new Throttled(afterMs, `${call.who} asks for a pause of ${Math.ceil(afterMs / 1000)}s`);
  }
  const words = `${call.who} answers ${status}${status < 400 ? ELSEWHERE : said(text, call.secrets)}`;
  if (status >= 500 || status === 408 || status === 425) throw new PortError("transient", words);
  if (status === 400 || status === 413 || status === 422)
    throw new ChannelRefusal("message", words);
  throw new PortError("terminal", words);
}

const ELSEWHERE = ": redirects are not followed, name the address itself";

interface Exchanged extends HttpAnswer {
  readonly retryAfter: string | undefined;
}

async function exchanged(call: HttpCall): Promise<Exchanged> {
  let handed: Promise<void> | undefined;
  try {
    return await exchange(call, () => {
      handed = call.handed?.();
    });
  } catch (error) {
    throw notReached(call.who, error);
  } finally {
    await handed;
  }
}

/** Nobody's answer needs more; the rest is not read. */
const ANSWER_LENGTH = 1_000_000;

function exchange(
  { url, headers, body, timeoutMs = TIMEOUT_MS }: HttpCall,
  onWritten: () => void,
): Promise<Exchanged> {
  const { request } = new URL(url).protocol === "https:" ? https : http;
  return new Promise((resolve, reject) => {
    const length = String(Buffer.byteLength(body));
    const options = {
      method: "POST",
      // A line of its own: one that was kept may be dead, and swallow what is written to it.
      agent: false,
      headers: { ...headers, "content-length": length },
      signal: deadline(timeoutMs),
    };
    const asked = request(url, options, (response) => {
      let text = "";
      response.setEncoding("utf8");
      response.on("data", (part: string) => {
        if (text.length < ANSWER_LENGTH) text += part;
      });
      response.on("error", reject);
      response.on("end", () => {
        const retryAfter = response.headers["retry-after"];
        resolve({ status: response.statusCode ?? 0, text, retryAfter });
      });
    });
    asked.on("error", reject);
    asked.on("finish", onWritten);
    asked.end(body);
  });
}

/** The error's own words are left out: they may name the address. */
function notReached(who: string, error: unknown): PortError {
  const code = error instanceof Error && "code" in error ? String(error.code) : "no connection";
  if (code === "ABORT_ERR") return new PortError("transient", `${who} gave no answer in time`);
  if (code === "ERR_INVALID_URL" || code === "ERR_INVALID_PROTOCOL")
    return new PortError("terminal", `the address of ${who} is none`);
  return new PortError("transient", `${who} cannot be reached: ${code}`);
}

/** Seconds, or a date of HTTP; at least a second, and an hour at most. */
export function retryAfterMs(header: string | undefined, nowMs: number): number {
  if (header === undefined || header.trim() === "") return PAUSE_MS;
  const seconds = Number(header);
  const afterMs = Number.isFinite(seconds) ? seconds * 1000 : Date.parse(header) - nowMs;
  if (Number.isNaN(afterMs)) return PAUSE_MS;
  return Math.min(Math.max(afterMs, SHORTEST_PAUSE_MS), LONGEST_PAUSE_MS);
}

/** The first line of an answer, as far as it can be shown to anybody and on any terminal. */
function said(text: string, secrets: readonly string[] = []): string {
  const plain = secrets
    .flatMap(partsOf)
    .filter((secret) => secret.length > 1)
    .reduce((shown, secret) => shown.replaceAll(secret, "***"), text);
  const line = (plain.trim().split("\n")[0] ?? "").replaceAll(/\p{Cc}+/gu, " ");
  return line === "" || line.startsWith("<") ? "" : `: ${line.slice(0, 200)}`;
}

/** A secret, and of an address what servers repeat: its path and its query. */
function partsOf(secret: string): readonly string[] {
  const url = URL.parse(secret);
  if (url === null) return [secret];
  return [secret, `${url.pathname}${url.search}`, url.pathname, url.search];
}
