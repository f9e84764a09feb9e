import { minorsBetween } from "../../knowledge/skew.ts";
import { addonWishProblems } from "./addon-wish-problems.ts";
import { buildInstance, type Built } from "./build-instance.ts";
import { countHops } from "./count-hops.ts";
import { hopsOf } from "./hops-of.ts";
import { noWay } from "./no-way.ts";
import { notesOf } from "./notes-of.ts";
import { isThere, stepsBack, type ServerWay } from "./parts/pool-parts.ts";
import type { PathProblem } from "./path-problem.ts";
import type { Path, PathRequest } from "./path.ts";
import { recordsOf } from "./records-of.ts";
import { newestOfMinor, resolveTarget, type Found } from "./resolve-target.ts";
import { solve, type Way } from "./search/solve.ts";
import { startingPoint, type StartingPoint } from "./starting-point.ts";

/** States of a group that are looked at before a search gives up: seconds of work, and far more than clusters have. */
const MOST_STATES = 400_000;
/** Ways that were found already, so that clusters that are alike are searched once. */
export type KnownPaths = Map<string, Path>;

/**
 * The hops of a cluster to its target (semantics 1 and 4), the fewest that there are: the control
 * plane passes every minor (I1), pools stop only where the next control plane hop would leave them
 * further behind than the skew policy allows (I2) and at the target, and add-ons move where the
 * knowledge says that they must or `target.addons` that they shall.
 */
export function findPath(
  request: PathRequest,
  known: KnownPaths = new Map(),
  mostStates = MOST_STATES,
): Path {
  const started = startingPoint(request.snapshot);
  if ("problems" in started) return { kind: "blocked", ...started };
  const key = keyOf(request, started.start);
  const found = known.get(key) ?? findFrom(request, started.start, mostStates);
  known.set(key, found);
  return found;
}

function findFrom(request: PathRequest, start: StartingPoint, mostStates: number): Path {
  const settled = settleFrom(request, start);
  if ("problems" in settled) return { kind: "blocked", ...settled };
  return search(request, settled, mostStates);
}

/** What is searched from: a legal start, and the control plane's way. */
export interface Settled {
  readonly start: StartingPoint;
  readonly way: ServerWay;
  readonly to: string;
}

/** Reads the start and the target, and finds the control plane's way; or what is wrong with them. */
export function settle(
  request: PathRequest,
): Settled | { readonly problems: readonly PathProblem[] } {
  const started = startingPoint(request.snapshot);
  return "problems" in started ? started : settleFrom(request, started.start);
}

function settleFrom(request: PathRequest, start: StartingPoint): ReturnType<typeof settle> {
  const goal = resolveTarget(request.target.kubernetes ?? start.servers.oldest, start);
  const [to] = goal.versions;
  if (to === undefined) return { problems: goal.problems };
  const passed = controlPlaneWay(start, to);
  if (passed.problems.length > 0) return { problems: passed.problems };
  const problems = [...poolProblems(start, to), ...addonWishProblems(request)];
  if (problems.length > 0) return { problems };
  return { start, way: [start.servers.oldest, ...passed.versions], to };
}

function search(request: PathRequest, { start, way, to }: Settled, mostStates: number): Path {
  const built = buildInstance(request, start, way, "together");
  const solution = solve(built.instance, mostStates);
  switch (solution.kind) {
    case "gave-up":
      return gaveUp(solution.states);
    case "no-way": {
      const problems = solution.groups.map((group) => noWay(group, to, mostStates));
      return { kind: "blocked", problems };
    }
    case "way":
      return pathOf(request, { start, way, to }, built, solution);
  }
}

function pathOf(
  request: PathRequest,
  { start, way, to }: Settled,
  built: Built,
  { moves, taken }: Way,
): Path {
  const hops = hopsOf(moves, way);
  if (hops.length === 0) return { kind: "already-there", at: to };
  return {
    kind: "hops",
    from: start.servers.oldest,
    to,
    hops,
    notes: notesOf(request, start, built, hops, to),
    accepted: [...new Set(taken.map(({ accepted }) => String(accepted)))].toSorted(),
    records: recordsOf(request, hops, taken),
    counts: countHops(hops, built.instance),
  };
}

function gaveUp(states: number): Path {
  return { kind: "gave-up", states, why: `the search for a way gave up after ${states} states` };
}

/** The versions that the control plane goes to, one after the other. */
function controlPlaneWay({ servers, offered }: StartingPoint, target: string): Found {
  if (servers.all.every((server) => server === target)) return { versions: [], problems: [] };
  const passed = minorsBetween(servers.oldest, target).slice(0, -1);
  const found = passed.map((minor) => newestOfMinor(minor, offered));
  const help = `choose ${servers.newest} or a later version as the target`;
  const back = stepsBack("the control plane", servers, target, help);
  return {
    versions: [...found.flatMap(({ versions }) => versions), target],
    problems: [...found.flatMap(({ problems }) => problems), ...back],
  };
}

/** A pool ends at the target, or at a later patch of its minor: it is never taken back. */
function poolProblems({ pools }: StartingPoint, to: string): readonly PathProblem[] {
  const help = `replace those nodes by hand with nodes of ${to}, then plan again`;
  return pools
    .filter(({ kubelets }) => !isThere(kubelets, to))
    .flatMap(({ name, kubelets }) => stepsBack(`node pool ${name}`, kubelets, to, help));
}

/** All that a way follows from: clusters for which it is the same have the same way. */
function keyOf(
  { snapshot, target, provider, accepted }: PathRequest,
  start: StartingPoint,
): string {
  const { observedAtMs, facts } = snapshot;
  return JSON.stringify([start, target, provider, accepted, dayOf(observedAtMs), facts?.addons]);
}

/** Support ends and acceptances are told by the day. */
function dayOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}
