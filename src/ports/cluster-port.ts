/** A node as its API server shows it. */
export interface NodeView {
  readonly name: string;
  /** Value of the pool label (`fleetlift.dev/pool`, or what the provider uses); empty when there is none. */
  readonly pool: string;
  /** Without the leading `v`; empty until the kubelet has told it. */
  readonly kubeletVersion: string;
  readonly ready: boolean;
  readonly unschedulable: boolean;
  /** Owner written by our cordon, if it is ours; undefined as soon as the node is not cordoned. */
  readonly cordonedBy: string | undefined;
  /** True when our `PreferNoSchedule` taint is on it. */
  readonly avoided: boolean;
  /** What we wrote on a node that could not be drained in time and serves on; left out when there is nothing. */
  readonly quarantine?: QuarantineMark;
}

/** Why a node was left as it was, for whoever looks at it (label `fleetlift.dev/quarantined`). */
export interface QuarantineMark {
  /** The upgrade that wrote it. */
  readonly owner: string;
  readonly reason: string;
  readonly atMs: number;
  /** How often its drain was given up. */
  readonly tries: number;
}

/** A volume that is attached to a node, or on its way to or from it (VolumeAttachment). */
export interface AttachmentView {
  readonly node: string;
  /** Name of its PersistentVolume, or of the attachment where it has none. */
  readonly volume: string;
}

export interface PodView {
  readonly namespace: string;
  readonly name: string;
  readonly uid: string;
  /** Empty until it is bound. */
  readonly node: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly phase: "Pending" | "Running" | "Succeeded" | "Failed" | "Unknown";
  readonly ready: boolean;
  readonly terminating: boolean;
  /** Of one that is terminating: when it was to be gone, its grace period over. */
  readonly goneByMs?: number;
  /** Kind of the controller that owns it (`ReplicaSet`, `DaemonSet`, ...), empty for a bare pod. */
  readonly controller: string;
  /** A static pod's image in the API: it cannot be evicted. */
  readonly mirror: boolean;
  readonly emptyDir: boolean;
  /** The workload that it is of, as people know it: the Deployment, not its ReplicaSet. Left out for a bare pod. */
  readonly workload?: { readonly kind: string; readonly name: string };
  /** Who answers for it, as its annotations or labels say. */
  readonly ownedBy?: string;
}

/** A PodDisruptionBudget; an empty selector covers every pod of the namespace (policy/v1). One without a selector covers none and is not listed. */
export interface BudgetView {
  readonly namespace: string;
  readonly name: string;
  readonly selector: {
    readonly matchLabels?: Readonly<Record<string, string>> | undefined;
    readonly matchExpressions?:
      | readonly {
          readonly key: string;
          readonly operator: "In" | "NotIn" | "Exists" | "DoesNotExist";
          readonly values?: readonly string[] | undefined;
        }[]
      | undefined;
  };
  readonly disruptionsAllowed: number;
  readonly currentHealthy: number;
  readonly desiredHealthy: number;
  readonly expectedPods: number;
  /** Whether pods that are not ready may go although the budget allows none; `IfHealthyBudget` when left out. */
  readonly unhealthyPodEvictionPolicy?: "IfHealthyBudget" | "AlwaysAllow";
}

export interface WorkloadView {
  readonly kind: "Deployment" | "StatefulSet" | "DaemonSet";
  readonly namespace: string;
  readonly name: string;
  readonly desired: number;
  readonly available: number;
  /** Its controller has not seen its newest change yet, so that these numbers are of before. Left out when it has. */
  readonly behind?: true | undefined;
}

export type EvictAnswer =
  /** Means nothing until the pod is gone or terminating. */
  | { readonly kind: "accepted" }
  | { readonly kind: "gone" }
  | { readonly kind: "blockedByBudget"; readonly message: string }
  | { readonly kind: "throttled"; readonly retryAfterMs: number }
  | { readonly kind: "conflict" }
  | { readonly kind: "refused"; readonly message: string };

export type CordonAnswer =
  | { readonly kind: "cordoned" }
  | { readonly kind: "alreadyOurs" }
  | { readonly kind: "alreadyByOther" }
  | { readonly kind: "gone" };

/**
 * One member through its Kubernetes API. Lists are complete (paged inside). Errors that may pass
 * are thrown as `PortError` of class `transient`, refusals (401, 403) as `terminal`.
 */
export interface ClusterPort {
  /** UID of the kube-system namespace. */
  identity(): Promise<string>;
  /** Whether the API says it is ready, with its words when it does not. Never throws for an API that is down: that is `ready: false`. */
  readiness(): Promise<{ readonly ready: boolean; readonly message: string }>;
  nodes(): Promise<readonly NodeView[]>;
  /** All pods, or those bound to one node. */
  pods(filter?: { readonly node?: string }): Promise<readonly PodView[]>;
  budgets(): Promise<readonly BudgetView[]>;
  workloads(): Promise<readonly WorkloadView[]>;
  attachments(): Promise<readonly AttachmentView[]>;
  /** Puts our `PreferNoSchedule` taint on the node or takes it off. Idempotent; a node that is gone is done. */
  avoid(node: string, on: boolean): Promise<void>;
  /** Cordons and writes `owner` on the node in the same change. Cordons of others are left as they are. */
  cordon(node: string, owner: string): Promise<CordonAnswer>;
  /** Uncordons only what `owner` cordoned; everything else, and a node that is gone, is left and done. */
  uncordon(node: string, owner: string): Promise<void>;
  /** Marks the node and takes the cordon of the mark's owner off it, in one change: it serves on. Cordons of others stay. Replaces an earlier mark; a node that is gone is done. */
  quarantine(node: string, mark: QuarantineMark): Promise<void>;
  /** Takes off the mark that `owner` wrote; everything else, and a node that is gone, is left and done. */
  release(node: string, owner: string): Promise<void>;
  /** Asks the Eviction API, guarded by the UID: a new pod of the same name is never hit. */
  evict(pod: {
    readonly namespace: string;
    readonly name: string;
    readonly uid: string;
  }): Promise<EvictAnswer>;
  /** Deletes a finished pod (Succeeded or Failed), guarded by its UID. Idempotent; one that still runs throws a terminal error, because its budget would not be asked. */
  deletePod(pod: {
    readonly namespace: string;
    readonly name: string;
    readonly uid: string;
  }): Promise<void>;
}
