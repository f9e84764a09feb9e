import type { AddonFacts } from "../model/cluster-facts.ts";
import type { WorkloadView } from "./cluster-port.ts";
import type { StartAnswer } from "./provider-port.ts";

/** What of an add-on moves by itself: of a mesh its control plane and its proxies, of all others the whole. */
export type AddonPart = AddonFacts["part"];

/** One workload of an add-on's part; of proxies, one whose pods carry them. */
export interface AddonWorkload extends WorkloadView {
  /** The version that its pods are made with from now on. */
  readonly version: string;
  /** Pods of that version that are available. */
  readonly updated: number;
  /** Pods of other versions that are still there. */
  readonly outdated: number;
}

export interface AddonPartView {
  readonly part: AddonPart;
  /** The oldest version of its workloads. */
  readonly version: string;
  /** While it is being moved: where to. Undefined as soon as it has come to rest, well or not. */
  readonly upgradingTo?: string | undefined;
  /** Why the last move was given up, in the words of whoever installs it; empty when it was not. */
  readonly failure: string;
  /** Who asked for the last move, as they called themselves; empty when nothing tells. */
  readonly changedBy: string;
  /** The version that it can be rolled back to. Left out where none is kept. */
  readonly before?:
    | {
        readonly version: string;
        /** Why the way back is closed now; left out when it is open. */
        readonly blocked?: string | undefined;
      }
    | undefined;
  readonly workloads: readonly AddonWorkload[];
}

/** The kinds of objects that an add-on brings, as the API server has them. */
export interface AddonCrds {
  /** The version of the add-on that they are of; empty when nothing tells. */
  readonly version: string;
  readonly upgradingTo?: string | undefined;
  /** What keeps their move, or the conversion of what is stored, from ending; empty when nothing does. */
  readonly trouble: string;
  readonly items: readonly {
    readonly name: string;
    readonly served: readonly string[];
    /** Versions in which objects may still be stored. */
    readonly stored: readonly string[];
  }[];
}

export interface AddonView {
  readonly name: string;
  /** Who installs it. What `gitops` manages is taken back there whenever it is changed here. */
  readonly managedBy: {
    readonly kind: "helm" | "manifests" | "operator" | "provider" | "gitops" | "unknown";
    /** Like `Helm release istio-system/istiod`. */
    readonly name: string;
  };
  /** One `whole`, or a `control-plane` and perhaps `proxies`. */
  readonly parts: readonly AddonPartView[];
  /** Left out of an add-on without any. */
  readonly crds?: AddonCrds | undefined;
}

/** A request to move a part; `owner` is written down with the move, so that it can be told whose it was. */
export interface AddonMove {
  readonly addon: string;
  readonly part: AddonPart;
  /** A version, or a minor that stands for its newest version to be had. */
  readonly to: string;
  /** Of proxies: only these workloads (`namespace/name`) are restarted; all of them when left out. */
  readonly workloads?: readonly string[] | undefined;
  readonly owner: string;
}

/**
 * The add-ons of one member, whoever installs them (Helm, manifests, the provider). Bound to the
 * member when it is opened. An answer means only that a call was taken: what came of it is read from
 * `observe`. Errors that may pass are thrown as `PortError` of class `transient`; a driver that
 * cannot move add-ons throws a terminal one.
 */
export interface AddonPort {
  /** Reads only. Undefined when no add-on of this name is installed. */
  observe(addon: string): Promise<AddonView | undefined>;

  /**
   * Asks for the add-on's CRDs to be those of `to`. Idempotent by the target: those of `to` or of a
   * later version answer `alreadyThere`, on the way there `alreadyRunning`, elsewhere `busy`. Where
   * they would stop serving a version that objects are stored in, `refused`; so is an add-on that is
   * not installed, or that has no CRDs.
   */
  upgradeCrds(request: {
    readonly addon: string;
    readonly to: string;
    readonly owner: string;
  }): Promise<StartAnswer>;

  /**
   * Asks for a part to go to `to`. Idempotent by the target, as above; after a move that was given up
   * it is tried anew. An add-on, part, workload or version that is not there is `refused`, and so are
   * a way back and proxies that would be newer than their control plane.
   */
  upgrade(request: AddonMove): Promise<StartAnswer>;

  /**
   * Asks for a part to go back to `to`, the version before. Takes the place of an upgrade that is
   * under way. Idempotent by the target, as above. `refused` where that version is not kept, or
   * where the way is closed (`before.blocked`). CRDs stay as they are: what is stored stays readable.
   */
  rollBack(request: AddonMove): Promise<StartAnswer>;
}
