import * as z from "zod";
import type { Json } from "../../model/data.ts";
import { PortError } from "../../ports/port-error.ts";

/** One request to an API server, in the words that access rules (RBAC) use, so that a refusal can name them. */
export interface ApiRequest {
  readonly verb: "get" | "list" | "patch" | "create" | "delete";
  /** `nodes`, `pods/eviction`, or a path like `/readyz`. */
  readonly resource: string;
  /** `name` or `namespace/name` of the object; left out for lists. */
  readonly object?: string;
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  /** Forms of the answer to ask for; JSON when left out. */
  readonly accept?: string;
  readonly body?: Json;
}

/** What came back, whatever its status. */
export interface ApiAnswer {
  readonly status: number;
  /** From the Retry-After header. */
  readonly retryAfterMs: number | undefined;
  readonly text: string;
}

/** Sends and waits for the whole answer. Throws `PortError` only when there is none. */
export type Send = (request: ApiRequest) => Promise<ApiAnswer>;

/** A way to one API server, with the words for where its credentials come from. */
export interface Api {
  readonly send: Send;
  readonly source: string;
}

const statusSchema = z.object({
  kind: z.literal("Status"),
  status: z.string().optional(),
  code: z.number().optional(),
  reason: z.string().optional(),
  message: z.string().optional(),
  details: z
    .object({
      retryAfterSeconds: z.number().optional(),
      causes: z
        .array(z.object({ reason: z.string().optional(), message: z.string().optional() }))
        .nullish(),
    })
    .nullish(),
});

/** Kubernetes' own description of what went wrong (`kind: Status`). */
export type ApiStatus = z.infer<typeof statusSchema>;

/** The `Status` in an answer's body; undefined when the body is something else. */
export function statusOf(answer: ApiAnswer): ApiStatus | undefined {
  return statusSchema.safeParse(jsonOrUndefined(answer.text)).data;
}

/** Words of a refusal: those of the server, or the beginning of an odd body. */
export function wordsOf(answer: ApiAnswer): string {
  const words = statusOf(answer)?.message ?? answer.text.trim().slice(0, 200);
  return words === "" ? `HTTP status ${answer.status}` : words;
}

export function isSuccess(answer: ApiAnswer): boolean {
  return answer.status >= 200 && answer.status < 300;
}

/** "list nodes", "patch nodes a-1". */
export function wordsFor(request: ApiRequest): string {
  return [request.verb, request.resource, request.object].filter((part) => part).join(" ");
}

/** Sends, and reads the answer as `readAnswer` does. */
export async function ask<T>(api: Api, request: ApiRequest, schema: z.ZodType<T>): Promise<T> {
  return readAnswer(api, request, await api.send(request), schema);
}

/** Undefined when there is no such object. */
export async function find<T>(
  api: Api,
  request: ApiRequest,
  schema: z.ZodType<T>,
): Promise<T | undefined> {
  const answer = await api.send(request);
  return answer.status === 404 ? undefined : readAnswer(api, request, answer, schema);
}

/** The body of a successful answer as `schema` reads it; anything else is thrown as `PortError`. */
export function readAnswer<T>(
  api: Api,
  request: ApiRequest,
  answer: ApiAnswer,
  schema: z.ZodType<T>,
): T {
  if (!isSuccess(answer)) throw refusal(api, request, answer);
  const parsed = schema.safeParse(jsonOrUndefined(answer.text));
  if (parsed.success) return parsed.data;
  // A load balancer's page, or a body that was cut: the next answer may be a good one.
  throw new PortError(
    "transient",
    `asked to ${wordsFor(request)}, the API server answered something that cannot be read: ${z.prettifyError(parsed.error)}`,
  );
}

/** The error for an answer that is not a success: what may pass is `transient`, a refusal is `terminal`. */
export function refusal(api: Api, request: ApiRequest, answer: ApiAnswer): PortError {
  const [doing, words] = [wordsFor(request), wordsOf(answer)];
  switch (answer.status) {
    case 401:
      return new PortError(
        "terminal",
        `cannot ${doing}: the API server does not accept the credentials (${api.source}). Renew them, or name others under the member's "access".`,
      );
    case 403:
      return new PortError(
        "terminal",
        `may not ${doing}: ${words} (${api.source}). The user needs the right "${request.verb}" on "${request.resource}".`,
      );
    default:
      return new PortError(
        mayPass(answer.status) ? "transient" : "terminal",
        `cannot ${doing}: ${words}`,
      );
  }
}

/** Time-outs, races, forgotten pages, throttling and a server's own faults; every other 4xx stays as it is. */
function mayPass(status: number): boolean {
  return [408, 409, 410, 429].includes(status) || status >= 500;
}

function jsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
