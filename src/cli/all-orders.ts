import type { Facts } from "../knowledge/knowledge.ts";
import type { Plan } from "../model/plan.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { pathRequest } from "../plan/cluster-way.ts";
import { allOrders } from "../plan/path/all-orders.ts";
import { resolveFleet } from "../spec/resolve-fleet.ts";
import type { FileDocument } from "./read-files.ts";
import { ordersText } from "./render/orders.ts";

/** A plan that was made here, with what it was made from. */
export interface PlannedHere {
  readonly plan: Plan;
  readonly snapshots: readonly Snapshot[];
}

/**
 * In how many orders the hops of a plan's clusters could go, and the first of them, as text. Clusters
 * that have the same orders stand together. One that goes by a second cluster has no hops to order.
 */
export function ordersOfPlan(
  { plan, snapshots }: PlannedHere,
  documents: readonly FileDocument[],
  facts: Facts,
): string {
  const clusters = documents.flatMap(({ document }) =>
    document.kind === "Fleet" && document.metadata.name === plan.fleet
      ? resolveFleet(document).clusters
      : [],
  );
  const acceptRisks = documents.flatMap(({ document }) =>
    document.kind === "Rollout" && document.metadata.name === plan.rollout
      ? (document.spec.acceptRisks ?? [])
      : [],
  );
  const planned = new Set(plan.stages.flatMap((stage) => stage.clusters.map(({ name }) => name)));
  const bodies = clusters
    .filter(({ name }) => planned.has(name))
    .flatMap((cluster) => {
      const snapshot = snapshots.find((each) => each.cluster === cluster.name);
      if (snapshot === undefined) return [];
      const request = pathRequest(cluster, snapshot, { target: plan.target, facts, acceptRisks });
      return [{ name: cluster.name, body: ordersText(allOrders(request)) }];
    })
    .filter(({ body }) => body !== "");
  const alike = [...Map.groupBy(bodies, ({ body }) => body)];
  return alike
    .map(([body, list]) => `\nORDERS of ${list.map(({ name }) => name).join(", ")}\n${body}`)
    .join("");
}
