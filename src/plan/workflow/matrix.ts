import type { Json } from "../../model/data.ts";
import { canonicalJson } from "../../model/hash.ts";

/** One item of each list, by the lists' names. */
export type Combination = Readonly<Record<string, Json>>;

/**
 * The combinations of lists as GitHub Actions makes them: the first list turns slowest; those that an
 * entry of `exclude` matches are left out; an entry of `include` is added to every combination of which
 * it changes no item, or else is a combination of its own.
 */
export function combinations(
  lists: Readonly<Record<string, readonly Json[]>>,
  {
    include,
    exclude,
  }: { readonly include: readonly Combination[]; readonly exclude: readonly Combination[] },
): readonly Combination[] {
  const names = Object.entries(lists);
  const product = names.reduce<readonly Combination[]>(
    (soFar, [name, items]) =>
      soFar.flatMap((one) => items.map((item) => ({ ...one, [name]: item }))),
    names.length === 0 ? [] : [{}],
  );
  const originals = product.filter((one) => !exclude.some((entry) => agrees(one, entry, true)));
  const extended = originals.map((one) =>
    include
      .filter((entry) => agrees(one, entry, false))
      .reduce<Combination>((all, entry) => ({ ...all, ...entry }), one),
  );
  const own = include.filter((entry) => !originals.some((one) => agrees(one, entry, false)));
  return [...extended, ...own];
}

/** Whether all items of an entry are those of a combination; one that it does not have agrees only where that is allowed. */
function agrees(one: Combination, entry: Combination, must: boolean): boolean {
  return Object.entries(entry).every(([name, item]) => {
    const own = one[name];
    return own === undefined ? !must : canonicalJson(own) === canonicalJson(item);
  });
}
