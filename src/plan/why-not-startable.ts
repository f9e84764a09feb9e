import type { ActionSpec } from "../model/action-spec.ts";
import { ADDON_PROVIDERS, DRIVEN_PROVIDERS } from "../model/fleet.ts";
import { FAILURE_FLOW, flowKey, type Plan, type PlannedStage } from "../model/plan.ts";
import { counted } from "./strategy/measured.ts";

/** Clusters that are named of one action before the rest is counted. */
const NAMED = 3;

/** What this version can carry out, by the name that steps use. */
export type Installed = ReadonlyMap<string, { readonly spec: ActionSpec }>;

/**
 * Why a plan cannot be started: it needs what this version plans, shows and checks, and does not carry
 * out or keep. One sentence for each thing, with its clusters or stages; none when it can be started.
 */
export function whyNotStartable(plan: Plan, installed: Installed): readonly string[] {
  return [
    ...plannedOnly(plan, installed),
    ...undriven(plan),
    ...withoutAddons(plan),
    ...missingFlows(plan),
    ...flowActions(plan, installed),
  ];
}

function plannedOnly(plan: Plan, installed: Installed): readonly string[] {
  const needed = Object.entries(plan.shapes).flatMap(([shape, { steps, recovery }]) =>
    [...new Set([...steps, ...(recovery?.steps ?? [])].map(({ uses }) => uses))]
      .filter((uses) => !canCarryOut(installed.get(uses)))
      .map((uses) => ({ uses, shape })),
  );
  return [...Map.groupBy(needed, ({ uses }) => uses)]
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([uses, group]) =>
      words(uses, clustersOf(plan, new Set(group.map(({ shape }) => shape)))),
    );
}

function canCarryOut(action: { readonly spec: ActionSpec } | undefined): boolean {
  return action !== undefined && action.spec.planOnly !== true;
}

/** Members that can be looked at and planned for, and that no driver upgrades yet. */
function undriven({ stages }: Plan): readonly string[] {
  const clusters = stages.flatMap((stage) => stage.clusters);
  const known = clusters.flatMap(({ name, provider }) =>
    provider === undefined || DRIVEN.has(provider) ? [] : [{ name, provider }],
  );
  return [...Map.groupBy(known, ({ provider }) => provider)].map(([provider, list]) => {
    const names = list.map(({ name }) => name);
    return `no driver of this version upgrades clusters of provider ${provider}: ${named(names)}`;
  });
}

const DRIVEN: ReadonlySet<string> = DRIVEN_PROVIDERS;

/** Clusters that are upgraded, and whose driver moves no add-ons: their control plane must not move on a way that ends in the middle. */
function withoutAddons({ stages, shapes }: Plan): readonly string[] {
  const known = stages
    .flatMap(({ clusters }) => clusters)
    .flatMap(({ name, provider, shape }) =>
      provider !== undefined &&
      DRIVEN.has(provider) &&
      !ADDONS.has(provider) &&
      shapes[shape]?.steps.some(({ uses }) => uses.startsWith("addon.")) === true
        ? [{ name, provider }]
        : [],
    );
  return [...Map.groupBy(known, ({ provider }) => provider)].map(([provider, list]) => {
    const names = list.map(({ name }) => name);
    return `no driver of this version upgrades add-ons of clusters of provider ${provider}: ${named(names)}`;
  });
}

const ADDONS: ReadonlySet<string> = ADDON_PROVIDERS;

/** Gates, workflows and failure workflows that the plan names and has no steps for. */
function missingFlows({ stages, onFailure, flows = {} }: Plan): readonly string[] {
  const ofRollout =
    onFailure === undefined ? [] : [{ key: FAILURE_FLOW, words: `onFailure ${onFailure}` }];
  return [...stages.flatMap(flowsOf), ...ofRollout]
    .filter(({ key }) => flows[key] === undefined)
    .map(
      (task) => `${task.words} has no steps in this plan: no workflow of this name is installed`,
    );
}

/** A stage without clusters is passed with its tasks. */
function flowsOf({
  name,
  clusters,
  before = [],
  after = [],
}: PlannedStage): readonly { readonly key: string; readonly words: string }[] {
  if (clusters.length === 0) return [];
  return (["before", "after"] as const).flatMap((side) =>
    (side === "before" ? before : after).flatMap((task, index) =>
      task.kind === "gate" || task.kind === "workflow"
        ? [{ key: flowKey(name, side, index), words: `stage ${name}: ${task.kind} ${task.use}` }]
        : [],
    ),
  );
}

function flowActions({ flows = {} }: Plan, installed: Installed): readonly string[] {
  return Object.values(flows).flatMap(({ use, steps }) =>
    [...new Set(steps.map(({ uses }) => uses))]
      .filter((uses) => !canCarryOut(installed.get(uses)))
      .map(
        (uses) =>
          `${uses} is planned only, and this version cannot carry it out: needed by workflow ${use}`,
      ),
  );
}

function clustersOf({ stages }: Plan, shapes: ReadonlySet<string>): readonly string[] {
  return stages.flatMap(({ clusters }) =>
    clusters.filter(({ shape }) => shapes.has(shape)).map(({ name }) => name),
  );
}

function words(uses: string, clusters: readonly string[]): string {
  return `${uses} is planned only, and this version cannot carry it out: needed by ${counted(clusters.length, "cluster")} (${named(clusters)})`;
}

function named(clusters: readonly string[]): string {
  const rest = clusters.length > NAMED ? ` and ${clusters.length - NAMED} more` : "";
  return `${clusters.slice(0, NAMED).join(", ")}${rest}`;
}
