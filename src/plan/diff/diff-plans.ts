import { formatDuration } from "../../model/duration.ts";
import { canonicalJson } from "../../model/hash.ts";
import { hopName } from "../../model/hop-name.ts";
import type { Hop, Plan, PlannedStage, Shape, Step } from "../../model/plan.ts";

/** One difference, and the clusters that have it; none when it is of the plan as a whole. */
export interface Difference {
  readonly kind: "added" | "removed" | "changed";
  readonly what: string;
  readonly clusters: readonly string[];
}

/**
 * What another plan would do differently, from `before` to `after`: of the plan as a whole, of its
 * stages, and of clusters, where those that differ in the same way stand together. Shapes are
 * compared by what they hold, because their names follow the order of the clusters.
 */
export function diffPlans(before: Plan, after: Plan): readonly Difference[] {
  return [
    ...wholeDifferences(before, after),
    ...stageDifferences(before, after),
    ...folded(clusterDifferences(before, after)),
  ];
}

function wholeDifferences(before: Plan, after: Plan): readonly Difference[] {
  const values = (plan: Plan): ReadonlyMap<string, string> =>
    new Map([
      ["rollout", plan.rollout],
      ["fleet", plan.fleet],
      ...Object.entries(plan.target).map(([name, to]) => [`target ${name}`, inWords(to)] as const),
      ...Object.entries(plan.workflows).map(
        ([name, hash]) => [`workflow ${name}`, hash.slice(0, 8)] as const,
      ),
      ...(plan.acceptedRisks ?? []).map(
        ({ name, by, until }) => [`accepted risk ${name}`, `by ${by} until ${until}`] as const,
      ),
      ...(plan.addedRecords ?? []).map(
        ({ id, from }) => [`added knowledge ${id}`, `from ${from}`] as const,
      ),
    ]);
  return valueDifferences(values(before), values(after)).map((each) => ({ ...each, clusters: [] }));
}

function stageDifferences(before: Plan, after: Plan): readonly Difference[] {
  const order = (plan: Plan): string => plan.stages.map(({ name }) => name).join(", ");
  const sameStages =
    order(before).split(", ").toSorted().join() === order(after).split(", ").toSorted().join();
  const moved =
    sameStages && order(before) !== order(after)
      ? [{ kind: "changed" as const, what: `order of stages: ${order(before)} -> ${order(after)}` }]
      : [];
  return [...moved, ...valueDifferences(stageValues(before), stageValues(after))].map((each) => ({
    ...each,
    clusters: [],
  }));
}

function stageValues({ stages }: Plan): ReadonlyMap<string, string> {
  return new Map(
    stages.flatMap(({ name, ...stage }: PlannedStage) =>
      Object.entries({ ...stage, clusters: stage.clusters.length }).map(
        ([field, value]) => [`stage ${name}, ${field}`, inWords(value)] as const,
      ),
    ),
  );
}

function clusterDifferences(before: Plan, after: Plan): readonly Difference[] {
  const [was, is] = [placesOf(before), placesOf(after)];
  const names = [...new Set([...was.keys(), ...is.keys()])].toSorted();
  return names.flatMap((name) =>
    withoutEcho(valueDifferences(was.get(name) ?? new Map(), is.get(name) ?? new Map())).map(
      (each) => ({ ...each, clusters: [name] }),
    ),
  );
}

/**
 * What follows from another difference is not told again: of a cluster that comes or goes only that,
 * and of one with another strategy or way not every step.
 */
function withoutEcho(
  differences: readonly Pick<Difference, "kind" | "what">[],
): readonly Pick<Difference, "kind" | "what">[] {
  const places = differences.filter(({ what }) => what.startsWith("in the plan"));
  if (places.length > 0) return places;
  const otherWay = differences.some(({ what }) => /^(strategy|way of)/.test(what));
  return otherWay ? differences.filter(({ what }) => !what.startsWith("step ")) : differences;
}

type Values = ReadonlyMap<string, string>;

/** All that is planned of each cluster, as words by what they are about. */
function placesOf(plan: Plan): ReadonlyMap<string, Values> {
  const planned = plan.stages.flatMap(({ name: stage, clusters }) =>
    clusters.map((cluster) => {
      const shape = plan.shapes[cluster.shape];
      const values = new Map([
        ["in the plan", "is upgraded"],
        ["stage", stage],
        ["member", cluster.member],
        ...(shape === undefined ? [] : shapeValues(shape)),
      ]);
      return [cluster.name, values] as const;
    }),
  );
  const leftOut = plan.leftOut.map(
    ({ name, kind, why }) => [name, new Map([["in the plan", `${kind}: ${why}`]])] as const,
  );
  return new Map([...planned, ...leftOut]);
}

function shapeValues({ strategy, hops, steps }: Shape): readonly (readonly [string, string])[] {
  const ways = Map.groupBy(hops, hopName);
  return [
    ["strategy", strategy],
    ...[...ways].map(([name, list]) => [`way of ${name}`, wayWords(list)] as const),
    ...steps.flatMap(stepValues),
  ];
}

function wayWords(hops: readonly Hop[]): string {
  return [...hops.slice(0, 1).map(({ from }) => from), ...hops.map(({ to }) => to)].join(" > ");
}

function stepValues({ id, uses, with: inputs, role, timeoutMs, retry, needs }: Step) {
  return [
    [`step ${id}`, uses],
    [`step ${id}, after`, needs.join(", ")],
    [`step ${id}, role`, role],
    [`step ${id}, timeout`, formatDuration(timeoutMs)],
    ...Object.entries(inputs).map(
      ([name, value]) => [`step ${id}, with ${name}`, inWords(value)] as const,
    ),
    ...Object.entries(retry).map(
      ([name, value]) => [`step ${id}, retry ${name}`, inWords(value)] as const,
    ),
  ] as const;
}

/** What was added, removed or changed, in the order of `after`, and then what is gone. */
function valueDifferences(
  before: Values,
  after: Values,
): readonly Pick<Difference, "kind" | "what">[] {
  const now = [...after].flatMap(([name, value]): readonly Pick<Difference, "kind" | "what">[] => {
    const was = before.get(name);
    if (was === undefined) return [{ kind: "added", what: `${name}: ${value}` }];
    return was === value ? [] : [{ kind: "changed", what: `${name}: ${was} -> ${value}` }];
  });
  const gone = [...before].filter(([name]) => !after.has(name));
  return [
    ...now,
    ...gone.map(([name, value]) => ({ kind: "removed" as const, what: `${name}: ${value}` })),
  ];
}

/** The same difference of several clusters is told once. */
function folded(differences: readonly Difference[]): readonly Difference[] {
  const groups = Map.groupBy(differences, ({ kind, what }) => `${kind} ${what}`);
  return [...groups.values()].flatMap((list) =>
    list
      .slice(0, 1)
      .map((first) => ({ ...first, clusters: list.flatMap((each) => each.clusters) })),
  );
}

function inWords(value: unknown): string {
  return typeof value === "string" ? value : canonicalJson(value);
}
