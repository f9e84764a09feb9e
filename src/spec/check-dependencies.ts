import type { Json } from "../model/data.ts";
import { circles } from "./circles.ts";
import { nearest } from "./nearest.ts";
import type { Complaint, FieldPath } from "./problem.ts";
import { fieldOf, itemsOf } from "./rough-data.ts";

/** Clusters that depend on one that there is not, on themselves, or on each other in a circle. */
export function checkDependencies(
  clusters: readonly Json[],
  path: FieldPath,
): readonly Complaint[] {
  const nameOf = (cluster: Json): string => textOf(fieldOf(cluster, "name"));
  const known = new Set(clusters.map(nameOf));
  const unknown = clusters.flatMap((cluster, at) =>
    itemsOf(fieldOf(cluster, "dependsOn")).flatMap((other, index): readonly Complaint[] => {
      if (typeof other !== "string" || known.has(other)) return [];
      const near = nearest(other, [...known]);
      const hint = near === undefined ? "" : `. Did you mean ${near}?`;
      const message = `${JSON.stringify(other)}: the fleet has no cluster of this name${hint}`;
      return [{ path: [...path, at, "dependsOn", index], on: "value", message }];
    }),
  );
  const entries = clusters.map(
    (cluster) => [nameOf(cluster), itemsOf(fieldOf(cluster, "dependsOn")).map(textOf)] as const,
  );
  const circular = circles(entries).map((names): Complaint => {
    const at = entries.findIndex(([name]) => name === names[0]);
    const message =
      names.length === 2
        ? `${names[0]}: a cluster cannot depend on itself`
        : `in a circle, so that none of them could ever start: ${names.join(" > ")}`;
    return { path: [...path, at, "dependsOn"], on: "value", message };
  });
  return [...unknown, ...circular];
}

const textOf = (value: Json | undefined): string => (typeof value === "string" ? value : "");
