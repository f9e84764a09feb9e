import type { Facts } from "../knowledge/knowledge.ts";
import type { Count } from "../model/count.ts";
import type { Provider } from "../model/fleet.ts";
import type { AcceptRisk, Strategy, Target } from "../model/rollout.ts";
import type { Snapshot } from "../model/snapshot.ts";

/** How nodes are to be replaced, with what a rollout leaves out filled in. */
export interface NodeHandling {
  readonly maxSurge: Count;
  readonly drainTimeoutMs: number;
  readonly emptyDirData: "Refuse" | "Delete";
  readonly barePods: "Refuse" | "Delete";
}

/** What one cluster is judged by; the time of its snapshot is "now". */
export interface AssessRequest {
  readonly snapshot: Snapshot;
  /** Without a version of Kubernetes nothing is asked about a way, only about what is there. */
  readonly target: Target;
  readonly provider: Provider["kind"];
  /** Of the cluster, as the fleet has them. */
  readonly labels: Readonly<Record<string, string>>;
  readonly nodes: NodeHandling;
  readonly facts: Facts;
  /** Of this cluster only. */
  readonly accepted: readonly AcceptRisk[];
  /** How it is to be upgraded; left out while that is still to be chosen. */
  readonly strategy?: Strategy | undefined;
  /** Names of add-ons that the upgrade itself brings to versions that fit; left out, it moves none. */
  readonly movedAddons?: readonly string[] | undefined;
}
