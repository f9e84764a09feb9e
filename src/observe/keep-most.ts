/** Of each part this many items are kept. */
export const MAX_ITEMS = 2_000;

/**
 * At most `max` of the items, those that matter most; in `order` again, so that the same cluster
 * gives the same snapshot. `weight` is higher for what matters more.
 */
export function keepMost<Item>(
  items: readonly Item[],
  weight: (item: Item) => number,
  order: (a: Item, b: Item) => number,
  max: number = MAX_ITEMS,
): { readonly items: readonly Item[]; readonly more: number } {
  const ordered = items.toSorted(order);
  if (items.length <= max) return { items: ordered, more: 0 };
  const kept = ordered
    .map((item, at) => ({ item, at, weight: weight(item) }))
    .toSorted((a, b) => b.weight - a.weight || a.at - b.at)
    .slice(0, max)
    .toSorted((a, b) => a.at - b.at)
    .map(({ item }) => item);
  return { items: kept, more: items.length - max };
}
