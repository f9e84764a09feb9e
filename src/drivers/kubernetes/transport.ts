/**
 * The way to one API server. The client library is used for what is hard (credentials, exec
 * plugins, certificates, proxies); requests and answers are handled here as they are, because its
 * typed calls drop what an eviction needs: the status of a body, the causes of a refusal.
 * It owns one pool of connections and lives as long as one look. Every request has a time limit,
 * no more than eight of them are under way, and
 * the first that gets no answer in time is the last.
 */
import type { RequestContext } from "@kubernetes/client-node";
import { deadline } from "../../platform/deadline.ts";
import type { PortError } from "../../ports/port-error.ts";
import { type Api, type ApiAnswer, type ApiRequest, wordsFor } from "./api.ts";
import type { FoundAccess } from "./kubeconfig.ts";
import { limited } from "../../platform/limited.ts";
import { networkError } from "./network-error.ts";

const MAX_CONCURRENT = 8;
/** A page of 500 pods from a busy server takes seconds; nothing takes this long and comes to a good end. */
const DEFAULT_TIMEOUT_MS = 20_000;

const METHODS = {
  get: "GET",
  list: "GET",
  patch: "PATCH",
  create: "POST",
  delete: "DELETE",
} as const;

type Dispatcher = ReturnType<RequestContext["getDispatcher"]>;

/** Opens the way; nothing is sent yet. A time limit counts for each request, credentials plugin included. */
export async function openTransport(
  access: FoundAccess,
  timeoutMs: number = DEFAULT_TIMEOUT_MS,
): Promise<Api> {
  const client = await import("@kubernetes/client-node");
  const library = new client.IsomorphicFetchHttpLibrary();
  const enter = limited(MAX_CONCURRENT);
  let pool: Dispatcher;

  const exchange = async (request: ApiRequest, signal: AbortSignal): Promise<ApiAnswer> => {
    const context = new client.RequestContext(urlOf(access.server, request), METHODS[request.verb]);
    describe(context, request, signal);
    await access.config.applySecurityAuthentication(context);
    // The library makes a new pool for each request: without this, each would be a new connection.
    pool ??= context.getDispatcher();
    if (pool !== undefined) context.setDispatcher(pool);
    const response = await library.send(context).toPromise();
    return {
      status: response.httpStatusCode,
      retryAfterMs: secondsToMs(response.headers["retry-after"]),
      text: await response.body.text(),
    };
  };

  // After one request without an answer in time, those behind it would each wait as long: fifty
  // evictions for minutes, until the host takes the look for dead and begins it anew, for ever.
  let silent: PortError | undefined;
  const send = async (request: ApiRequest): Promise<ApiAnswer> => {
    if (silent !== undefined) throw silent;
    const signal = deadline(timeoutMs);
    const aborted = whenAborted(signal);
    try {
      return await Promise.race([exchange(request, signal), aborted.promise]);
    } catch (error) {
      const failure = networkError(error, wordsFor(request), access.server);
      if (signal.aborted) silent = failure;
      throw failure;
    } finally {
      aborted.forget();
    }
  };
  return { send: (request) => enter(() => send(request)), source: access.source };
}

function urlOf(server: string, request: ApiRequest): string {
  const query = new URLSearchParams(request.query).toString();
  return `${server}${request.path}${query === "" ? "" : `?${query}`}`;
}

function describe(context: RequestContext, request: ApiRequest, signal: AbortSignal): void {
  context.setSignal(signal);
  context.setHeaderParam("Accept", request.accept ?? "application/json");
  context.setHeaderParam("User-Agent", "fleetlift");
  if (request.body === undefined) return;
  const type = request.verb === "patch" ? "application/merge-patch+json" : "application/json";
  context.setHeaderParam("Content-Type", type);
  context.setBody(JSON.stringify(request.body));
}

/** The form with a date is not used by Kubernetes and counts as none. */
function secondsToMs(header: string | undefined): number | undefined {
  return header !== undefined && /^\d+$/.test(header) ? Number(header) * 1000 : undefined;
}

/**
 * The request itself watches the signal; this is for what runs before it, like a credentials plugin
 * that hangs. It is to be forgotten: as long as the signal knows of it, the answer that it raced
 * with stays in memory.
 */
function whenAborted(signal: AbortSignal) {
  const { promise, reject } = Promise.withResolvers<never>();
  const onAbort = (): void => reject(signal.reason);
  signal.addEventListener("abort", onAbort, { once: true });
  return { promise, forget: () => signal.removeEventListener("abort", onAbort) };
}
