import type { GateVerdict } from "../../model/gate.ts";
import type { NodeView, WorkloadView } from "../../ports/cluster-port.ts";

/** What one look at a cluster's health found, or why it found nothing. */
export type HealthSeen =
  | { readonly kind: "unseen"; readonly why: string }
  | {
      readonly kind: "seen";
      readonly readiness: { readonly ready: boolean; readonly message: string };
      readonly nodes: readonly NodeView[];
      readonly workloads: readonly WorkloadView[];
    };

/**
 * One measurement. It passes when the API is ready, every node is Ready (a cordoned one too) and
 * every workload has what it wants; one scaled to zero wants nothing. What could not be seen is
 * inconclusive, never a pass (semantics 3).
 */
export function measureHealth(seen: HealthSeen): GateVerdict {
  if (seen.kind === "unseen") return { kind: "inconclusive", evidence: [seen.why] };
  const { readiness, nodes, workloads } = seen;
  if (!readiness.ready) {
    return { kind: "inconclusive", evidence: [`the API is not ready: ${readiness.message}`] };
  }
  if (nodes.length === 0) return { kind: "inconclusive", evidence: ["the API lists no node"] };
  const notReady = nodes.filter(({ ready }) => !ready).map(({ name }) => `node ${name} not Ready`);
  const short = workloads.filter(({ available, desired }) => available < desired).map(shortWords);
  if (notReady.length + short.length > 0) {
    return { kind: "fail", evidence: [...short, ...notReady] };
  }
  const [behind] = workloads.filter((workload) => workload.behind === true);
  if (behind !== undefined) {
    const words = `stale: what ${behind.namespace}/${behind.name} says of itself is older than its last change`;
    return { kind: "inconclusive", evidence: [words] };
  }
  return {
    kind: "pass",
    evidence: [
      "API ready",
      `${nodes.length} of ${nodes.length} nodes Ready`,
      `${workloads.length} of ${workloads.length} workloads available`,
    ],
  };
}

function shortWords({ namespace, name, available, desired }: WorkloadView): string {
  return `${namespace}/${name} ${available} of ${desired} available`;
}
