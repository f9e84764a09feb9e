import type { NodeHandling } from "../assess/request.ts";
import type { Cluster, Fleet, Provider } from "../model/fleet.ts";
import type { AcceptRisk, RolloutDocument, Strategy, Target } from "../model/rollout.ts";
import { snapshotOf } from "../model/snapshot-document.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { nodeSettings } from "../plan/node-settings.ts";
import { assignStages } from "../plan/stages/assign-stages.ts";
import { nearest } from "../spec/nearest.ts";
import { resolveFleet } from "../spec/resolve-fleet.ts";
import { exitCodes } from "./exit-codes.ts";
import type { FileDocument } from "./read-files.ts";
import { UserError } from "./user-error.ts";

/** One cluster to be assessed, and by what. */
export interface Assessed {
  readonly name: string;
  /** As the fleet has it; without a fleet there is only a snapshot. */
  readonly cluster: Cluster | undefined;
  readonly labels: Readonly<Record<string, string>>;
  readonly provider: Provider["kind"];
  /** Left out, the newest version that its provider offers is meant. */
  readonly target: Target | undefined;
  readonly nodes: NodeHandling;
  readonly accepted: readonly AcceptRisk[];
  readonly strategy: Strategy | undefined;
  /** A rollout asks for it: what the rollout's plan would move in time is in nobody's way. */
  readonly isPlanned: boolean;
}

export interface Scope {
  readonly assessed: readonly Assessed[];
  /** Snapshots that were given, by cluster. */
  readonly given: ReadonlyMap<string, Snapshot>;
}

export interface ScopeOptions {
  readonly target?: string | undefined;
  readonly provider: Provider["kind"];
}

/**
 * Which clusters the files are about: those of their rollouts' stages, of their fleets where no
 * rollout stands beside, or else those of their snapshots.
 */
export function scopeOf(documents: readonly FileDocument[], options: ScopeOptions): Scope {
  const all = documents.map(({ document }) => document);
  const fleets = all.flatMap((each) => (each.kind === "Fleet" ? [resolveFleet(each)] : []));
  const rollouts = all.flatMap((each) => (each.kind === "Rollout" ? [each] : []));
  const given = new Map(
    all.flatMap((each) =>
      each.kind === "Snapshot" ? [[each.metadata.name, snapshotOf(each)] as const] : [],
    ),
  );
  const clusters =
    rollouts.length > 0
      ? rollouts.flatMap((rollout) => ofRollout(rollout, fleetOf(rollout, fleets), options))
      : fleets.flatMap((fleet) => fleet.clusters.map((cluster) => ofCluster(cluster, options)));
  if (clusters.length > 0) return { assessed: clusters, given };
  const assessed = [...given.keys()].map((name) => ofSnapshot(name, options));
  if (assessed.length > 0) return { assessed, given };
  throw new UserError(
    "there is no Fleet and no Snapshot in these files, and so nothing to assess",
    "name the file of a fleet with -f",
    exitCodes.wrongInput,
  );
}

/** Those of these names; a name that there is not is wrong input. */
export function named(scope: Scope, names: readonly string[]): Scope {
  if (names.length === 0) return scope;
  const known = scope.assessed.map(({ name }) => name);
  for (const name of names) {
    if (known.includes(name)) continue;
    const near = nearest(name, known);
    throw new UserError(
      `there is no cluster ${name} to assess in these files`,
      near === undefined ? `there are: ${known.slice(0, 10).join(", ")}` : `did you mean ${near}?`,
      exitCodes.wrongInput,
    );
  }
  return { ...scope, assessed: scope.assessed.filter(({ name }) => names.includes(name)) };
}

function fleetOf({ spec }: RolloutDocument, fleets: readonly Fleet[]): Fleet {
  const fleet = fleets.find(({ name }) => name === spec.fleet);
  if (fleet !== undefined) return fleet;
  throw new UserError(
    `fleet ${spec.fleet} is in none of these files`,
    "the fleet's file is needed too: -f FLEET.yaml -f ROLLOUT.yaml",
    exitCodes.wrongInput,
  );
}

function ofRollout(
  { spec }: RolloutDocument,
  fleet: Fleet,
  options: ScopeOptions,
): readonly Assessed[] {
  const { stages } = assignStages(spec.stages, fleet.clusters);
  return stages.flatMap((stage) => {
    const asked = spec.stages.find(({ name }) => name === stage.name)?.strategy ?? spec.strategy;
    return stage.clusters.map((cluster) => ({
      ...ofCluster(cluster, options),
      target: { ...spec.target, ...targetOf(options) },
      nodes: nodeSettings(spec.nodes),
      accepted: (spec.acceptRisks ?? []).filter(
        ({ clusters }) => clusters?.includes(cluster.name) ?? true,
      ),
      strategy: asked === "auto" ? undefined : asked,
      isPlanned: true,
    }));
  });
}

function ofCluster(cluster: Cluster, options: ScopeOptions): Assessed {
  const { name, labels, current } = cluster;
  return { ...ofSnapshot(name, options), cluster, labels, provider: current.provider.kind };
}

function ofSnapshot(name: string, options: ScopeOptions): Assessed {
  return {
    name,
    cluster: undefined,
    labels: {},
    provider: options.provider,
    target: targetOf(options),
    nodes: nodeSettings(),
    accepted: [],
    strategy: undefined,
    isPlanned: false,
  };
}

const targetOf = ({ target }: ScopeOptions): Target | undefined =>
  target === undefined ? undefined : { kubernetes: target };
