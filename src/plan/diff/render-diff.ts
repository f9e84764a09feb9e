import type { Difference } from "./diff-plans.ts";

/** Clusters that are named before the rest is only counted. */
const NAMED = 8;

const SIGNS = { added: "+", removed: "-", changed: "~" } as const;

/** Differences as lines for people, and a count; ends with a line break. `names` are how the plans are called. */
export function renderDiff(
  differences: readonly Difference[],
  { before, after }: { readonly before: string; readonly after: string },
): string {
  if (differences.length === 0) return `Plan ${before} and plan ${after} do the same.\n`;
  const lines = differences.map(
    ({ kind, what, clusters }) => `${SIGNS[kind]} ${what}${clusterWords(clusters)}`,
  );
  const count = `${differences.length} ${differences.length === 1 ? "difference" : "differences"}`;
  return [`From plan ${before} to plan ${after}: ${count}`, ...lines, ""].join("\n");
}

function clusterWords(clusters: readonly string[]): string {
  if (clusters.length === 0) return "";
  const rest = clusters.length - NAMED;
  const named =
    rest > 1 ? `${clusters.slice(0, NAMED).join(", ")} and ${rest} more` : clusters.join(", ");
  return `   (${named})`;
}
