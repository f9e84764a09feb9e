import type { Origin } from "../../knowledge/records.ts";

/**
 * How sure it is that the object is what it seems: `certain` was parsed or rendered, `possible` was
 * read from the text of a template, `hint` is what was once applied (last-applied, an old revision).
 */
export type Certainty = "certain" | "possible" | "hint";

/**
 * What is wrong with an API version: `removed` is not served at the target any more, `deprecated` is
 * served there and announced to go, `replacement-not-served` is removed or deprecated at the target
 * while what replaces it is not served where the cluster is now: it cannot be mended before a hop.
 */
export type ScanProblem = "removed" | "deprecated" | "replacement-not-served";

/** An object of a deprecated or removed API, at one place of one file. */
export interface ScanFinding {
  readonly problem: ScanProblem;
  readonly certainty: Certainty;
  readonly file: string;
  /** From 1, of the line where the object's `apiVersion` stands. */
  readonly line: number;
  readonly apiVersion: string;
  readonly kind: string;
  /** Empty where it has none or only a template knows it. */
  readonly namespace: string;
  readonly name: string;
  /**
   * In which it was deprecated or removed: a minor of Kubernetes, like `1.25`, or the version of the
   * add-on that brings it, like `cert-manager 1.6.0`.
   */
  readonly deprecatedIn?: string | undefined;
  readonly removedIn?: string | undefined;
  /** `policy/v1 PodDisruptionBudget`; undefined when nothing replaces it. */
  readonly replacement?: string | undefined;
  /** The first minor that serves the replacement. */
  readonly replacementSince?: string | undefined;
  /** What changes in the fields when it is more than another name; empty when it is not. */
  readonly changes: string;
  /** Id of the record of the knowledge that says so, and where that was read. */
  readonly record: string;
  /** Who brings that record, when fleetlift does not. */
  readonly origin?: Origin | undefined;
  readonly url?: string | undefined;
}

/** A document, or a whole file, that was not read: nothing is known of what is in it. */
export interface Unread {
  readonly file: string;
  readonly line: number;
  readonly reason: string;
  readonly help: string;
}

export interface ScanResult {
  readonly findings: readonly ScanFinding[];
  readonly unread: readonly Unread[];
  /** Kubernetes objects that were looked at, those without a finding included. */
  readonly objects: number;
}

/** What is scanned for: the versions between which things go. */
export interface ScanTarget {
  /** A minor, `1.36`; never newer than the knowledge. */
  readonly target: string;
  /** Where the clusters are now; left out, it is not asked whether replacements are served there. */
  readonly current?: string | undefined;
  /**
   * Versions of add-ons, by name, for the APIs that they bring; left out, the oldest version that
   * works with the target.
   */
  readonly addons?: Readonly<Record<string, string>> | undefined;
}
