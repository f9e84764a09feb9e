import type { Plan } from "../model/plan.ts";

/** What messages need to know of a rollout's plan. */
export interface RolloutFacts {
  /** Like `Kubernetes 1.36`. */
  readonly target: string;
  /** Clusters by their stage, in the order of the plan. */
  readonly stages: ReadonlyMap<string, readonly string[]>;
  readonly stageOf: ReadonlyMap<string, string>;
  /** Those that serve for real, as the plan says. */
  readonly production: ReadonlySet<string>;
  readonly all: readonly string[];
}

/** Of what belongs to no rollout. */
export const NO_ROLLOUT: RolloutFacts = {
  target: "",
  stages: new Map(),
  stageOf: new Map(),
  production: new Set(),
  all: [],
};

export function rolloutFacts({ target, stages }: Plan): RolloutFacts {
  const clusters = stages.flatMap((stage) => stage.clusters);
  return {
    target: target.kubernetes === undefined ? "newer add-ons" : `Kubernetes ${target.kubernetes}`,
    stages: new Map(stages.map((stage) => [stage.name, stage.clusters.map(({ name }) => name)])),
    stageOf: new Map(
      stages.flatMap((stage) =>
        stage.clusters.map(({ name }): readonly [string, string] => [name, stage.name]),
      ),
    ),
    production: new Set(
      clusters.filter(({ production }) => production === true).map(({ name }) => name),
    ),
    all: clusters.map(({ name }) => name),
  };
}
