import { kubeletAllowed, minorsBetween } from "../../knowledge/skew.ts";
import { compareBuilds } from "../../knowledge/version-order.ts";
import type { Hop } from "../../model/plan.ts";
import type { Path, PathRequest } from "./path.ts";
import { downgrade, unordered, type PathProblem } from "./path-problem.ts";
import { newestOfMinor, resolveTarget, type Found } from "./resolve-target.ts";
import {
  startingPoint,
  type StartingPoint,
  type StartingPool,
  type Versions,
} from "./starting-point.ts";

/**
 * The hops of control plane and node pools to a target like `1.36` or `1.36.3` (semantics 1). The
 * control plane passes every minor (I1); pools stop only where the next control plane hop would
 * leave them further behind than the skew policy allows (I2), and at the target.
 */
export function findPath({ snapshot, target }: PathRequest): Path {
  const settled = startingPoint(snapshot);
  if ("problems" in settled) return { kind: "blocked", ...settled };
  const { start } = settled;
  const goal = resolveTarget(target.kubernetes ?? start.servers.oldest, start);
  const [to] = goal.versions;
  if (to === undefined) return { kind: "blocked", problems: goal.problems };
  const way = controlPlaneWay(start, to);
  if (way.problems.length > 0) return { kind: "blocked", problems: way.problems };
  const { hops, problems } = walk(start, way.versions, to);
  if (problems.length > 0) return { kind: "blocked", problems };
  if (hops.length === 0) return { kind: "already-there", at: to };
  const notes = start.emptyPools.map(
    (pool) => `node pool ${pool} has no nodes: nothing of it is moved`,
  );
  const counts = [{ of: "control plane and node pools", hops: hops.length }];
  return {
    kind: "hops",
    from: start.servers.oldest,
    to,
    hops,
    notes,
    accepted: [],
    records: [],
    counts,
  };
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

/** Hops, or problems in their place. */
interface Moves {
  readonly hops: readonly Hop[];
  readonly problems: readonly PathProblem[];
}

/** Interleaves the hops of pools with those of the control plane. */
function walk(start: StartingPoint, way: readonly string[], target: string): Moves {
  const moves: Moves[] = [];
  let at = start.servers.oldest;
  let pools = start.pools;
  for (const next of way) {
    const stop = at;
    const stopping = pools.filter((pool) => !kubeletAllowed(pool.kubelets.oldest, next));
    moves.push(...stopping.map((pool) => poolMove(pool, stop)));
    pools = pools.map((pool) => (stopping.includes(pool) ? movedTo(pool, stop) : pool));
    moves.push({ hops: [{ component: "control-plane", from: at, to: next }], problems: [] });
    at = next;
  }
  moves.push(...pools.flatMap((pool) => lastMove(pool, target)));
  return {
    hops: moves.flatMap(({ hops }) => hops),
    problems: moves.flatMap(({ problems }) => problems),
  };
}

/** A pool whose nodes are all at the target, or at a later patch of its minor, is left alone. */
function lastMove(pool: StartingPool, target: string): readonly Moves[] {
  const orders = pool.kubelets.all.map((kubelet) => compareBuilds(kubelet, target));
  return orders.every((order) => order !== undefined && order >= 0) ? [] : [poolMove(pool, target)];
}

function poolMove({ name, dialect, kubelets }: StartingPool, to: string): Moves {
  const help = `replace those nodes by hand with nodes of ${to}, then plan again`;
  return {
    hops: [{ component: "node-pool", pool: name, dialect, from: kubelets.oldest, to }],
    problems: stepsBack(`node pool ${name}`, kubelets, to, help),
  };
}

/** What of these versions would be taken back, or nobody knows whether it would, by going to `to`. */
function stepsBack(
  what: string,
  versions: Versions,
  to: string,
  help: string,
): readonly PathProblem[] {
  return versions.all.flatMap((version) => {
    const order = compareBuilds(version, to);
    if (order === undefined) return [unordered(what, version, to)];
    return order > 0 ? [downgrade(what, version, to, help)] : [];
  });
}

function movedTo(pool: StartingPool, version: string): StartingPool {
  return { ...pool, kubelets: { all: [version], oldest: version, newest: version } };
}
