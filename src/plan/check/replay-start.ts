import type { Facts } from "../../knowledge/knowledge.ts";
import { addonName } from "../../model/hop-name.ts";
import type { Hop } from "../../model/plan.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import { knownAs } from "../path/parts/addon-versions.ts";
import { seenAddons } from "../path/parts/seen-addons.ts";
import { startingPoint } from "../path/starting-point.ts";

/** An add-on, or one part of a mesh, where its replay begins. */
export interface ReplayAddon {
  readonly addon: string;
  /** The name by which the knowledge has it. */
  readonly known: string;
  readonly isProxies: boolean;
  readonly version: string;
}

/** From where a cluster's hops are gone through. */
export interface ReplayStart {
  readonly server: string;
  /** Pools by name, with the versions of their kubelets, oldest first. */
  readonly pools: ReadonlyMap<string, readonly string[]>;
  /** By what people call them: `coredns`, `istio proxies`. */
  readonly addons: ReadonlyMap<string, ReplayAddon>;
}

/** What was observed, read once; or why nothing can start from there. */
export function startOfSnapshot(
  snapshot: Snapshot,
  facts: Facts,
): ReplayStart | { readonly why: string } {
  const settled = startingPoint(snapshot);
  if ("problems" in settled) {
    return { why: settled.problems.map((problem) => problem.why).join("; ") };
  }
  const { servers, pools } = settled.start;
  const { addons, kubeProxy } = seenAddons(snapshot, facts);
  const own = addons.flatMap(({ name, known, part, version, proxies }) => [
    entry({ addon: name, known, isProxies: false, version }, part),
    ...(proxies === undefined
      ? []
      : [entry({ addon: name, known, isProxies: true, version: proxies }, "proxies")]),
  ]);
  const proxy = { addon: "kube-proxy", known: "kube-proxy", isProxies: false };
  return {
    server: servers.oldest,
    pools: new Map(pools.map((pool) => [pool.name, pool.kubelets.all])),
    addons: new Map([
      ...own,
      ...(kubeProxy === undefined ? [] : [entry({ ...proxy, version: kubeProxy }, "whole")]),
    ]),
  };
}

function entry(
  addon: ReplayAddon,
  part: "whole" | "control-plane" | "proxies",
): readonly [string, ReplayAddon] {
  return [addonName(addon.addon, part), addon];
}

/** Without a snapshot: where the hops themselves say that things stand. What does not move is not in it. */
export function startOfHops(hops: readonly Hop[], target: string, facts: Facts): ReplayStart {
  const servers = hops.flatMap((hop) => (hop.component === "control-plane" ? [hop.from] : []));
  const pools = hops.flatMap((hop) => (hop.component === "node-pool" ? [hop] : []));
  const addons = hops.flatMap((hop) => (hop.component === "addon" ? [hop] : []));
  return {
    // A control plane that does not move is where the pools end.
    server: servers[0] ?? pools.at(-1)?.to ?? target,
    pools: new Map(pools.map(({ pool, from }) => [pool, [from]] as const).toReversed()),
    addons: new Map(
      addons
        .map(({ addon, part, from }) => {
          const known = knownAs(facts, addon, from);
          return entry({ addon, known, isProxies: part === "proxies", version: from }, part);
        })
        .toReversed(),
    ),
  };
}
