import { selects } from "../../model/selector.ts";
import type { Cluster } from "../../model/fleet.ts";
import { resolveCount } from "../../model/count.ts";
import type { StageSpec } from "../../model/rollout.ts";
import { nearest } from "../../spec/nearest.ts";
import type { Complaint } from "../../spec/problem.ts";

/** A stage with the clusters that it selects or names, in the order in which they start. */
export interface AssignedStage {
  readonly name: string;
  /** Of the clusters selected; rounded down, at least 1. */
  readonly maxConcurrency: number;
  /** Of the clusters selected; rounded up. */
  readonly maxAllowedFailures: number;
  /** Of the clusters selected; rounded up. */
  readonly minSuccess?: number;
  readonly spec: StageSpec;
  readonly clusters: readonly Cluster[];
}

export interface Assignment {
  readonly stages: readonly AssignedStage[];
  /** Clusters that no stage selects, by name. */
  readonly unselected: readonly Cluster[];
  /** Paths are those of the rollout. */
  readonly complaints: readonly Complaint[];
}

/**
 * Puts every cluster into the stage that selects or names it (semantics 2). One that two stages take,
 * a name that the fleet does not have, and a sort label that is missing or no whole number, are
 * complained about. Also tells whoever observes which clusters a rollout is about.
 */
export function assignStages(
  stages: readonly StageSpec[],
  clusters: readonly Cluster[],
): Assignment {
  const byName = clusters.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const selections = stages.map((stage, index) => ({
    stage,
    index,
    clusters: clustersOf(stage, byName),
  }));
  const selected = new Set(selections.flatMap((selection) => selection.clusters));
  return {
    stages: selections.map(assigned),
    unselected: byName.filter((cluster) => !selected.has(cluster)),
    complaints: [
      ...selections.flatMap((selection) => notThere(selection, byName)),
      ...inTwoStages(selections),
      ...selections.flatMap(unsortable),
    ],
  };
}

interface Selection {
  readonly stage: StageSpec;
  readonly index: number;
  readonly clusters: readonly Cluster[];
}

function assigned({ stage, clusters }: Selection): AssignedStage {
  const { name, sortingLabelKey, maxConcurrency = 1, maxAllowedFailures = 0, minSuccess } = stage;
  return {
    name,
    maxConcurrency: Math.max(1, resolveCount(maxConcurrency, clusters.length, "down")),
    maxAllowedFailures: resolveCount(maxAllowedFailures, clusters.length, "up"),
    ...(minSuccess === undefined
      ? {}
      : { minSuccess: resolveCount(minSuccess, clusters.length, "up") }),
    spec: stage,
    clusters: sortingLabelKey === undefined ? clusters : sortBy(sortingLabelKey, clusters),
  };
}

/** They are in the order of their names, or of their list, already, and sorting keeps it for equals. */
function sortBy(key: string, clusters: readonly Cluster[]): readonly Cluster[] {
  return clusters.toSorted((a, b) => Number(a.labels[key]) - Number(b.labels[key]));
}

function inTwoStages(selections: readonly Selection[]): readonly Complaint[] {
  const complaints: Complaint[] = [];
  const firstOf = new Map<Cluster, string>();
  for (const { stage, index, clusters } of selections) {
    for (const cluster of clusters) {
      const first = firstOf.get(cluster);
      if (first === undefined) firstOf.set(cluster, stage.name);
      else {
        const path = [
          "spec",
          "stages",
          index,
          stage.clusters === undefined ? "selector" : "clusters",
        ];
        const message = `cluster ${cluster.name} is in the stages ${first} and ${stage.name}; change their selectors or lists so that it is in one`;
        complaints.push({ path, on: "value", message });
      }
    }
  }
  return complaints;
}

function unsortable({ stage, index, clusters }: Selection): readonly Complaint[] {
  const { name, sortingLabelKey: key } = stage;
  if (key === undefined) return [];
  const path = ["spec", "stages", index, "sortingLabelKey"];
  return clusters.flatMap((cluster): readonly Complaint[] => {
    const value = cluster.labels[key];
    if (value !== undefined && /^-?\d+$/.test(value)) return [];
    const found = value === undefined ? "has no such label" : `says "${value}"`;
    const message = `stage ${name} is sorted by the label ${key}, but cluster ${cluster.name} ${found}; expected a whole number`;
    return [{ path, on: "value", message }];
  });
}

/**
 * A list takes the clusters that it names, in its order; a selector those whose labels meet it, by
 * name: an empty one takes all, and none at all takes none (semantics 2).
 */
function clustersOf(
  { selector, clusters: listed }: StageSpec,
  byName: readonly Cluster[],
): readonly Cluster[] {
  if (listed === undefined)
    return selector === undefined ? [] : byName.filter(({ labels }) => selects(selector, labels));
  const known = new Map(byName.map((cluster) => [cluster.name, cluster]));
  return listed.flatMap((name) => known.get(name) ?? []);
}

/** A name that nobody has would be upgraded by nobody, and nobody would be told. */
function notThere(
  { stage, index, clusters }: Selection,
  fleet: readonly Cluster[],
): readonly Complaint[] {
  const found = new Set(clusters.map(({ name }) => name));
  return (stage.clusters ?? []).flatMap((name, at): readonly Complaint[] => {
    if (found.has(name)) return [];
    const near = nearest(
      name,
      fleet.map((cluster) => cluster.name),
    );
    const hint = near === undefined ? "" : `. Did you mean ${near}?`;
    const message = `"${name}": the fleet has no cluster of this name${hint}`;
    return [{ path: ["spec", "stages", index, "clusters", at], on: "value", message }];
  });
}
