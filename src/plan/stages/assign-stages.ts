import { selects } from "../../model/selector.ts";
import type { Cluster } from "../../model/fleet.ts";
import { resolveCount } from "../../model/count.ts";
import type { StageSpec } from "../../model/rollout.ts";
import type { Complaint } from "../../spec/problem.ts";

/** A stage with the clusters that it selects, in the order in which they start. */
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
 * Puts every cluster into the stage that selects it (semantics 2). One that two stages select, and a
 * sort label that is missing or no whole number, are complained about. Also tells whoever observes
 * which clusters a rollout is about.
 */
export function assignStages(
  stages: readonly StageSpec[],
  clusters: readonly Cluster[],
): Assignment {
  const byName = clusters.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const selections = stages.map((stage, index) => ({
    stage,
    index,
    clusters: byName.filter(({ labels }) => isSelected(stage.selector, labels)),
  }));
  const selected = new Set(selections.flatMap((selection) => selection.clusters));
  return {
    stages: selections.map(assigned),
    unselected: byName.filter((cluster) => !selected.has(cluster)),
    complaints: [...inTwoStages(selections), ...selections.flatMap(unsortable)],
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

/** They are in the order of their names already, and sorting keeps the order of equals. */
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
        const path = ["spec", "stages", index, "selector"];
        const message = `cluster ${cluster.name} is in the stages ${first} and ${stage.name}; change their selectors so that it is in one`;
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

/** A stage without a selector takes none; an empty selector takes all (semantics 2). */
function isSelected(
  selector: StageSpec["selector"],
  labels: Readonly<Record<string, string>>,
): boolean {
  return selector !== undefined && selects(selector, labels);
}
