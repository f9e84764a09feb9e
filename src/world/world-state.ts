import type { PoolDialect } from "../model/snapshot.ts";
import type { AttachmentView, BudgetView, QuarantineMark } from "../ports/cluster-port.ts";
import type { AddonState, Template } from "./addon-state.ts";
import type { BackupState, RestoreState } from "./backup-state.ts";
import type { Fault } from "./fault.ts";
import type { Ledger } from "./ledger.ts";
import type { WorldObject } from "./world-document.ts";

/**
 * A simulated fleet as data. Clusters know nothing of each other and each has its own time, to which
 * it was advanced last: asking one cluster moves no other.
 */
export interface WorldState {
  readonly name: string;
  readonly startMs: number;
  readonly clusters: Readonly<Record<string, ClusterState>>;
}

export interface ClusterState {
  readonly name: string;
  readonly region: string;
  /** The words that every draw of this cluster begins with. */
  readonly seed: string;
  /** UID of its kube-system namespace. */
  readonly uid: string;
  readonly nowMs: number;
  /** Calls so far, and objects made so far: they make draws and names differ. */
  readonly calls: number;
  readonly made: number;
  /** Kubernetes versions to be had here. */
  readonly versions: readonly string[];
  readonly controlPlane: ControlPlaneState;
  readonly pools: readonly PoolState[];
  readonly nodes: readonly NodeState[];
  readonly workloads: readonly WorkloadState[];
  readonly budgets: readonly BudgetState[];
  readonly pods: readonly PodState[];
  /** Volumes whose pods are gone and that are still attached; left out when there are none. */
  readonly detaching?: readonly (AttachmentView & {
    readonly workload: string;
    readonly detachedAtMs: number;
  })[];
  /** Left out when there are none. */
  readonly addons?: readonly AddonState[];
  /** What its API shows beside these, as it was written; left out when there is nothing. */
  readonly objects?: readonly WorldObject[];
  /** Of its etcd, and the times that it went back to one; left out before the first. */
  readonly backups?: readonly BackupState[];
  readonly restores?: readonly RestoreState[];
  readonly faults: readonly FaultState[];
  readonly ledger: Ledger;
}

export interface ControlPlaneState {
  readonly servers: readonly { readonly name: string; readonly version: string }[];
  readonly upgrade: ControlPlaneUpgrade | undefined;
  /** The provider's words when the last upgrade failed, otherwise empty. */
  readonly failure: string;
}

export interface ControlPlaneUpgrade {
  readonly to: string;
  readonly by: string;
  /** When it fails, if it is to fail. Nothing has moved by then. */
  readonly checkedAtMs: number;
  /** One per API server: it is down from `downAtMs`, and back with the new version at `atMs`. */
  readonly flips: readonly {
    readonly server: string;
    readonly downAtMs: number;
    readonly atMs: number;
  }[];
  readonly endsAtMs: number;
}

export interface PoolState {
  readonly name: string;
  readonly dialect: PoolDialect;
  readonly size: number;
  /** Room for pods of workloads; those that run on every node need none. */
  readonly podsPerNode: number;
  /** Nodes that the provider adds above the size while it rolls. */
  readonly maxSurge: number;
  readonly nodesMade: number;
  /** The provider's own rolling of the nodes, while it goes on. */
  readonly roll: PoolRoll | undefined;
}

export interface PoolRoll {
  readonly to: string;
  readonly by: string;
  readonly nextTryAtMs: number;
}

export interface NodeState {
  readonly name: string;
  readonly pool: string;
  readonly kubeletVersion: string;
  readonly joinsAtMs: number;
  readonly readyAtMs: number;
  /** Whether it has a Node object. */
  readonly joined: boolean;
  readonly unschedulable: boolean;
  readonly cordonedBy: string | undefined;
  readonly avoided: boolean;
  readonly quarantine?: QuarantineMark | undefined;
  /** When its machine and its Node object will be gone, once it was asked to go. */
  readonly endsAtMs: number | undefined;
}

export interface WorkloadState {
  /** `StaticPod` runs on every node and shows in the API as a mirror pod; `Pod` is bare: nobody makes it again. */
  readonly kind: "Deployment" | "StatefulSet" | "DaemonSet" | "StaticPod" | "Pod";
  /** `namespace/name`, unique over all kinds. */
  readonly key: string;
  readonly namespace: string;
  readonly name: string;
  readonly replicas: number;
  readonly labels: Readonly<Record<string, string>>;
  /** The only pool that its pods may run in. */
  readonly pool: string | undefined;
  readonly emptyDir: boolean;
  /** Whether each of its pods has a volume of its own. */
  readonly volume?: true;
  readonly gracePeriodMs: number;
  readonly image?: string;
  /** The versions of add-ons that its pods are made with from now on; left out where it has to do with none. */
  readonly template?: Template;
  /** Of bare pods: it has run to its end. */
  readonly finished: "Succeeded" | "Failed" | undefined;
}

export interface PodState {
  readonly uid: string;
  readonly namespace: string;
  readonly name: string;
  /** Key of its workload. */
  readonly workload: string;
  readonly kind: WorkloadState["kind"];
  readonly labels: Readonly<Record<string, string>>;
  /** Empty until it is bound; the two times count from then. */
  readonly node: string;
  readonly runsAtMs: number;
  readonly readyAtMs: number;
  readonly finished: WorkloadState["finished"];
  /** What it was made with. */
  readonly template?: Template;
  /** When it will be gone, once it is terminating. */
  readonly goneAtMs: number | undefined;
  readonly emptyDir: boolean;
  readonly gracePeriodMs: number;
}

export interface BudgetState {
  /** `namespace/name`. */
  readonly key: string;
  readonly namespace: string;
  readonly name: string;
  readonly selector: BudgetView["selector"];
  /** Keys of the workloads whose pods it covers: labels and selectors never change here. */
  readonly workloads: readonly string[];
  /** One of the two; a number, or text with `%`. */
  readonly minAvailable: number | string | undefined;
  readonly maxUnavailable: number | string | undefined;
  /** `unhealthyPodEvictionPolicy: AlwaysAllow`; left out otherwise. */
  readonly alwaysAllowsUnready?: true;
}

export interface FaultState {
  readonly fault: Fault;
  readonly fromMs: number;
  readonly untilMs: number | undefined;
  /** Whether what happens once, at its beginning, has happened. */
  readonly begun: boolean;
  /** How often it has struck, of what strikes a number of times. */
  readonly struck?: number;
}
