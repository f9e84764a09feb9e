import { isPreRelease, newestOf } from "../../knowledge/version-order.ts";
import { minorNumber, minorOf, parseVersion } from "../../model/version.ts";
import { downgrade, unordered, type PathProblem } from "./path-problem.ts";
import type { StartingPoint } from "./starting-point.ts";

/** One version, or the problems that stand in its place. */
export interface Found {
  readonly versions: readonly string[];
  readonly problems: readonly PathProblem[];
}

/**
 * The version that a target means here (semantics 1): `1.36` is the newest 1.36 that is to be had
 * or runs already; `1.36.3` is that one, whatever its build; a pre-release is meant only when it is
 * named in full.
 */
export function resolveTarget(target: string, { servers, offered }: StartingPoint): Found {
  if (!target.startsWith("1.")) return none(notAvailable(target, offered));
  if (minorNumber(target) < minorNumber(servers.oldest)) {
    const help = `choose ${servers.newest} or a later version as the target`;
    return none(downgrade("the control plane", servers.oldest, target, help));
  }
  return offered.includes(target) ? one(target) : newestMeant(target, offered);
}

/** The newest version of a minor that is no pre-release; `1.35` is passed on the way to `1.36`. */
export function newestOfMinor(minor: string, offered: readonly string[]): Found {
  const { versions, problems } = newestMeant(minor, offered);
  return { versions, problems: problems.map((problem) => asMissingMinor(minor, problem)) };
}

function asMissingMinor(minor: string, problem: PathProblem): PathProblem {
  if (problem.rule !== "not-available") return problem;
  return {
    rule: "missing-minor",
    why: `${problem.why}, and the control plane passes every minor on its way`,
    help: `wait until the provider offers a ${minor}, or choose a target below it`,
  };
}

function newestMeant(target: string, offered: readonly string[]): Found {
  const meant = offered.filter((version) => !isPreRelease(version) && means(target, version));
  const top = newestOf(meant);
  if (top === undefined) return none(notAvailable(target, offered));
  return "newest" in top
    ? one(top.newest)
    : none(unordered(`the newest ${target}`, ...top.unordered));
}

const one = (version: string): Found => ({ versions: [version], problems: [] });

const none = (problem: PathProblem): Found => ({ versions: [], problems: [problem] });

/** A target without a patch means its whole minor, one with a patch any build of it. */
function means(target: string, version: string): boolean {
  if (parseVersion(target) === undefined) return minorOf(version) === target;
  return [`${target}-`, `${target}+`].some((start) => version.startsWith(start));
}

function notAvailable(target: string, offered: readonly string[]): PathProblem {
  const minor = minorOf(target);
  const near = offered.filter((version) => minorOf(version) === minor);
  const why =
    near.length === 0 ? `no ${minor} is offered` : `of ${minor} there is ${near.join(", ")}`;
  return {
    rule: "not-available",
    why: `${target} is not to be had: ${why}`,
    help: `choose one of ${(near.length === 0 ? offered : near).join(", ")} in full`,
  };
}
