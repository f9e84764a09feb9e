/**
 * Circles among names and the names that each depends on, each told once as it is walked:
 * `a > b > a`. Names that nobody lists depend on nothing.
 */
export function circles(
  entries: readonly (readonly [string, readonly string[]])[],
): readonly (readonly string[])[] {
  const dependsOn = new Map(entries);
  const found: (readonly string[])[] = [];
  /** Names whose ways were all walked, and those on the way that is walked now, with how far each got. */
  const over = new Set<string>();
  for (const [start] of entries) {
    const way: { readonly name: string; next: number }[] = over.has(start)
      ? []
      : [{ name: start, next: 0 }];
    for (let last = way.at(-1); last !== undefined; last = way.at(-1)) {
      const next = dependsOn.get(last.name)?.[last.next];
      last.next += 1;
      if (next === undefined) {
        over.add(last.name);
        way.pop();
        continue;
      }
      const names = way.map(({ name }) => name);
      const at = names.indexOf(next);
      if (at >= 0) found.push([...names.slice(at), next]);
      else if (!over.has(next)) way.push({ name: next, next: 0 });
    }
  }
  return found;
}
