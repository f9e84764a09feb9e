import type { Lacking, Part } from "../../model/cluster-facts.ts";
import type { ListRead, Unreadable } from "./read-list.ts";

/** Why something was not read: a right that is missing, or words of whatever went wrong. */
export type Missing =
  | { readonly kind: "right"; readonly verb: "get" | "list"; readonly what: string }
  | { readonly kind: "failed"; readonly what: string; readonly why: string };

interface Resource {
  readonly resource: string;
  readonly group: string;
}

const APPLY = "kubectl apply -f deploy/observe-rbac.yaml";

export function missingRight(verb: "get" | "list", resource: Resource): Missing {
  return { kind: "right", verb, what: wordsFor(resource) };
}

export function readFailed(resource: Resource, why: string): Missing {
  return { kind: "failed", what: wordsFor(resource), why };
}

/** `poddisruptionbudgets (policy)`. */
export function wordsFor({ resource, group }: Resource): string {
  return group === "" ? resource : `${resource} (${group})`;
}

/** What of several reads is missing; what a cluster does not serve is not: there is none of it. */
export function missingOf(...reads: readonly ListRead<unknown>[]): readonly Missing[] {
  return reads.flatMap((read) => (read.kind === "missing" ? [read.missing] : []));
}

/** So many rights are named in a sentence; the manifest has them all. */
const MAX_NAMED = 5;

/** In words: which right, and how to grant it. `missing` holds at least one. */
export function wordsOf(missing: readonly Missing[]): {
  readonly why: string;
  readonly help: string;
} {
  const rights = missing.filter((each) => each.kind === "right");
  const failed = missing.flatMap((each) =>
    each.kind === "failed" ? [`${each.what} could not be read: ${each.why}`] : [],
  );
  const grants = [...new Set(rights.map(({ verb, what }) => `${verb} ${what}`))];
  return {
    why: [...(grants.length === 0 ? [] : [deniedWords(grants)]), ...new Set(failed)].join("; "),
    help: grants.length === 0 ? "look again: it may pass" : grantWords(grants),
  };
}

function deniedWords(grants: readonly string[]): string {
  return grants.length === 1
    ? `the right to ${grants[0]} is missing`
    : `the rights to ${named(grants)} are missing`;
}

function grantWords(grants: readonly string[]): string {
  return grants.length > MAX_NAMED
    ? `${APPLY} (fleetlift observe --rbac prints it)`
    : `${APPLY}, or grant ${named(grants)}`;
}

function named(grants: readonly string[]): string {
  const more = grants.length - MAX_NAMED;
  return `${grants.slice(0, MAX_NAMED).join(", ")}${more > 0 ? ` and ${more} more` : ""}`;
}

export function notSeen(missing: readonly Missing[]): Part<never> {
  return { kind: "not-seen", ...wordsOf(missing) };
}

export interface SeenMore {
  /** Lists of which some objects could not be read. */
  readonly reads?: readonly ListRead<unknown>[];
  readonly lacking?: readonly Lacking[];
  /** How many items were left off. */
  readonly more?: number;
}

/** A part that was seen, with what of it was not. */
export function seen<Item>(items: readonly Item[], also: SeenMore = {}): Part<Item> {
  const { reads = [], more = 0 } = also;
  const lacking = [...(also.lacking ?? []), ...reads.flatMap(unreadableIn)];
  return {
    kind: "seen",
    items,
    ...(more > 0 && { more }),
    ...(lacking.length > 0 && { lacking }),
  };
}

/** Something of a part that is missing, under a name for it. */
export function lackingFrom(what: string, missing: readonly Missing[]): readonly Lacking[] {
  return missing.length === 0 ? [] : [{ what, ...wordsOf(missing) }];
}

function unreadableIn(read: ListRead<unknown>): readonly Lacking[] {
  return read.kind === "read" && read.unreadable !== undefined ? [unread(read.unreadable)] : [];
}

function unread({ count, what, first }: Unreadable): Lacking {
  return {
    what: `${count} of the ${what}`,
    why: `${count === 1 ? "it is" : "they are"} not of the form that is known${first === "" ? "" : ` (field ${first})`}`,
    help: "a newer fleetlift may know it",
  };
}
