import type { StartAnswer } from "./provider-port.ts";

/** What is known of a snapshot that is whole. */
export interface SnapshotFacts {
  readonly takenAtMs: number;
  /** Version of the API servers that wrote what is in it: only this one is started on it again. */
  readonly kubernetes: string;
  /** Of the store: the last change that is in it. */
  readonly revision: number;
  readonly sizeBytes: number;
  /** SHA-256 of the file, as hex: names what a proof was a proof of. */
  readonly hash: string;
  /** Kubernetes objects that the source had at that revision, and their resources. */
  readonly objects: number;
  readonly resources: number;
}

export type SnapshotStanding =
  | { readonly kind: "taking"; readonly step: string }
  | { readonly kind: "taken"; readonly facts: SnapshotFacts }
  | { readonly kind: "failed"; readonly why: string };

/** What a restore beside the cluster showed. */
export interface ProofFacts {
  readonly provedAtMs: number;
  /** Version of the API server that was started on the restored store. */
  readonly kubernetes: string;
  /** Objects that it counted, over all resources; each resource as many as the source had. */
  readonly objects: number;
  readonly resources: number;
  /** Of these, so many were compared field by field. */
  readonly sampled: number;
  /** Resources that could not be compared, each with why; nothing is passed over in silence. */
  readonly notCompared: readonly string[];
}

export type ProofStanding =
  | { readonly kind: "none" }
  | { readonly kind: "proving"; readonly step: string }
  | { readonly kind: "passed"; readonly facts: ProofFacts }
  /** `differences` is empty when the restore itself did not come about. */
  | { readonly kind: "failed"; readonly why: string; readonly differences: readonly string[] };

export interface BackupView {
  /** Given by the driver; the same for the same token. */
  readonly id: string;
  readonly token: string;
  /** Who asked for it: the upgrade that may go back to it. */
  readonly owner: string;
  readonly askedAtMs: number;
  readonly snapshot: SnapshotStanding;
  readonly proof: ProofStanding;
}

export type RestoreView =
  | { readonly kind: "restoring"; readonly backup: string; readonly step: string }
  | { readonly kind: "restored"; readonly backup: string; readonly atMs: number }
  | { readonly kind: "failed"; readonly backup: string; readonly why: string };

/**
 * Backups of one member's etcd. Bound to the member when it is opened. A request is written down and
 * carried out by somebody who outlives us; what came of it is read. Errors that may pass are thrown
 * as `PortError` of class `transient`, a member that does not exist as a terminal one.
 */
export interface BackupPort {
  /** All that are kept, the oldest first, those being taken and those that failed included. Reads only. */
  list(): Promise<readonly BackupView[]>;

  /**
   * Asks for a snapshot. Idempotent by the token: while it is taken `alreadyRunning`, when it is
   * there `alreadyThere`. One that failed is taken anew, and nothing of it is kept.
   */
  begin(request: { readonly token: string; readonly owner: string }): Promise<StartAnswer>;

  /** The backup of a token; undefined when it was never asked for. A half-made snapshot is never `taken`. */
  find(token: string): Promise<BackupView | undefined>;

  /**
   * Asks for the proof of a snapshot: restored into a fresh etcd, an API server of its version started
   * on it, its objects counted and compared with those that the source had, and all of it ended
   * again. Idempotent by the backup: while it goes on `alreadyRunning`, passed `alreadyThere`; one
   * that failed is made anew. A backup that is not there, or not whole, is `refused`.
   */
  beginProof(request: { readonly backup: string }): Promise<StartAnswer>;

  /**
   * Asks for the cluster itself to go back to a proved backup: API servers stopped, etcd replaced by
   * what was restored, with its revisions moved on so that no watcher misses anything, nodes and
   * versions as they were then. Everything since then is lost. Idempotent by the token: while it goes
   * on `alreadyRunning`, when it was done once `alreadyThere`, also when the cluster has moved on
   * since; one that failed is tried again. Another restore on its way is `busy`. A backup that is not
   * there, not whole or not proved is `refused`.
   */
  restore(request: { readonly backup: string; readonly token: string }): Promise<StartAnswer>;

  /** The restore of a token; undefined when it was never asked for. */
  findRestore(token: string): Promise<RestoreView | undefined>;
}
