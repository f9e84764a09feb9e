import type { Metadata } from "./shapes.ts";

/** Under which people write who answers for an object, in the order in which they are believed. */
const OWNER_KEYS = [
  "fleetlift.dev/owner",
  "a8r.io/owner",
  "owner",
  "team",
  "app.kubernetes.io/owner",
  "app.kubernetes.io/team",
] as const;

const MAX_LENGTH = 100;

/** Who answers for an object, as its annotations or labels say, or those of its namespace. */
export function ownerOf(
  ...places: readonly (Pick<Metadata, "labels" | "annotations"> | undefined)[]
): string | undefined {
  for (const place of places) {
    for (const key of OWNER_KEYS) {
      const owner = place?.annotations[key] ?? place?.labels[key];
      if (owner !== undefined && owner !== "") return owner.slice(0, MAX_LENGTH);
    }
  }
  return undefined;
}
