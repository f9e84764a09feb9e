import { nameSchema } from "../../model/names.ts";
import type { Provider } from "../../model/fleet.ts";
import type { NamedCluster } from "./fleet-entry.ts";
import { knownProvider } from "./fleet-entry.ts";
import type { FoundCluster } from "./group-twins.ts";

/**
 * Gives each cluster a name that a fleet may have and that neither another nor one of `taken` has:
 * its own in small letters, with its place behind it where two share one, or else a number. The
 * names do not depend on the order of what was found. Sorted by name.
 */
export function nameClusters(
  found: readonly FoundCluster[],
  taken: ReadonlySet<string>,
): readonly NamedCluster[] {
  const used = new Set(taken);
  const groups = Map.groupBy(found.toSorted(bySource), (one) => slug(one.best.name));
  const named: NamedCluster[] = [];
  // Those whose name is theirs alone keep it, before anyone else is given one like it.
  for (const alone of [true, false]) {
    for (const [name, sharing] of groups) {
      if ((sharing.length === 1) !== alone) continue;
      for (const one of sharing) {
        const placed = withPlace(name, one);
        const own = alone && !used.has(name) ? name : firstFree(placed, used);
        used.add(own);
        named.push({ ...one, name: own });
      }
    }
  }
  return named.toSorted((a, b) => (a.name < b.name ? -1 : 1));
}

function bySource(a: FoundCluster, b: FoundCluster): number {
  return a.best.source < b.best.source ? -1 : 1;
}

/** `Shop_EU.1` is `shop-eu.1`. */
export function slug(name: string): string {
  const plain = name
    .toLowerCase()
    .replaceAll(/[^a-z0-9.-]+/g, "-")
    .replaceAll(/^[-.]+|[-.]+$/g, "")
    .slice(0, 253)
    .replaceAll(/[-.]+$/g, "");
  return nameSchema.safeParse(plain).success ? plain : "cluster";
}

function withPlace(name: string, found: FoundCluster): string {
  const place = placeOf(knownProvider(found)?.provider);
  return place === undefined ? name : slug(`${name}-${place}`);
}

function placeOf(provider: Provider | undefined): string | undefined {
  switch (provider?.kind) {
    case "eks":
    case "world":
      return provider.region;
    case "gke":
    case "aks":
      return provider.location;
    case "cluster-api":
      return provider.namespace;
    default:
      return undefined;
  }
}

function firstFree(name: string, used: ReadonlySet<string>): string {
  let free = name;
  for (let number = 2; used.has(free); number += 1) free = slug(`${name}-${number}`);
  return free;
}
