/** Puts together what a plan is tried on: worlds as they are written, and others made from snapshots. */
import type { Fleet } from "../../model/fleet.ts";
import { contentHash } from "../../model/hash.ts";
import type { Plan } from "../../model/plan.ts";
import type { PriceTable } from "../../model/prices.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import type { WorldDocument } from "../../world/world-document.ts";
import { type SimulatedCluster, worldFromSnapshot } from "../world-from-snapshot.ts";
import type { TrialCase } from "./trial-case.ts";

export interface CaseParts {
  readonly plan: Plan;
  readonly fleet: Fleet;
  readonly written: object;
  /** The world that stands in the files, if there is one. */
  readonly world: WorldDocument | undefined;
  /** What was seen of the clusters that the world does not have. */
  readonly snapshots: readonly Snapshot[];
  readonly prices?: PriceTable;
  readonly startMs: number;
}

export interface AssembledCase {
  readonly tried: TrialCase;
  /** Clusters of the plan that stand in the world's file, and those that were made from snapshots. */
  readonly fromWorld: readonly string[];
  readonly fromSnapshots: readonly string[];
  /** What of the real clusters is not simulated, each with the clusters that it is of. */
  readonly notCarried: readonly { readonly words: string; readonly clusters: readonly string[] }[];
  /** Add-ons that the plan moves and that the simulated clusters do not have: no run could end well. */
  readonly missingAddons: readonly {
    readonly addon: string;
    readonly clusters: readonly string[];
  }[];
}

export function assembleCase(parts: CaseParts): AssembledCase {
  const { plan, fleet, world, snapshots, prices, startMs } = parts;
  const written = new Set(world?.spec.clusters.map(({ name }) => name));
  const planned = new Set(plan.stages.flatMap(({ clusters }) => clusters.map(({ name }) => name)));
  const bySnapshot = new Map(snapshots.map((snapshot) => [snapshot.cluster, snapshot]));
  const members = new Map<string, string>();
  const made: (SimulatedCluster & { readonly of: string })[] = [];
  const fromWorld: string[] = [];
  for (const { name, current } of fleet.clusters.filter((one) => planned.has(one.name))) {
    const inWorld = worldName(current.provider, current.name);
    const snapshot = bySnapshot.get(name);
    if (inWorld !== undefined && written.has(inWorld)) {
      members.set(current.name, inWorld);
      fromWorld.push(name);
    } else if (snapshot !== undefined) {
      const own = written.has(name) ? `${name}-observed` : name;
      members.set(current.name, own);
      made.push({ ...worldFromSnapshot(snapshot, own), of: name });
    }
  }
  const simulated = simulatedPlan(plan);
  return {
    tried: {
      plan: simulated,
      hash: contentHash(simulated),
      fleet: { name: fleet.name, written: parts.written },
      world: joined(world, made, { startMs, plan }),
      members,
      snapshots: bySnapshot,
      ...(prices && { prices }),
    },
    fromWorld,
    fromSnapshots: made.map(({ of }) => of),
    notCarried: folded(made),
    missingAddons: missingAddons(plan, made),
  };
}

function missingAddons(
  { stages, shapes }: Plan,
  made: readonly (SimulatedCluster & { readonly of: string })[],
): AssembledCase["missingAddons"] {
  const shapeOf = new Map(
    stages.flatMap(({ clusters }) => clusters.map(({ name, shape }) => [name, shape] as const)),
  );
  const missing = made.flatMap(({ of, template }) => {
    const there = new Set(template.addons?.map(({ name }) => name));
    const moved = (shapes[shapeOf.get(of) ?? ""]?.hops ?? []).flatMap((hop) =>
      hop.component === "addon" && !there.has(hop.addon) ? [hop.addon] : [],
    );
    return [...new Set(moved)].map((addon) => ({ addon, of }));
  });
  return [...Map.groupBy(missing, ({ addon }) => addon)].map(([addon, group]) => ({
    addon,
    clusters: group.map(({ of }) => of),
  }));
}

function worldName(
  provider: Fleet["clusters"][number]["current"]["provider"],
  name: string,
): string | undefined {
  return provider.kind === "world" ? (provider.cluster ?? name) : undefined;
}

/** A simulated world upgrades whatever it stands for, drivers or not. */
function simulatedPlan(plan: Plan): Plan {
  const stages = plan.stages.map((stage) => ({
    ...stage,
    clusters: stage.clusters.map((cluster) =>
      cluster.provider === undefined ? cluster : { ...cluster, provider: "world" },
    ),
  }));
  return { ...plan, stages };
}

function joined(
  world: WorldDocument | undefined,
  made: readonly SimulatedCluster[],
  { startMs, plan }: { readonly startMs: number; readonly plan: Plan },
): WorldDocument {
  const base: WorldDocument = world ?? {
    apiVersion: "fleetlift.dev/v1alpha1",
    kind: "World",
    metadata: { name: plan.fleet },
    spec: { seed: plan.fleet, start: "", versions: [], templates: [], clusters: [] },
  };
  const { spec } = base;
  const hops = Object.values(plan.shapes).flatMap((shape) => shape.hops);
  const wanted = hops.flatMap((hop) => (hop.component === "addon" ? [] : [hop.to]));
  const versions = [...spec.versions, ...made.flatMap((one) => one.versions)];
  return {
    ...base,
    spec: {
      ...spec,
      start: new Date(startMs).toISOString(),
      versions: [...new Set(made.length > 0 ? [...versions, ...wanted] : versions)],
      templates: [...spec.templates, ...made.map(({ template }) => template)],
      clusters: [...spec.clusters, ...made.map(({ cluster }) => cluster)],
    },
  };
}

function folded(made: readonly (SimulatedCluster & { readonly of: string })[]) {
  const notes = made.flatMap(({ of, notCarried }) => notCarried.map((words) => ({ of, words })));
  return [...Map.groupBy(notes, ({ words }) => words)].map(([words, group]) => ({
    words,
    clusters: group.map(({ of }) => of),
  }));
}
