import * as z from "zod";
import type { PartsFold } from "../../gates/fold-baseline.ts";
import type { Limits } from "../../gates/metric-rule.ts";

/** What every cluster can be asked, without anything installed in it. */
export const signalSchema = z.enum([
  /** How long our own calls take, in milliseconds: the median. */
  "api-latency",
  /** The share of our own calls that failed. */
  "api-errors",
  "readiness",
  /** Nodes that are not Ready, by name. */
  "nodes",
  /** Replicas that are missing, by workload. */
  "workloads",
  /** Restarts of the container that restarts most, by workload. */
  "restarts",
  /** Pods that wait for a node or for their start, by workload. */
  "pending-pods",
  /** Autoscalers that cannot scale, by name. */
  "autoscalers",
  /** Warnings that the cluster tells of itself, per minute. */
  "events",
  /** What is not well of the add-ons that are named. */
  "addons",
]);

export type Signal = z.infer<typeof signalSchema>;

/**
 * What is asked of a signal where nothing is written. Of what is counted by name, nothing may be worse
 * than at the baseline; of what is a rate or a time, the room that a move of nodes takes is left.
 */
export const USUAL_LIMITS: Readonly<Record<Signal, Limits>> = {
  "api-latency": { max: 2_000 },
  "api-errors": { max: 0.2 },
  readiness: { max: 0 },
  nodes: { max: 0 },
  workloads: { max: 0 },
  restarts: { max: 0 },
  "pending-pods": { max: 0 },
  autoscalers: { max: 0 },
  events: { max: 60 },
  addons: { max: 0 },
};

/** Restarts only grow, so that the last amount is what was before; all else is as it mostly was. */
export const foldOf = (name: string): PartsFold => (name === "restarts" ? "highest" : "median");

/** All that need nobody's word on what to look at. */
export const ALL_SIGNALS: readonly Signal[] = signalSchema.options.filter(
  (signal) => signal !== "addons",
);
