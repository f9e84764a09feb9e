/** Finds what is to be simulated: in files, or the rollout of a server. */
import { createConnect } from "../../drivers/connect.ts";
import { openWorld } from "../../drivers/world/world-handle.ts";
import { worldPorts } from "../../drivers/world/world-ports.ts";
import { type Fleet, fleetSchema } from "../../model/fleet.ts";
import type { Plan } from "../../model/plan.ts";
import { bundledPlanning } from "../../packs/bundled-planning.ts";
import { observeClusters } from "../../observe/observe-cluster.ts";
import type { Clock } from "../../platform/clock.ts";
import type { Connect } from "../../ports/connect.ts";
import { outsidesOf } from "../../server/outsides.ts";
import type { FleetSummary } from "../../server/routes/fleets.ts";
import type { RolloutView } from "../../report/rollout-view.ts";
import { assembleCase, type AssembledCase } from "../../simulate/trial/assemble-case.ts";
import { resolveFleet } from "../../spec/resolve-fleet.ts";
import { buildWorld } from "../../world/build-world.ts";
import type { WorldDocument } from "../../world/world-document.ts";
import { dataDirOf, openApi } from "../api-client.ts";
import { exitCodes } from "../exit-codes.ts";
import { givenPlanning } from "../given-planning.ts";
import { fleetsOf, planOffline } from "../plan-offline.ts";
import { type AnyDocument, type FileDocument, readAllFiles } from "../read-files.ts";
import { readWithFacts } from "../read-with-facts.ts";
import { UserError } from "../user-error.ts";
import type { SimulateOptions } from "./read-options.ts";

export interface OpenedCase extends AssembledCase {
  /** Of the plan as people know it: the simulated one differs by the provider of its clusters. */
  readonly hash: string;
  readonly startMs: number;
  /** Whether somebody named the start; otherwise it is now, or the world's own. */
  readonly startedBy: "asked" | "now" | "world";
}

export async function openCase(
  rollout: string | undefined,
  options: SimulateOptions,
  startMs: number | undefined,
  clock: Clock,
): Promise<OpenedCase> {
  const world = worldOf(options);
  const [ownMs, startedBy] =
    world === undefined
      ? ([clock.nowMs(), "now"] as const)
      : ([Date.parse(world.spec.start), "world"] as const);
  const begin = {
    startMs: startMs ?? ownMs,
    startedBy: startMs === undefined ? startedBy : ("asked" as const),
  };
  return options.filename === undefined
    ? await fromServer(rollout, options, world, begin)
    : await fromFiles(rollout, { ...options, filename: options.filename }, world, begin);
}

type Begin = Pick<OpenedCase, "startMs" | "startedBy">;

async function fromFiles(
  rollout: string | undefined,
  options: SimulateOptions & { readonly filename: readonly string[] },
  world: WorldDocument | undefined,
  begin: Begin,
): Promise<OpenedCase> {
  const { documents, facts } = readWithFacts(options.filename);
  const chosen = chosenRollout(documents, rollout);
  const kept = documents.filter((each) => each.document.kind !== "Rollout" || each === chosen);
  const dataDir = dataDirOf(options);
  const clock: Clock = standing(begin.startMs);
  const connect = worldFirst(world, createConnect(outsidesOf(dataDir, clock)), begin.startMs);
  const planning = { ...bundledPlanning(), facts };
  const [made] = await planOffline(kept, planning, dataDir, clock, connect);
  const fleet = made && fleetsOf(documents).get(made.plan.fleet);
  const written = documents.find(
    ({ document }) => document.kind === "Fleet" && document.metadata.name === fleet?.name,
  );
  if (made === undefined || fleet === undefined || written === undefined) throw nothing("rollout");
  const { prices } = givenPlanning(documents);
  const assembled = assembleCase({
    plan: made.plan,
    fleet,
    // As it was written: what is kept of a fleet is its document.
    written: written.written as object,
    world,
    snapshots: made.snapshots,
    ...(prices && { prices }),
    startMs: begin.startMs,
  });
  return { ...assembled, hash: made.hash, ...begin };
}

