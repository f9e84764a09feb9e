import type { ClusterFacts, Part } from "../model/cluster-facts.ts";
import type { Evidence, FindingLevel } from "../model/finding.ts";
import type { AnyRecord } from "../knowledge/records.ts";
import type { AssessRequest } from "./request.ts";

export type PartName = keyof ClusterFacts;

/** What every check is given: the request, and what follows from it once. */
export interface AssessContext extends AssessRequest {
  /** What was seen, part by part; nothing of it where only the versions were looked at. */
  readonly parts: ClusterFacts;
  readonly nowMs: number;
  /** The oldest API server, without `v`. */
  readonly from: string;
  /** The target as it is written, or `from` where none is. */
  readonly to: string;
  /** The minors that the control plane passes, the target's included; none where it stays. */
  readonly hops: readonly string[];
}

/** A finding as its check writes it: the rest is the same for all and filled in later. */
export interface Draft {
  readonly level: Exclude<FindingLevel, "Passed" | "Not applicable">;
  readonly object: string;
  /** Words were seen at the time of the snapshot. */
  readonly evidence: readonly (string | Evidence)[];
  readonly why: string;
  readonly help: string;
  readonly hop?: string | undefined;
  /** It breaks something for sure; left out, it does not. */
  readonly breaking?: boolean;
  readonly owner?: string | undefined;
  readonly records?: readonly AnyRecord[];
}

/** Another tool that looks for the same, and what it calls it. */
export type Peer = `eksup ${string}` | "kubent" | "pluto";

/** One question that a cluster is asked. */
export interface Check {
  /** Unique for ever: people accept it by this name. */
  readonly name: string;
  /** What it looks for, for the documentation. */
  readonly sees: string;
  /** What it may say when it found something. */
  readonly levels: readonly Draft["level"][];
  readonly peers: readonly Peer[];
  /** The parts without which it says nothing; others may be read where they are there. */
  readonly reads: readonly PartName[];
  /** Which of the gaps within a part concern it; left out, all do. */
  readonly concerns?: (lacking: string) => boolean;
  /** It is about nodes that are drained, and so about no cluster that a second one takes over from. */
  readonly ofDrain?: true;
  /** Why the question makes no sense here. */
  readonly notHere?: (context: AssessContext) => string | undefined;
  readonly find: (context: AssessContext) => readonly Draft[];
}

/** The items of a part; none where it was not seen. */
export function itemsOf<Item>(part: Part<Item>): readonly Item[] {
  return part.kind === "seen" ? part.items : [];
}
