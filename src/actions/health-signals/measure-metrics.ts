import type { Measurement } from "../../gates/measurement.ts";
import type { MemberPorts } from "../../ports/connect.ts";
import type { MetricsPort } from "../../ports/metrics-port.ts";
import { PortError } from "../../ports/port-error.ts";
import { callHttp } from "../scripted/call-http.ts";
import { measureSignal } from "./decide-signals.ts";
import type { Metric } from "./gate-input.ts";
import { lookAtSignals } from "./look-at-signals.ts";
import type { Signal } from "./signal.ts";

/** How many queries and probes are under way at once. */
const AT_ONCE = 4;

/** What is measured, and what our own calls are timed by. */
export interface Measuring {
  readonly member: MemberPorts;
  readonly stopwatch: () => number;
}

export type Measured = Readonly<Record<string, Measurement>>;

/** One measurement of each of these metrics, by name. What cannot be asked is an answer too. */
export async function measureMetrics(
  { member: ports, stopwatch }: Measuring,
  metrics: readonly Metric[],
  addons: readonly string[],
  nowMs: number,
): Promise<Measured> {
  const signals = new Set<Signal>(
    metrics.flatMap(({ source }) => (source.kind === "signal" ? [source.signal] : [])),
  );
  const seen =
    signals.size === 0 ? undefined : await lookAtSignals(ports, signals, addons, stopwatch);
  const measured: Record<string, Measurement> = {};
  const queue = metrics.entries();
  const worker = async (): Promise<void> => {
    for (const [, { name, source }] of queue) {
      measured[name] =
        source.kind === "signal"
          ? measureSignal(source.signal, seen ?? { calls: { tookMs: [], failures: [] } }, nowMs)
          : await measureSource(ports.metrics, source);
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return measured;
}

type Source = Exclude<Metric["source"], { kind: "signal" }>;

async function measureSource(
  metrics: MetricsPort | undefined,
  source: Source,
): Promise<Measurement> {
  try {
    switch (source.kind) {
      case "query":
        return await askQuery(metrics, source.query);
      case "probe":
        return await probe(source.probe);
      case "value":
        return source.value === null
          ? { kind: "no-data", why: "the step before it found nothing" }
          : { kind: "value", value: source.value };
    }
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    return { kind: "error", why: error.message };
  }
}

async function askQuery(metrics: MetricsPort | undefined, query: string): Promise<Measurement> {
  if (metrics === undefined) {
    const why =
      "the fleet names no Prometheus of this cluster: write metrics: { prometheus: URL } at the cluster";
    return { kind: "error", why };
  }
  const answer = await metrics.query(query);
  return answer.kind === "value" ? answer : { kind: "no-data", why: "the query gives no sample" };
}

/** Whoever does not answer a probe is what the probe is there to find: that is a value, not an error of measuring. */
async function probe({
  url,
  method,
  status,
  timeoutMs,
}: Extract<Source, { kind: "probe" }>["probe"]): Promise<Measurement> {
  const isWell = (code: number): boolean =>
    status === undefined ? code >= 200 && code < 300 : code === status;
  const call = { method, url, headers: {}, body: undefined, limitMs: timeoutMs };
  const bad = (how: string): Measurement => {
    return { kind: "value", value: 1, parts: { [`${method} ${url} ${how}`]: 1 } };
  };
  try {
    const answer = await callHttp(call);
    return isWell(answer.status)
      ? { kind: "value", value: 0, parts: {} }
      : bad(`answered ${answer.status}`);
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    return bad("gave no answer");
  }
}
