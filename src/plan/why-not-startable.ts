import type { ActionSpec } from "../model/action-spec.ts";
import { DRIVEN_PROVIDERS } from "../model/fleet.ts";
import type { Plan } from "../model/plan.ts";
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
    ...timed(plan),
    ...stageWords(plan),
    ...(plan.onFailure === undefined
      ? []
      : [`onFailure (${plan.onFailure}) is shown, and this version does not run it`]),
  ];
}

function plannedOnly(plan: Plan, installed: Installed): readonly string[] {
  const needed = Object.entries(plan.shapes).flatMap(([shape, { steps }]) =>
    [...new Set(steps.map(({ uses }) => uses))]
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

function timed({ stages }: Plan): readonly string[] {
  const clusters = stages
    .flatMap((stage) => stage.clusters)
    .filter(({ calendar }) => calendar !== undefined)
    .map(({ name }) => name);
  if (clusters.length === 0) return [];
  return [`windows and freezes are shown, and this version does not keep them: ${named(clusters)}`];
}

function stageWords({ stages }: Plan): readonly string[] {
  return stages.flatMap(({ name, before = [], after = [], minSuccess, onUnreachable }) => {
    const fields = [
      ...(before.length === 0 ? [] : ["beforeStageTasks"]),
      ...(after.length === 0 ? [] : ["afterStageTasks"]),
      ...(minSuccess === undefined ? [] : ["minSuccess"]),
      ...(onUnreachable === undefined ? [] : ["onUnreachable"]),
    ];
    return fields.length === 0
      ? []
      : [`stage ${name}: ${fields.join(", ")} are shown, and this version does not keep them`];
  });
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
