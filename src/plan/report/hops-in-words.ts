import { maxKubeletLag } from "../../knowledge/skew.ts";
import { hopName } from "../../model/hop-name.ts";
import type { Hop } from "../../model/plan.ts";
import { compareVersions, minorOf } from "../../model/version.ts";

/** `control plane 1.34.4 > 1.35.4 > 1.36.3 · coredns 1.11 > 1.12 · 2 node pools, rolled once (they may lag by 3 minors)`. */
export function hopsInWords(hops: readonly Hop[]): string {
  const climbs = hops.filter((hop) => hop.component === "control-plane");
  const addons = Map.groupBy(
    hops.filter((hop) => hop.component === "addon"),
    hopName,
  );
  const rolls = Map.groupBy(
    hops.filter((hop) => hop.component === "node-pool"),
    ({ pool }) => pool,
  );
  const climb =
    climbs.length === 0
      ? ["control plane is there already"]
      : [`control plane ${wayInWords(climbs)}`];
  const byWords = Map.groupBy([...rolls.values()], poolWords);
  const pools = [...byWords].map(
    ([words, list]) => `${list.length} node ${list.length === 1 ? "pool" : "pools"}, ${words}`,
  );
  return [
    ...climb,
    ...[...addons].map(([name, list]) => `${name} ${wayInWords(list)}`),
    ...(pools.length === 0 ? ["no node pool moves"] : pools),
  ].join(" · ");
}

/** `1.34.4 > 1.35.4 > 1.36.3` of the hops of one component. */
export function wayInWords(hops: readonly Hop[]): string {
  return [...hops.slice(0, 1).map(({ from }) => from), ...hops.map(({ to }) => to)].join(" > ");
}

/** How often a pool is rolled, and why not more seldom or more often. */
function poolWords(hops: readonly Extract<Hop, { component: "node-pool" }>[]): string {
  const start = startsOf(hops).join("");
  if (hops.length === 1) return `rolled once (they may lag by ${maxKubeletLag(start)} minors)`;
  const stops = hops.slice(0, -1).map(({ to }) => to);
  return `rolled ${hops.length} times, at ${stops.join(" and ")} because ${minorOf(start)} may lag by ${maxKubeletLag(start)} minors`;
}

/** The oldest version of Kubernetes that anything starts at; nothing where only add-ons move. */
export function startsOf(hops: readonly Hop[]): readonly string[] {
  return hops
    .filter(({ component }) => component !== "addon")
    .map(({ from }) => from)
    .toSorted(compareVersions)
    .slice(0, 1);
}
