import { maxKubeletLag } from "../knowledge/skew.ts";
import type { Hop, Plan, PlannedStage, Shape } from "../model/plan.ts";
import { compareVersions, minorOf } from "../model/version.ts";
import type { Upgrading } from "./consider-cluster.ts";
import { cannotBeUndone } from "./workflow/action-catalog.ts";

export interface ShapeReport {
  readonly name: string;
  readonly strategy: string;
  readonly why: string;
  readonly clusters: readonly string[];
  /** What moves, in words. */
  readonly hops: string;
  readonly steps: number;
}

export interface StageReport {
  readonly name: string;
  readonly clusters: readonly string[];
  readonly maxConcurrency: number;
  readonly maxAllowedFailures: number;
  /** The stage that has to end before; none of the first. */
  readonly waitsFor?: string;
}

/** Words about something. */
export interface Remark {
  readonly about: string;
  readonly words: string;
}

export interface BlockedReport {
  readonly cluster: string;
  readonly why: string;
  readonly help: string;
}

/** What a plan means for people, as plain data: every cluster with what will be done, or why nothing is. */
export interface PlanReport {
  readonly rollout: string;
  readonly hash: string;
  /** Of the clusters that stages select. */
  readonly counts: {
    readonly selected: number;
    readonly upgraded: number;
    readonly alreadyThere: number;
    readonly blocked: number;
  };
  /** The minors that clusters come from, and the versions that they go to, oldest first. */
  readonly from: readonly string[];
  readonly to: readonly string[];
  readonly blocked: readonly BlockedReport[];
  readonly dangers: readonly Remark[];
  readonly shapes: readonly ShapeReport[];
  readonly stages: readonly StageReport[];
  /** Clusters that are left out for the same reason stand together. */
  readonly leftOut: readonly { readonly why: string; readonly clusters: readonly string[] }[];
  readonly notes: readonly Remark[];
  readonly notActedOn: readonly Remark[];
}

/** Reports a plan. `upgrading` adds what was noticed while it was made; a stored plan is reported without. */
export function planReport(
  plan: Plan,
  hash: string,
  upgrading: readonly Pick<Upgrading, "cluster" | "notes">[] = [],
): PlanReport {
  const planned = plan.stages.flatMap(({ clusters }) => clusters);
  const blocked = plan.leftOut.filter(({ kind }) => kind === "blocked");
  const others = plan.leftOut.filter(({ kind }) => kind !== "blocked");
  const alreadyThere = others.filter(({ kind }) => kind === "already-there").length;
  const shapes = Object.entries(plan.shapes);
  return {
    rollout: plan.rollout,
    hash,
    counts: {
      selected: planned.length + blocked.length + alreadyThere,
      upgraded: planned.length,
      alreadyThere,
      blocked: blocked.length,
    },
    from: onceInOrder(shapes.map(([, { hops }]) => startOf(hops)))
      .map(minorOf)
      .filter(isFirst),
    to: onceInOrder(shapes.flatMap(([, { hops }]) => hops.slice(-1).map(({ to }) => to))),
    blocked: blocked.map(({ name, why, help }) => ({ cluster: name, why, help })),
    dangers: dangersOf(shapes),
    shapes: shapes.map(([name, shape]) => shapeReport(name, shape, plan.stages)),
    stages: plan.stages.map((stage, index) => stageReport(stage, plan.stages.slice(0, index))),
    leftOut: [...Map.groupBy(others, ({ why }) => why)].map(([why, list]) => ({
      why,
      clusters: list.map(({ name }) => name),
    })),
    notes: upgrading.flatMap(({ cluster, notes }) =>
      notes.map((words) => ({ about: cluster.name, words })),
    ),
    notActedOn: notActedOn(plan),
  };
}

function shapeReport(
  name: string,
  { strategy, why, hops, steps }: Shape,
  stages: readonly PlannedStage[],
): ShapeReport {
  const clusters = stages
    .flatMap((stage) => stage.clusters)
    .filter(({ shape }) => shape === name)
    .map((cluster) => cluster.name);
  return { name, strategy, why, clusters, hops: hopsInWords(hops), steps: steps.length };
}

