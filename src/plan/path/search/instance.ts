import type { AddonFacts } from "../../../model/cluster-facts.ts";
import type { StartingPool } from "../starting-point.ts";

/** Something that must hold, with an id that a person can search for, and what says so. */
export interface Constraint {
  readonly id: string;
  readonly words: string;
  /** Ids of records of the knowledge. */
  readonly records: readonly string[];
}

/** What would let something be that a constraint forbids. */
export type Relaxation =
  | { readonly kind: "accept-risk"; readonly name: string }
  | { readonly kind: "let-move"; readonly addon: string }
  | { readonly kind: "other-target"; readonly addon: string };

/** A constraint that speaks against one thing: two versions side by side, one move, one end. */
export interface Verdict {
  /** The same for the same two: what is so already is not begun anew. */
  readonly name: string;
  readonly constraint: Constraint;
  /** Left out where nothing but another constraint would help. */
  readonly relaxation?: Relaxation;
  /** The name by which somebody accepted it: it is allowed then, and counts as a risk. */
  readonly accepted?: string;
}

/** Verdicts by two versions' indices; undefined is allowed. */
export type Verdicts = readonly (readonly (Verdict | undefined)[])[];

export interface Edge {
  readonly from: number;
  readonly to: number;
  /** What nobody vouches for in this move; least is best among ways of as many hops. */
  readonly risk: number;
  /** How many newer versions of the same minor there are. */
  readonly age: number;
  readonly verdicts: readonly Verdict[];
}

/** What a part stands for; the search does not look at it. */
export type Subject =
  | { readonly kind: "pools"; readonly pools: readonly StartingPool[] }
  | {
      readonly kind: "addon";
      readonly addon: string;
      readonly part: AddonFacts["part"];
      readonly mesh: boolean;
    }
  /** What never moves by us and only speaks against: nodes of an autoscaler, and what the provider allows the control plane. */
  | { readonly kind: "self-driven" | "provider" };

/** What moves on its own: a node pool (or some that are alike), an add-on, a part of a mesh. */
export interface Part {
  readonly subject: Subject;
  /** How many hops one move of it is: of pools that are alike each is one. */
  readonly weight: number;
  /** Oldest first; it starts at the first, and never goes back. */
  readonly versions: readonly string[];
  readonly edges: readonly Edge[];
  /** By the control plane's place on its way, then by version. */
  readonly beside: Verdicts;
  /** By version: what speaks against ending there. */
  readonly goal: readonly (Verdict | undefined)[];
  /** It moves right after what it belongs to, and not as late as it may. */
  readonly follows: boolean;
}

/** What holds between two parts, by the version of the first, then of the second. */
export interface Between {
  readonly first: number;
  readonly second: number;
  readonly always: Verdicts;
  readonly atEnd: Verdicts;
}

/**
 * The joint state that is searched: the control plane's place on its way, and the version of every
 * part. The control plane passes one version of every minor and skips none (I1), so its own hops are
 * settled; what is searched is which part moves when, and over which versions.
 */
export interface Instance {
  /** How many versions the control plane's way has, with the one it is at. */
  readonly places: number;
  readonly parts: readonly Part[];
  readonly between: readonly Between[];
}

/** One move of a way: of a part, or of the control plane. */
export interface Move {
  readonly part: Part | undefined;
  readonly from: number;
  readonly to: number;
  /** What it newly breaks, or takes as an accepted risk. */
  readonly verdicts: readonly Verdict[];
}

/** The instance in pieces that share no constraint, and one of the control plane alone; parts stand in their order. */
export function groupsOf({ places, parts, between }: Instance): readonly Instance[] {
  const group = parts.map((_, index) => index);
  for (const { first, second } of between) {
    const [kept, joined] = [group[first], group[second]];
    for (const [index, each] of group.entries()) if (each === joined) group[index] = Number(kept);
  }
  const members = [...Map.groupBy(parts.keys(), (index) => group[index]).values()];
  return [[], ...members].map((indices: readonly number[]) => ({
    places,
    parts: parts.filter((_, index) => indices.includes(index)),
    between: between
      .filter(({ first }) => indices.includes(first))
      .map((each) => ({
        ...each,
        first: indices.indexOf(each.first),
        second: indices.indexOf(each.second),
      })),
  }));
}
