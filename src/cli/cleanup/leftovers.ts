import type { NodeView } from "../../ports/cluster-port.ts";

/** Whose a mark is: an upgrade that goes on, one that is over, or one that nobody here knows. */
export type Whose = "running" | "over" | "unknown";

/** Something of fleetlift's on a node of a member. */
export interface Leftover {
  readonly cluster: string;
  readonly member: string;
  readonly node: string;
  readonly mark: "cordon" | "taint" | "quarantine";
  /** The upgrade that made it, as it stands on the node; a taint says nobody. */
  readonly upgrade: string;
  readonly whose: Whose;
  /** Why, where it was written down. */
  readonly reason: string;
}

/** The attempts at clusters that are known, by name, and whether each goes on; undefined when nobody was asked. */
export type KnownUpgrades = readonly {
  readonly name: string;
  readonly cluster: string;
  readonly running: boolean;
}[];

/**
 * Our marks on the nodes of one member. Only what has our words on it is ours: a cordon without an
 * owner is a person's. A taint has no owner, and is that of the upgrade that goes on at the cluster,
 * if one does.
 */
export function leftoversOf(
  { cluster, member }: Pick<Leftover, "cluster" | "member">,
  nodes: readonly NodeView[],
  known: KnownUpgrades,
): readonly Leftover[] {
  const whose = (upgrade: string): Whose => {
    const found = known.find(({ name }) => name === upgrade);
    if (found === undefined) return "unknown";
    return found.running ? "running" : "over";
  };
  const ofCluster = known.filter((upgrade) => upgrade.cluster === cluster);
  return nodes.flatMap(({ name: node, cordonedBy, avoided, quarantine }) => {
    const at = { cluster, member, node };
    const marks: Leftover[] = [];
    if (cordonedBy !== undefined) {
      const mine = { upgrade: cordonedBy, whose: whose(cordonedBy), reason: "" };
      marks.push({ ...at, mark: "cordon", ...mine });
    }
    if (avoided) marks.push({ ...at, mark: "taint", upgrade: "", whose: taintOf(ofCluster), reason: "" }); // prettier-ignore
    if (quarantine !== undefined) {
      const { owner, reason } = quarantine;
      marks.push({ ...at, mark: "quarantine", upgrade: owner, whose: whose(owner), reason });
    }
    return marks;
  });
}

function taintOf(ofCluster: KnownUpgrades): Whose {
  if (ofCluster.some(({ running }) => running)) return "running";
  return ofCluster.length === 0 ? "unknown" : "over";
}

/** Whether it may be taken off: never while its upgrade goes on, and of an unknown one only when that is asked for. */
export function mayTakeOff({ whose }: Leftover, unknown: boolean): boolean {
  return whose === "over" || (whose === "unknown" && unknown);
}
