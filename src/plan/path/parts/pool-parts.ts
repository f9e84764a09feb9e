import { maxKubeletLag } from "../../../knowledge/skew.ts";
import type { SkewRecord } from "../../../knowledge/records.ts";
import { compareBuilds } from "../../../knowledge/version-order.ts";
import { minorNumber, minorOf } from "../../../model/version.ts";
import type { Constraint, Edge, Part, Verdict } from "../search/instance.ts";
import type { StartingPool, Versions } from "../starting-point.ts";
import { downgrade, unordered, type PathProblem } from "../path-problem.ts";

/** The control plane's way: the version that it is at, then those that it goes to. */
export type ServerWay = readonly [string, ...string[]];

/** How far nodes may be behind, with what says so: the skew policy, and the provider where it is stricter. */
export interface LagRule {
  readonly provider: SkewRecord | undefined;
}

export const endOf = (way: ServerWay): string => way.reduce((_, last) => last);

/** Pools of the same kubelets move alike, so they are one part; the order in which they are given stays. */
export function poolParts(
  pools: readonly StartingPool[],
  way: ServerWay,
  rule: LagRule,
): readonly Part[] {
  const alike = Map.groupBy(pools, ({ kubelets }) => kubelets.all.join(" "));
  return [...alike.values()].flatMap((group) =>
    group.slice(0, 1).map(({ kubelets }) => poolPart(group, kubelets, way, rule)),
  );
}

/** Each pool as its own part, for what counts them one by one. */
export function separatePoolParts(
  pools: readonly StartingPool[],
  way: ServerWay,
  rule: LagRule,
): readonly Part[] {
  return pools.map((pool) => poolPart([pool], pool.kubelets, way, rule));
}

/** A pool that follows the control plane by itself: the first hop has to be legal for what it runs now. */
export function selfDrivenPart(pool: StartingPool, way: ServerWay, rule: LagRule): Part {
  const { oldest } = pool.kubelets;
  return {
    subject: { kind: "self-driven" },
    weight: 1,
    versions: [oldest],
    edges: [],
    beside: way.map((server, place) => [
      place === 1 ? lags(namesOf([pool]), oldest, server, rule) : undefined,
    ]),
    goal: [],
    follows: false,
  };
}

function poolPart(
  pools: readonly StartingPool[],
  kubelets: Versions,
  way: ServerWay,
  rule: LagRule,
): Part {
  const name = namesOf(pools);
  const versions = [kubelets.oldest, ...way];
  const target = endOf(way);
  const end = hard(`target/${name}`, `${name} ends at ${target}`, []);
  return {
    subject: { kind: "pools", pools },
    weight: pools.length,
    versions,
    edges: versions.flatMap((_, from) => edgesFrom(from, name, kubelets, way)),
    beside: way.map((server, place) =>
      versions.map((kubelet, index) =>
        index - 1 > place ? leads(kubelet, server) : lags(name, kubelet, server, rule),
      ),
    ),
    goal: versions.map((_, index) =>
      index === way.length || (index === 0 && isThere(kubelets, target))
        ? undefined
        : { name: end.id, constraint: end },
    ),
    follows: false,
  };
}

/** A pool goes to a version that the control plane passes, and never back. */
function edgesFrom(
  from: number,
  name: string,
  kubelets: Versions,
  way: ServerWay,
): readonly Edge[] {
  return way.flatMap((version, index) => {
    const to = index + 1;
    if (to <= from) return [];
    const problems = from === 0 ? stepsBack(name, kubelets, version, "") : [];
    const verdicts = problems.map(({ why }) => {
      const constraint = hard(`order/${name}/${version}`, why, []);
      return { name: constraint.id, constraint };
    });
    // Where it has to stop, the newest version of the way is best.
    return [{ from, to, risk: 0, age: way.length - to, verdicts }];
  });
}

const LEAD: Constraint = {
  id: "skew/kubelet-newer",
  words: "a kubelet is never newer than its API server",
  records: ["skew/kubelet"],
};

function leads(kubelet: string, server: string): Verdict {
  return { name: `${LEAD.id}/${kubelet}/${server}`, constraint: LEAD };
}

function lags(
  name: string,
  kubelet: string,
  server: string,
  { provider }: LagRule,
): Verdict | undefined {
  const own = maxKubeletLag(kubelet);
  const most = Math.min(own, provider?.minorsOlder ?? own);
  const behind = minorNumber(server) - minorNumber(kubelet);
  if (behind <= most) return undefined;
  const by = most < own ? [`skew/${String(provider?.provider)}`] : ["skew/kubelet"];
  const words = `kubelets of ${name} may be ${most} ${most === 1 ? "minor" : "minors"} behind`;
  return {
    name: `skew/${name}/${minorOf(kubelet)}/${minorOf(server)}`,
    constraint: hard(`skew/${name}`, words, by),
  };
}

/** Whether no node has to move for the pool to be at the target: a later patch is left alone. */
export function isThere({ all }: Versions, target: string): boolean {
  const orders = all.map((version) => compareBuilds(version, target));
  return orders.every((order) => order !== undefined && order >= 0);
}

/** What of these versions would be taken back, or nobody knows whether it would, by going to `to`. */
export function stepsBack(
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

function namesOf(pools: readonly StartingPool[]): string {
  const names = pools.map(({ name }) => name).join(", ");
  return pools.length === 1 ? `node pool ${names}` : `node pools ${names}`;
}

function hard(id: string, words: string, records: readonly string[]): Constraint {
  return { id, words, records };
}
