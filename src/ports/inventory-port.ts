import type { Access, ManagedBy, Provider } from "../model/fleet.ts";

/** A cluster that a source of inventories knows of, with what was read of it and what is only guessed. */
export interface DiscoveredCluster {
  /** As the source calls it, which need not be a name that a fleet may have. */
  readonly name: string;
  /** Unique within the source, like `context a` or `Cluster ns/a`. */
  readonly source: string;
  readonly labels: Readonly<Record<string, string>>;
  /** `kind` undefined: nothing tells. `why` says what the guess rests on, or where was looked. */
  readonly provider:
    | { readonly kind: "known"; readonly provider: Provider; readonly why: string }
    | { readonly kind: "unknown"; readonly why: string };
  /** A reference to credentials, never the credentials. */
  readonly access: Access;
  /** The access is not there yet: how to get it. */
  readonly accessHelp?: string;
  /** Address of its API server, as written. */
  readonly server: string | undefined;
  /** Hash of the certificate authority that its server is trusted by; undefined when that is not known. */
  readonly authority: string | undefined;
  /** UID of its kube-system namespace, when it was read (I7). */
  readonly identity: string | undefined;
  /** Of its control plane, without `v`, when it was read. */
  readonly version: string | undefined;
  /** Why identity or version could not be read; undefined when both were, or nobody looked. */
  readonly unread: string | undefined;
  /** Who seems to own its version. */
  readonly managedBy: ManagedBy | undefined;
  /** It is being deleted: known, and not to be upgraded. */
  readonly deleting: boolean;
  /** What else people should know of it, as sentences without a full stop. */
  readonly notes: readonly string[];
}

/**
 * A source of clusters. It only reads, and is level-triggered: each call looks anew. A cluster that
 * cannot be reached is listed with why; `list` throws `PortError` only when the source itself cannot
 * be read. Sorted by `source`, so that the same world gives the same list.
 */
export interface InventoryPort {
  list(): Promise<readonly DiscoveredCluster[]>;
}
