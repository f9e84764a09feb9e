import type { ClusterState } from "./world-state.ts";

/** What a snapshot of a simulated cluster holds: its objects and versions, and nothing of its record or its faults. */
export type ClusterCopy = Pick<
  ClusterState,
  "controlPlane" | "pools" | "nodes" | "workloads" | "budgets" | "pods" | "addons" | "objects"
>;

export interface BackupState {
  readonly id: string;
  readonly token: string;
  readonly owner: string;
  readonly askedAtMs: number;
  /** When the snapshot is whole, or has failed. */
  readonly endsAtMs: number;
  /** The provider's words when it failed, otherwise empty. */
  readonly failure: string;
  /** As the cluster was when the snapshot was asked for; left out until it is whole. */
  readonly copy?: ClusterCopy;
  readonly proof?: BackupProofState;
}

export interface BackupProofState {
  readonly askedAtMs: number;
  readonly endsAtMs: number;
  /** What it found when it ended; empty when it passed, and while it goes on. */
  readonly differences: readonly string[];
  readonly ended: boolean;
}

/** One going back to a backup. Those that were done are kept, so that none is done twice. */
export interface RestoreState {
  readonly token: string;
  readonly backup: string;
  /** When the copy is in place; until then no API server answers. */
  readonly endsAtMs: number;
  readonly done: boolean;
}
