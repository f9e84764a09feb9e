import type { ClusterFacts, QueryFacts } from "../model/cluster-facts.ts";
import type { MetricsPort } from "../ports/metrics-port.ts";
import { PortError } from "../ports/port-error.ts";

/** How many queries are under way at once. */
const AT_ONCE = 4;

/**
 * What a cluster's metrics say to the queries of rules. A query that fails, or has no data, is told
 * with its words and stops no other; without a place for metrics nothing was asked.
 */
export async function observeQueries(
  metrics: MetricsPort | undefined,
  queries: readonly string[],
): Promise<ClusterFacts["queries"]> {
  if (metrics === undefined) {
    return {
      kind: "not-seen",
      why: "the fleet names no Prometheus of this cluster",
      help: "write metrics: { prometheus: URL } at the cluster",
    };
  }
  const items: QueryFacts[] = [];
  const queue = queries.entries();
  const worker = async (): Promise<void> => {
    for (const [index, query] of queue) items[index] = await ask(metrics, query);
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  return { kind: "seen", items };
}

async function ask(metrics: MetricsPort, query: string): Promise<QueryFacts> {
  try {
    const answer = await metrics.query(query);
    return answer.kind === "value" ? { query, value: answer.value } : { query };
  } catch (error) {
    if (!(error instanceof PortError)) throw error;
    return { query, error: error.message };
  }
}
