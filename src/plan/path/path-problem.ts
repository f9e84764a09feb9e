import type { Constraint, Relaxation } from "./search/instance.ts";

/** Why there is no way to the target, and what would open one. */
export interface PathProblem {
  /** A name that stays, for tests and for search. */
  readonly rule:
    | "unreadable-version"
    | "unordered-versions"
    | "downgrade"
    | "not-available"
    | "missing-minor"
    | "servers-apart"
    | "pool-ahead"
    | "pool-too-far-behind"
    | "pool-unknown"
    | "addon-downgrade"
    | "no-way";
  readonly why: string;
  readonly help: string;
  /** Of `no-way`: what closes it alone; without any one of these it is open. */
  readonly constraints?: readonly Constraint[];
  /** Of `no-way`: the fewest that somebody could let be so that it opens; none where nothing would. */
  readonly relaxations?: readonly Relaxation[];
}

export function unreadable(what: string, version: string): PathProblem {
  return {
    rule: "unreadable-version",
    why: `${what} says its version is "${version}", which is no Kubernetes 1.x version with a patch`,
    help: "correct what reports it; a version is never guessed",
  };
}

export function unordered(what: string, a: string, b: string): PathProblem {
  return {
    rule: "unordered-versions",
    why: `${what}: whether ${a} or ${b} is newer is not known`,
    help: "name the version to go to in full, with its build tag, or move this part by hand first",
  };
}

export function downgrade(what: string, from: string, to: string, help: string): PathProblem {
  return {
    rule: "downgrade",
    why: `${what} runs ${from}, newer than ${to}; no downgrade is ever a hop`,
    help,
  };
}
