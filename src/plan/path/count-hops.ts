import type { Hop } from "../../model/plan.ts";
import type { Instance, Part } from "./search/instance.ts";
import { countOrders, type Orders } from "./search/count-orders.ts";
import type { PathCount } from "./path.ts";

/** What hops are of, in the order in which counts take them in. */
const SCOPES = ["control plane", "mesh", "node pools", "mesh proxies", "other add-ons"] as const;
export type Scope = (typeof SCOPES)[number];

/** The words of one count, and what it holds. */
export interface ScopeWords {
  readonly of: string;
  readonly scopes: ReadonlySet<Scope>;
}

/** Counts that say something here, each with what the one before has: a mesh counts with the control plane, as people count it. */
export function scopesOf({ parts }: Instance): readonly ScopeWords[] {
  const there = new Set(parts.map(scopeOf));
  const first: readonly Scope[] = there.has("mesh") ? ["control plane", "mesh"] : ["control plane"];
  const rest = SCOPES.slice(2).filter((scope) => there.has(scope));
  return [
    { of: first.join(" and "), scopes: new Set<Scope>(first) },
    ...rest.map((_, index) => ({
      of: `with ${rest.slice(0, index + 1).join(" and ")}`,
      scopes: new Set<Scope>([...first, ...rest.slice(0, index + 1)]),
    })),
  ];
}

/** How many of these hops are of what; of a mesh's and the control plane's also in how many orders they go. */
export function countHops(hops: readonly Hop[], instance: Instance): readonly PathCount[] {
  const meshes = new Set(
    instance.parts.flatMap(({ subject }) =>
      subject.kind === "addon" && subject.mesh ? [subject.addon] : [],
    ),
  );
  return scopesOf(instance).map(({ of, scopes }) => {
    const count = hops.filter((hop) => scopes.has(scopeOfHop(hop, meshes))).length;
    const counted =
      scopes.has("mesh") && scopes.size === 2 ? ordersOf(instance, scopes, 10_000, 1) : undefined;
    // Without the rest it may go in fewer hops: then the orders are not those of this way.
    return counted?.kind === "counted" && counted.hops === count
      ? { of, hops: count, orders: `${counted.count}` }
      : { of, hops: count };
  });
}

/** Counts the orders of what is in these scopes, the rest left aside. */
export function ordersOf(
  { places, parts, between }: Instance,
  scopes: ReadonlySet<Scope>,
  limit: number,
  list: number,
): Orders {
  const kept = [...parts.keys()].filter((index) =>
    parts.slice(index, index + 1).every((part) => {
      const scope = scopeOf(part);
      return scope === undefined || scopes.has(scope);
    }),
  );
  const instance: Instance = {
    places,
    parts: parts.filter((_, index) => kept.includes(index)),
    between: between
      .filter(({ first, second }) => kept.includes(first) && kept.includes(second))
      .map((each) => ({
        ...each,
        first: kept.indexOf(each.first),
        second: kept.indexOf(each.second),
      })),
  };
  return countOrders(instance, limit, list);
}

/** Undefined for what never moves. */
function scopeOf({ subject }: Part): Scope | undefined {
  switch (subject.kind) {
    case "pools":
      return "node pools";
    case "addon":
      if (subject.part === "proxies") return "mesh proxies";
      return subject.mesh ? "mesh" : "other add-ons";
    case "self-driven":
    case "provider":
      return undefined;
  }
}

function scopeOfHop(hop: Hop, meshes: ReadonlySet<string>): Scope {
  switch (hop.component) {
    case "control-plane":
      return "control plane";
    case "node-pool":
      return "node pools";
    case "addon":
      if (hop.part === "proxies") return "mesh proxies";
      return meshes.has(hop.addon) ? "mesh" : "other add-ons";
  }
}
