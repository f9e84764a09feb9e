import type { ClusterFacts } from "../../model/cluster-facts.ts";
import { resolveCount, type Count } from "../../model/count.ts";
import type { Step } from "../../model/plan.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import { keptState, reachOf, seenOf } from "../strategy/cluster-state.ts";
import type { ActionCatalog } from "../workflow/action-catalog.ts";
import { after, certain, NO_TIME, spreadOf, times, type Spread } from "./spread.ts";

const MINUTE_MS = 60_000;

/** A new machine from the order to Ready, the old one gone; or one that is upgraded and boots anew. */
const NODE_MS = { low: 1.5 * MINUTE_MS, high: 5 * MINUTE_MS };

/** Until the next pod of a budget that lets one go at a time may go: start, pull, readiness. */
const NEXT_POD_MS = { low: 5_000, high: 40_000 };

/**
 * How long one step takes, by what its action says of itself and by how much there is of it: nodes in
 * batches with their grace periods and budgets, volumes, workloads. Waits for people and retries are
 * left out.
 */
export function stepTime(
  step: Step,
  earlier: readonly Step[],
  snapshot: Snapshot,
  actions: ActionCatalog,
): Spread {
  const { uses, with: inputs } = step;
  const typical = actions.get(uses)?.spec.typicalMs ?? { low: 0, high: 0 };
  const usual = spreadOf(typical.low, typical.high);
  switch (uses) {
    case "wait":
      return certain(numberOf(inputs["forMs"]));
    case "health.baseline":
      return after(certain(numberOf(inputs["forMs"])), usual);
    case "node-pool.roll":
      return poolTime(step, snapshot, countOf(inputs["maxSurge"], 1), 0);
    case "node-pool.in-place":
      return poolTime(step, snapshot, 0, 1);
    case "volume.handover":
      return times(usual, (keptState(snapshot)?.handedOver ?? 1) * shareOf(step, earlier));
    case "traffic.shift":
      return inputs["of"] === "workloads"
        ? times(
            usual,
            Math.max(1, (reachOf(snapshot.facts)?.exposed ?? 1) * shareOf(step, earlier)),
          )
        : usual;
    default:
      return usual;
  }
}

/** Batches of nodes, one after the other; each takes as long as its slowest pod. */
function poolTime(step: Step, snapshot: Snapshot, surge: Count, least: number): Spread {
  const pool = snapshot.pools.find(({ name }) => name === step.with["pool"]);
  if (pool === undefined || pool.size === 0) return NO_TIME;
  const missed = countOf(step.with["maxUnavailable"], 0);
  const atOnce =
    resolveCount(surge, pool.size, "up") + Math.max(least, resolveCount(missed, pool.size, "down"));
  const batches = Math.ceil(pool.size / Math.max(1, atOnce));
  const { graceMs, waits } = drainOf(snapshot.facts);
  const share = pool.size / snapshot.pools.reduce((sum, { size }) => sum + size, 0);
  const node = spreadOf(NODE_MS.low, NODE_MS.high + graceMs);
  const budgets = spreadOf(NEXT_POD_MS.low, NEXT_POD_MS.high);
  return after(times(node, batches), times(budgets, waits * share));
}

/** The longest that a pod may take to end, and how many pods wait for each other because of a budget. */
function drainOf(facts: ClusterFacts | undefined): {
  readonly graceMs: number;
  readonly waits: number;
} {
  const graces = seenOf(facts?.workloads)
    .filter(({ kind }) => kind !== "DaemonSet")
    .map(({ terminationGraceSeconds }) => terminationGraceSeconds * 1_000);
  const single = seenOf(facts?.budgets).filter(({ disruptionsAllowed }) => disruptionsAllowed <= 1);
  return {
    graceMs: Math.max(30_000, ...graces),
    waits: single.reduce((sum, { pods }) => sum + pods, 0),
  };
}

/** Percentages say how much has moved in all, so that what an earlier step moved is not moved again. */
function shareOf({ uses, with: inputs }: Step, earlier: readonly Step[]): number {
  const before = earlier
    .filter((step) => step.uses === uses)
    .map((step) => numberOf(step.with["percent"]));
  return Math.max(0, numberOf(inputs["percent"]) - Math.max(0, ...before)) / 100;
}

function numberOf(value: unknown): number {
  return typeof value === "number" ? value : 0;
}

function countOf(value: unknown, otherwise: Count): Count {
  return typeof value === "number" || typeof value === "string" ? value : otherwise;
}
