/**
 * What a cluster was made to do, for proofs: that no consequence came twice, that no budget was
 * broken. It only grows, and knows nothing of who should have done what.
 */
export interface Ledger {
  readonly controlPlaneUpgrades: readonly {
    readonly atMs: number;
    readonly from: string;
    readonly to: string;
    readonly by: string;
  }[];
  readonly poolUpgrades: readonly {
    readonly atMs: number;
    readonly pool: string;
    readonly to: string;
    readonly by: string;
  }[];
  /** Moves of add-ons that were begun, those of CRDs too; left out when there was none. */
  readonly addonMoves?: readonly AddonMoveNote[];
  /** Nodes added, by `pool@version`. */
  readonly nodesAdded: Tally;
  /** Nodes removed, by pool. */
  readonly nodesRemoved: Tally;
  /** Changes from schedulable to cordoned and back, by node. */
  readonly cordons: Tally;
  readonly uncordons: Tally;
  /** Evictions that made a pod terminate, by pod (`namespace/name`), whoever asked. */
  readonly evictions: Tally;
  /** Those of them that the provider's own rolling asked for, by workload. */
  readonly evictionsByProvider: Tally;
  /** Accepted for a pod that was terminating already: no consequence. By pod. */
  readonly evictionsRepeated: Tally;
  /** Refused for a budget's sake, by budget. */
  readonly evictionsBlocked: Tally;
  readonly podsDeleted: Tally;
  /** Pods that were still running when their node was removed, by workload. */
  readonly podsLost: Tally;
  /** Fewest available replicas seen, by workload, and fewest healthy pods, by budget. */
  readonly lowestAvailable: Tally;
  readonly lowestHealthy: Tally;
  /** Fewest Ready and schedulable nodes seen, by pool. */
  readonly fewestNodes: Tally;
  /** Disruptions on purpose that left a budget with fewer healthy pods than it wants. */
  readonly budgetViolations: readonly {
    readonly atMs: number;
    readonly budget: string;
    readonly why: string;
    readonly currentHealthy: number;
    readonly desiredHealthy: number;
  }[];
}

export interface AddonMoveNote {
  readonly atMs: number;
  readonly addon: string;
  readonly part: "whole" | "control-plane" | "proxies" | "crds";
  readonly kind: "upgrade" | "rollback";
  readonly from: string;
  readonly to: string;
  readonly by: string;
  /** Of proxies: those that were restarted. */
  readonly workloads?: readonly string[];
}

export type Tally = Readonly<Record<string, number>>;

export const emptyLedger: Ledger = {
  controlPlaneUpgrades: [],
  poolUpgrades: [],
  nodesAdded: {},
  nodesRemoved: {},
  cordons: {},
  uncordons: {},
  evictions: {},
  evictionsByProvider: {},
  evictionsRepeated: {},
  evictionsBlocked: {},
  podsDeleted: {},
  podsLost: {},
  lowestAvailable: {},
  lowestHealthy: {},
  fewestNodes: {},
  budgetViolations: [],
};

type TallyName = {
  [Name in keyof Ledger]-?: Ledger[Name] extends Tally ? Name : never;
}[keyof Ledger];

/** One more of something. */
export function count<Of extends { readonly ledger: Ledger }>(
  of: Of,
  tally: TallyName,
  key: string,
): Of {
  const counts = of.ledger[tally];
  return {
    ...of,
    ledger: { ...of.ledger, [tally]: { ...counts, [key]: (counts[key] ?? 0) + 1 } },
  };
}

/** The cluster with one more move of an add-on in its ledger. */
export function noteAddonMove<Of extends { readonly ledger: Ledger }>(
  of: Of,
  move: AddonMoveNote,
): Of {
  const { ledger } = of;
  return { ...of, ledger: { ...ledger, addonMoves: [...(ledger.addonMoves ?? []), move] } };
}

/** The tally with each value lowered to the one just seen, itself when nothing is lower. */
export function lowered(tally: Tally, seen: Tally): Tally {
  const lower = Object.entries(seen).filter(([key, value]) => value < (tally[key] ?? Infinity));
  return lower.length === 0 ? tally : { ...tally, ...Object.fromEntries(lower) };
}
