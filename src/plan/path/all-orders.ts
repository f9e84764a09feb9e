import type { Hop } from "../../model/plan.ts";
import { buildInstance } from "./build-instance.ts";
import { ordersOf, scopesOf } from "./count-hops.ts";
import { settle } from "./find-path.ts";
import { hopsOfMove } from "./hops-of.ts";
import type { PathRequest } from "./path.ts";

/** States that are looked at for one count before it gives up. */
const MOST_STATES = 300_000;
/** Orders that are listed of one count. */
const MOST_LISTED = 100;

/** Every order of the fewest hops of some components, without the hops of the rest. */
export type ScopeOrders =
  | {
      readonly kind: "counted";
      /** `control plane and mesh`, `with node pools`. */
      readonly of: string;
      readonly hops: number;
      readonly count: bigint;
      /** The first of them, at most a hundred; of the first count and of the last, which is of everything. */
      readonly listed: readonly (readonly Hop[])[];
    }
  | { readonly kind: "gave-up"; readonly of: string; readonly states: number };

/**
 * In how many orders the fewest hops of a cluster could go, component by component: each count takes
 * in what the one before has. Node pools count one by one. None of a cluster that has no way.
 */
export function allOrders(request: PathRequest, mostStates = MOST_STATES): readonly ScopeOrders[] {
  const settled = settle(request);
  if ("problems" in settled) return [];
  const { start, way } = settled;
  const { instance } = buildInstance(request, start, way, "apart");
  const all = scopesOf(instance);
  return all.flatMap(({ of, scopes }, index): readonly ScopeOrders[] => {
    const orders = ordersOf(instance, scopes, mostStates, MOST_LISTED);
    switch (orders.kind) {
      case "no-way":
        return [];
      case "gave-up":
        return [{ ...orders, of }];
      case "counted": {
        const isListed = index === 0 || index === all.length - 1;
        const listed = orders.listed.map((moves) => moves.flatMap((move) => hopsOfMove(move, way)));
        return [{ ...orders, of, listed: isListed ? listed : [] }];
      }
    }
  });
}