/** The plan is the one that the server has; its clusters are looked at now. */
async function fromServer(
  rollout: string | undefined,
  options: SimulateOptions,
  world: WorldDocument | undefined,
  begin: Begin,
): Promise<OpenedCase> {
  if (rollout === undefined) {
    throw new UserError(
      "nothing says what to simulate",
      "name files with -f, or a rollout of the server that runs here",
      exitCodes.wrongInput,
    );
  }
  const api = openApi(options);
  const view = await api.get<RolloutView>(`/rollouts/${encodeURIComponent(rollout)}`);
  const plan = await api.get<Plan>(`/plans/${view.plan}`);
  const { document } = await api.get<FleetSummary>(`/fleets/${encodeURIComponent(plan.fleet)}`);
  const fleet = resolveFleet(fleetSchema.parse(document));
  const connect = createConnect(outsidesOf(dataDirOf(options), standing(begin.startMs)));
  const snapshots = await lookAt(
    worldFirst(world, connect, begin.startMs),
    plan,
    fleet,
    begin.startMs,
  );
  const assembled = assembleCase({
    plan,
    fleet,
    written: document,
    world,
    snapshots,
    startMs: begin.startMs,
  });
  return { ...assembled, hash: view.plan, ...begin };
}

async function lookAt(connect: Connect, plan: Plan, fleet: Fleet, nowMs: number) {
  const names = new Set(plan.stages.flatMap(({ clusters }) => clusters.map(({ name }) => name)));
  const clusters = fleet.clusters.filter(({ name }) => names.has(name));
  const seen = await observeClusters(connect, clusters, nowMs, { facts: true });
  const unseen = seen.flatMap((each) => (each.kind === "unseen" ? [each] : []));
  const [first] = unseen;
  if (first !== undefined) {
    throw new UserError(
      `${first.cluster} cannot be seen, and so not simulated: ${first.error}`,
      "give its snapshot and the rollout in files: fleetlift simulate -f FILES",
    );
  }
  return seen.flatMap((each) => (each.kind === "seen" ? [each.snapshot] : []));
}

/** Clusters that stand in the world's file are looked at there, all others outside. */
function worldFirst(world: WorldDocument | undefined, outside: Connect, nowMs: number): Connect {
  if (world === undefined) return outside;
  const names = new Set(world.spec.clusters.map(({ name }) => name));
  const start = { ...world, spec: { ...world.spec, start: new Date(nowMs).toISOString() } };
  const handle = openWorld(buildWorld(start), () => nowMs);
  return (member) => {
    const { provider, name } = member;
    return provider.kind === "world" && names.has(provider.cluster ?? name)
      ? Promise.resolve(worldPorts(handle, member))
      : outside(member);
  };
}

function worldOf({ filename = [], world }: SimulateOptions): WorldDocument | undefined {
  const files = [...filename, ...(world === undefined ? [] : [world])];
  const worlds = files.length === 0 ? [] : readAllFiles(files).filter(isWorld);
  const [first, second] = worlds;
  if (world !== undefined && !readAllFiles([world]).some(isWorld)) {
    throw new UserError(
      `--world: there is no World in ${world}`,
      "name the file of a document of kind World",
      exitCodes.wrongInput,
    );
  }
  if (second !== undefined) {
    throw new UserError(
      `there are two Worlds, in ${first?.file} and ${second.file}`,
      "give one, with all the clusters",
      exitCodes.wrongInput,
    );
  }
  return first?.document;
}

function isWorld(one: FileDocument<AnyDocument>): one is FileDocument<WorldDocument> {
  return one.document.kind === "World";
}

function chosenRollout(
  documents: readonly FileDocument[],
  named: string | undefined,
): FileDocument | undefined {
  const rollouts = documents.filter(({ document }) => document.kind === "Rollout");
  const names = rollouts.map(({ document }) => document.metadata.name);
  const found = rollouts.filter(
    ({ document }) => named === undefined || document.metadata.name === named,
  );
  if (found.length === 1) return found[0];
  const words = named === undefined ? "which rollout is to be simulated" : `rollout ${named}`;
  throw new UserError(
    rollouts.length === 0
      ? "there is no Rollout in these files, and so nothing to simulate"
      : `${words} cannot be told from these files`,
    names.length === 0 ? "name the file of a rollout with -f" : `name one of: ${names.join(", ")}`,
    exitCodes.wrongInput,
  );
}

function nothing(what: string): UserError {
  return new UserError(`there is no ${what} to simulate`, "", exitCodes.wrongInput);
}

/** What planning takes the time to be. */
function standing(nowMs: number): Clock {
  return { speed: 1, nowMs: () => nowMs, sleep: () => Promise.resolve() };
}
