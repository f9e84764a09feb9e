import type { Provider } from "../../model/fleet.ts";
import type { PriceTable } from "../../model/prices.ts";
import type { Snapshot } from "../../model/snapshot.ts";

/** What something costs, or why that cannot be told. */
export type Cost =
  | { readonly kind: "known"; readonly amount: number; readonly currency: string }
  | { readonly kind: "unknown"; readonly why: string };

/** What the cluster that is there costs in these days, which is what a second of its kind would cost. */
export function secondClusterCost(
  snapshot: Snapshot,
  provider: Provider["kind"],
  days: number,
  prices: PriceTable | undefined,
): Cost {
  if (prices === undefined) return { kind: "unknown", why: "no prices were given" };
  const controlPlane = prices.perControlPlaneHour?.[provider];
  if (controlPlane === undefined) {
    return { kind: "unknown", why: `no price of a control plane of ${provider}` };
  }
  const nodes = nodesCost(snapshot, prices);
  if (typeof nodes === "string") return { kind: "unknown", why: nodes };
  const amount = Math.round((nodes.perHour + controlPlane) * 24 * days);
  return { kind: "known", amount, currency: prices.currency };
}

/** Nodes above what runs now, for as long as the roll takes, priced as the dearest that is there. */
export function surgeCost(
  snapshot: Snapshot,
  nodes: number,
  hours: number,
  prices: PriceTable | undefined,
): Cost {
  if (prices === undefined) return { kind: "unknown", why: "no prices were given" };
  const all = nodesCost(snapshot, prices);
  if (typeof all === "string") return { kind: "unknown", why: all };
  const amount = Math.round(all.dearest * nodes * hours * 100) / 100;
  return { kind: "known", amount, currency: prices.currency };
}

/** For an hour; or which price is missing. */
function nodesCost(
  { facts, pools }: Snapshot,
  { perNodeHour = {}, anyNodeHour }: PriceTable,
): { readonly perHour: number; readonly dearest: number } | string {
  const size = pools.reduce((sum, pool) => sum + pool.size, 0);
  const seen = facts?.nodes.kind === "seen" ? facts.nodes.items : [];
  if (seen.length < size) {
    if (anyNodeHour === undefined) return "instance types were not seen";
    return { perHour: anyNodeHour * size, dearest: anyNodeHour };
  }
  const types = seen.map(({ instanceType }) => instanceType);
  const priced = types.map((type) => ({ type, price: perNodeHour[type] ?? anyNodeHour }));
  const each = priced.flatMap(({ price }) => (price === undefined ? [] : [price]));
  const missing = priced.find(({ price }) => price === undefined)?.type;
  if (missing !== undefined) return `no price of ${missing || "a node without a type"}`;
  return { perHour: each.reduce((sum, price) => sum + price, 0), dearest: Math.max(0, ...each) };
}
