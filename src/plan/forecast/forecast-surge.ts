import { resolveCount, type Count } from "../../model/count.ts";
import type { Provider } from "../../model/fleet.ts";
import type { Decision, Forecast, PlannedCluster, Step } from "../../model/plan.ts";
import type { PriceTable } from "../../model/prices.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import { secondClusterCost, surgeCost, type Cost } from "./second-cluster-cost.ts";

const HOUR_MS = 3_600_000;

export interface SurgeRequest {
  readonly strategy: Decision["strategy"];
  readonly steps: readonly Step[];
  readonly snapshot: Snapshot;
  readonly provider: Provider["kind"];
  readonly forecast: Forecast;
  readonly prices: PriceTable | undefined;
}

/**
 * Nodes above what runs now, at most, and what they cost for as long as half of such upgrades take at
 * least. Pools roll one after the other, so that the largest surge of one counts. The cost is left out
 * where a price is not known.
 */
export function forecastSurge(request: SurgeRequest): NonNullable<PlannedCluster["surge"]> {
  const { strategy, snapshot, provider, forecast, prices } = request;
  const hours = forecast.p50Ms / HOUR_MS;
  switch (strategy) {
    case "in-place":
      return { nodes: 0 };
    case "rolling": {
      const nodes = rollingSurge(request);
      return { nodes, ...costOf(surgeCost(snapshot, nodes, hours, prices)) };
    }
    case "blue-green":
    case "canary": {
      const nodes = snapshot.pools.reduce((sum, { size }) => sum + size, 0);
      return { nodes, ...costOf(secondClusterCost(snapshot, provider, hours / 24, prices)) };
    }
  }
}

function rollingSurge({ steps, snapshot }: SurgeRequest): number {
  const surges = steps.flatMap(({ uses, with: inputs }) => {
    const pool = snapshot.pools.find(({ name }) => name === inputs["pool"]);
    return uses === "node-pool.roll" && pool !== undefined
      ? [resolveCount(countOf(inputs["maxSurge"]), pool.size, "up")]
      : [];
  });
  return Math.max(0, ...surges);
}

function costOf(cost: Cost): Pick<NonNullable<PlannedCluster["surge"]>, "cost"> {
  return cost.kind === "known" ? { cost: { amount: cost.amount, currency: cost.currency } } : {};
}

function countOf(value: unknown): Count {
  return typeof value === "number" || typeof value === "string" ? value : 1;
}
