/**
 * The allowed word that was most likely meant, if one is near enough to be worth a question: the
 * fewest letters added, left out, replaced or swapped, at most one in three (of two letters one)
 * and never more than three. Case counts for nothing.
 */
export function nearest(word: string, allowed: readonly string[]): string | undefined {
  const limit = word.length === 2 ? 1 : Math.min(3, Math.floor(word.length / 3));
  let best: string | undefined;
  let fewest = limit + 1;
  for (const candidate of allowed) {
    const edits =
      word === candidate ? -1 : editDistance(word.toLowerCase(), candidate.toLowerCase());
    if (edits < fewest) {
      best = candidate;
      fewest = edits;
    }
  }
  return best;
}

/** Letters to add, leave out, replace or swap with their neighbour to make `to` of `from`. */
export function editDistance(from: string, to: string): number {
  // Rows of the table of distances between beginnings: two back (for swaps), one back, this one.
  let before: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: to.length + 1 }, (_, index) => index);
  for (let i = 1; i <= from.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= to.length; j += 1) {
      const same = from[i - 1] === to[j - 1];
      const swapped = from[i - 1] === to[j - 2] && from[i - 2] === to[j - 1];
      row[j] = Math.min(
        at(last, j) + 1,
        at(row, j - 1) + 1,
        at(last, j - 1) + (same ? 0 : 1),
        at(swapped ? before : [], j - 2) + 1,
      );
    }
    before = last;
    last = row;
  }
  return at(last, to.length);
}

/** Beyond the table every distance is infinite. */
function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}