function stageReport(stage: PlannedStage, before: readonly PlannedStage[]): StageReport {
  const { name, clusters, maxConcurrency, maxAllowedFailures } = stage;
  // An empty stage is passed, so it is no stage to wait for.
  const waited = before.findLast((earlier) => earlier.clusters.length > 0);
  return {
    name,
    clusters: clusters.map((cluster) => cluster.name),
    maxConcurrency,
    maxAllowedFailures,
    ...(waited === undefined ? {} : { waitsFor: waited.name }),
  };
}

/** `control plane 1.34.4 > 1.35.4 > 1.36.3 · 2 node pools, rolled once (they may lag by 3 minors)`. */
export function hopsInWords(hops: readonly Hop[]): string {
  const climbs = hops.filter((hop) => hop.component === "control-plane");
  const rolls = Map.groupBy(
    hops.filter((hop) => hop.component === "node-pool"),
    ({ pool }) => pool,
  );
  const climb =
    climbs.length === 0
      ? ["control plane is there already"]
      : [`control plane ${[startOf(climbs), ...climbs.map(({ to }) => to)].join(" > ")}`];
  const byWords = Map.groupBy([...rolls.values()], poolWords);
  const pools = [...byWords].map(
    ([words, list]) => `${list.length} node ${list.length === 1 ? "pool" : "pools"}, ${words}`,
  );
  return [...climb, ...(pools.length === 0 ? ["no node pool moves"] : pools)].join(" · ");
}

/** How often a pool is rolled, and why not more seldom or more often. */
function poolWords(hops: readonly Extract<Hop, { component: "node-pool" }>[]): string {
  const start = startOf(hops);
  if (hops.length === 1) return `rolled once (they may lag by ${maxKubeletLag(start)} minors)`;
  const stops = hops.slice(0, -1).map(({ to }) => to);
  return `rolled ${hops.length} times, at ${stops.join(" and ")} because ${minorOf(start)} may lag by ${maxKubeletLag(start)} minors`;
}

/** What cannot be undone, and what data would be lost, each said once with the steps that it is about. */
function dangersOf(shapes: readonly (readonly [string, Shape])[]): readonly Remark[] {
  const steps = shapes.flatMap(([shape, each]) =>
    each.steps.map((step, index) => ({ shape, step, number: index + 1 })),
  );
  const final = steps.filter(({ step }) => cannotBeUndone(step.undo));
  const byUndo = Map.groupBy(final, ({ step }) => `${step.uses} ${step.undo}`);
  const deleting = (field: string, words: string): readonly Remark[] =>
    steps.some(({ step }) => step.with[field] === "Delete") ? [{ about: "pods", words }] : [];
  return [
    ...[...byUndo].map(([words, list]) => {
      const places = [...Map.groupBy(list, ({ shape }) => shape)].map(
        ([shape, numbered]) => `${shape} (${numbered.map(({ number }) => number).join(", ")})`,
      );
      return { about: "undo", words: `${words}. Shapes and steps: ${places.join(", ")}` };
    }),
    ...deleting("emptyDirData", "lose their emptyDir data when they are moved, as spec.nodes says"),
    ...deleting("barePods", "that nothing would make again are deleted, as spec.nodes says"),
  ];
}

function notActedOn({ target }: Plan): readonly Remark[] {
  return Object.keys(target)
    .filter((field) => field !== "kubernetes")
    .toSorted()
    .map((field) => ({
      about: `target.${field}`,
      words: "this version moves only kubernetes; nothing comes of it",
    }));
}

/** The oldest version that anything starts at. */
function startOf(hops: readonly Hop[]): string {
  return hops.map(({ from }) => from).reduce((a, b) => (compareVersions(a, b) <= 0 ? a : b));
}

function onceInOrder(versions: readonly string[]): readonly string[] {
  // Sorting keeps the order of equals: builds of one version stand in the order of their text.
  return [...new Set(versions)].toSorted().toSorted(compareVersions);
}

function isFirst(value: string, index: number, all: readonly string[]): boolean {
  return all.indexOf(value) === index;
}
