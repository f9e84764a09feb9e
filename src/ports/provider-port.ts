import type { Pool } from "../model/snapshot.ts";

/** Whom a provider's record names when a request came through our port. */
export const OURSELVES = "fleetlift";

/** The last request to move one part of a member, as the provider's own record has it. */
export interface ProviderChange {
  /** The node pool; the control plane when left out. */
  readonly pool?: string | undefined;
  readonly to: string;
  /** A person, a program, a service of the provider; `OURSELVES` when we asked. */
  readonly by: string;
  readonly atMs: number;
}

/** What the provider says of a member's versions: the part of a snapshot that it is asked for. */
export interface ProviderView {
  /** `upgrading` while the provider moves the control plane, `failed` when it gave up and says so. */
  readonly status: "active" | "upgrading" | "failed";
  /** While `upgrading`: the version it is on the way to, when the provider tells. */
  readonly upgradingTo?: string | undefined;
  /** The provider's own words for a failed state. */
  readonly statusReason: string;
  /** The oldest version that any API server reports. */
  readonly controlPlaneVersion: string;
  readonly servers: readonly { readonly name: string; readonly version: string }[];
  readonly pools: readonly Pool[];
  /** Kubernetes versions that this member could be brought to. */
  readonly available: readonly string[];
  /** Who moved what last: one of the control plane, and one of each pool. Left out where the provider keeps no such record. */
  readonly changes?: readonly ProviderChange[] | undefined;
}

/**
 * The answer to a request to start something. `accepted` means only that the call was taken: what
 * came of it is read from `observe`.
 */
export type StartAnswer =
  | { readonly kind: "accepted" }
  | { readonly kind: "alreadyRunning" }
  | { readonly kind: "alreadyThere" }
  | { readonly kind: "busy"; readonly with: string }
  | { readonly kind: "refused"; readonly why: string };

/**
 * One member as its provider (cloud, lab, simulated world) manages it. Bound to the member when it
 * is opened. Errors that may pass are thrown as `PortError` of class `transient`.
 */
export interface ProviderPort {
  /** Reads only. A member that does not exist throws a terminal `PortError`. */
  observe(): Promise<ProviderView>;

  /**
   * Asks for the control plane to go to `to`. Idempotent by the target: at `to` or at a later patch
   * of its minor it answers `alreadyThere`, on the way to `to` `alreadyRunning`, on the way elsewhere
   * `busy`. `token` names the request for providers that remember requests; it is only a hint. A
   * skipped minor, or one that it has left behind, is `refused`.
   */
  startControlPlaneUpgrade(request: {
    readonly to: string;
    readonly token: string;
  }): Promise<StartAnswer>;

  /**
   * For pools of dialect `providerRolls`: asks for all nodes to go to `to`. Idempotent by the target,
   * as above. An unknown pool is `refused`.
   */
  startPoolUpgrade(request: {
    readonly pool: string;
    readonly to: string;
    readonly token: string;
  }): Promise<StartAnswer>;

  /**
   * For pools of dialect `weRoll`: sees to it that the pool has at least `count` nodes of kubelet
   * version `version`, those still joining included. Idempotent by the count: with as many it
   * answers `alreadyThere` and adds none. Other nodes are left as they are.
   */
  ensureNodes(request: {
    readonly pool: string;
    readonly version: string;
    readonly count: number;
    readonly token: string;
  }): Promise<StartAnswer>;

  /**
   * Ends one node: its machine and its Node object. Not found is `alreadyThere`. It does not drain:
   * that is done before, through the cluster's API.
   */
  removeNode(request: {
    readonly pool: string;
    readonly node: string;
    readonly token: string;
  }): Promise<StartAnswer>;
}
