import * as z from "zod";
import type { MetricsAnswer, MetricsPort } from "../../ports/metrics-port.ts";
import { PortError } from "../../ports/port-error.ts";

/** How long one query may take; Prometheus is told too, so that it gives up by itself. */
const TIMEOUT_MS = 10_000;

/** A sample: when, and its value as text, since JSON has no NaN. */
const sampleSchema = z.tuple([z.number(), z.string()]);
const answerSchema = z.discriminatedUnion("status", [
  z.object({
    status: z.literal("success"),
    data: z.discriminatedUnion("resultType", [
      z.object({ resultType: z.literal("scalar"), result: sampleSchema }),
      z.object({
        resultType: z.literal("vector"),
        result: z.array(z.object({ value: sampleSchema.optional() })),
      }),
      z.object({ resultType: z.enum(["matrix", "string"]), result: z.unknown() }),
    ]),
  }),
  z.object({ status: z.literal("error"), errorType: z.string(), error: z.string() }),
]);

/** Faults of the query, which asking again does not mend (prometheus.io, HTTP API: 400 and 422). */
const OF_THE_QUERY: ReadonlySet<string> = new Set(["bad_data", "execution"]);

/**
 * Metrics by the HTTP API of Prometheus, which Thanos, Mimir and VictoriaMetrics speak too. `url` is
 * where it is served, a path before `/api/v1` included.
 */
export function prometheusMetrics(url: string, timeoutMs = TIMEOUT_MS): MetricsPort {
  const address = `${url.replace(/\/+$/, "")}/api/v1/query`;
  return {
    query: async (promql) => {
      const body = new URLSearchParams({ query: promql, timeout: `${timeoutMs}ms` });
      return answerOf(await post(address, body, timeoutMs), address);
    },
  };
}

async function post(address: string, body: URLSearchParams, timeoutMs: number): Promise<unknown> {
  let text: string;
  let status: number;
  try {
    const response = await fetch(address, {
      method: "POST",
      body,
      // A redirect would take the query where nobody said that it may go.
      redirect: "error",
      signal: AbortSignal.timeout(timeoutMs),
    });
    status = response.status;
    text = await response.text();
  } catch (cause) {
    throw new PortError("transient", `${address} does not answer: ${causeWords(cause)}`, { cause });
  }
  try {
    return JSON.parse(text);
  } catch (cause) {
    const kind = status === 429 || status >= 500 ? "transient" : "terminal";
    throw new PortError(kind, `${address} answers ${status} and no JSON: is it Prometheus?`, {
      cause,
    });
  }
}

/** `fetch` hides the network's own words one level down. */
function causeWords(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error && error.cause.message !== ""
    ? error.cause.message
    : error.message;
}

function answerOf(json: unknown, address: string): MetricsAnswer {
  const { data: answer } = answerSchema.safeParse(json);
  if (answer === undefined) {
    throw new PortError("terminal", `${address} answers in another form than Prometheus`);
  }
  if (answer.status === "error") {
    const kind = OF_THE_QUERY.has(answer.errorType) ? "terminal" : "transient";
    throw new PortError(kind, `${answer.errorType}: ${answer.error}`);
  }
  const { data } = answer;
  switch (data.resultType) {
    case "scalar":
      return numberOf(data.result[1]);
    case "vector": {
      const [first, ...more] = data.result;
      if (first === undefined) return { kind: "no-data" };
      if (more.length > 0) {
        throw new PortError("terminal", `the query gives ${more.length + 1} samples, expected one`);
      }
      return numberOf(first.value?.[1] ?? "a histogram");
    }
    case "matrix":
    case "string":
      throw new PortError("terminal", `the query gives a ${data.resultType}, expected one sample`);
  }
}

function numberOf(text: string): MetricsAnswer {
  const value = text === "" ? Number.NaN : Number(text);
  if (Number.isFinite(value)) return { kind: "value", value };
  throw new PortError("terminal", `the query gives ${text}, expected a number`);
}
