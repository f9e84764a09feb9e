import type { Plan, PlannedCluster } from "../../model/plan.ts";
import { broken, type BrokenRule } from "./broken-rule.ts";

/** P5 one place each, P6 shapes, P39 one name each (I7), P42 stages have names of their own. */
export function checkPlaces(plan: Plan): readonly BrokenRule[] {
  const { stages, leftOut, shapes } = plan;
  const clusters = stages.flatMap((stage) => stage.clusters);
  const used = new Set(clusters.map(({ shape }) => shape));
  const names = [...clusters, ...leftOut].map(({ name }) => name);
  return [
    ...twice(names).map((cluster) => broken("P5", { cluster }, "it has two places")),
    ...clusters
      .filter(({ shape }) => shapes[shape] === undefined)
      .map(({ name, shape }) =>
        broken("P6", { cluster: name }, `has the shape ${shape}, which is not there`),
      ),
    ...Object.keys(shapes)
      .filter((shape) => !used.has(shape))
      .map((shape) => broken("P6", { shape }, "no cluster has it")),
    ...twins(clusters),
    ...twice(stages.map(({ name }) => name)).map((stage) =>
      broken("P42", { stage }, "another stage has the same name"),
    ),
  ];
}

/** Two names of one real cluster; one name twice is P5's. */
function twins(clusters: readonly PlannedCluster[]): readonly BrokenRule[] {
  const groups = [...Map.groupBy(clusters, ({ identity }) => identity)];
  return groups.flatMap(([identity, list]) => {
    const [first, ...others] = new Set(list.map(({ name }) => name));
    return others.map((cluster) =>
      broken("P39", { cluster }, `is the same real cluster as ${first} (identity ${identity})`),
    );
  });
}

function twice(names: readonly string[]): readonly string[] {
  const seen = new Set<string>();
  return names.filter((name) => {
    const isAgain = seen.has(name);
    seen.add(name);
    return isAgain;
  });
}
