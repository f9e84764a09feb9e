import type { ClusterFacts, Part } from "../model/cluster-facts.ts";
import { canonicalJson } from "../model/hash.ts";

/** A snapshot is read whole and kept for good: its facts are no larger than this, in bytes of JSON. */
export const MAX_FACTS_BYTES = 4_000_000;

/**
 * The facts within their size: as long as they are too large, the largest part loses half of its
 * items, from the end, and says how many. Facts that fit are the same.
 */
export function fitFacts(facts: ClusterFacts, maxBytes: number = MAX_FACTS_BYTES): ClusterFacts {
  const sizes = new Map(
    Object.entries(facts).map(([name, part]) => [name, Buffer.byteLength(canonicalJson(part))]),
  );
  let fitted: Readonly<Record<string, Part<unknown>>> = facts;
  while (sum(sizes.values()) > maxBytes) {
    const [name] = [...sizes].reduce((a, b) => (b[1] > a[1] ? b : a));
    const part = fitted[name];
    if (part?.kind !== "seen" || part.items.length === 0) break;
    const halved = half(part);
    fitted = { ...fitted, [name]: halved };
    sizes.set(name, Buffer.byteLength(canonicalJson(halved)));
  }
  // The same parts under the same names: only their items are fewer.
  return fitted as ClusterFacts;
}

function half(part: Extract<Part<unknown>, { kind: "seen" }>): Part<unknown> {
  const kept = part.items.slice(0, Math.floor(part.items.length / 2));
  return { ...part, items: kept, more: (part.more ?? 0) + part.items.length - kept.length };
}

function sum(numbers: Iterable<number>): number {
  return [...numbers].reduce((total, each) => total + each, 0);
}
