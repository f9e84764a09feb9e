import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { actionCatalog } from "../src/actions/catalog.ts";
import { canonicalJson } from "../src/model/hash.ts";
import { fleetSchema, type Fleet } from "../src/model/fleet.ts";
import type { RolloutDocument } from "../src/model/rollout.ts";
import { workflowSchema, type Workflow } from "../src/model/workflow.ts";
import type { Pack } from "../src/packs/read-pack.ts";
import type { Planning } from "../src/packs/plan-with-packs.ts";
import type { Planned } from "../src/plan/make-plan.ts";
import { assignStages } from "../src/plan/stages/assign-stages.ts";
import { driftRound, readTold, type DriftView } from "../src/server/drift/drift-round.ts";
import { openPlanner, type Planner } from "../src/server/planner.ts";
import { openRehearsal, type Rehearsal, type RehearsalOptions } from "../src/simulate/rehearsal.ts";
import { documentKinds } from "../src/spec/document-kinds.ts";
import { readDocuments } from "../src/spec/read-documents.ts";
import { readYaml } from "../src/spec/read-yaml.ts";
import { renderProblems } from "../src/spec/render-problems.ts";
import { resolveFleet } from "../src/spec/resolve-fleet.ts";
import { worldSchema } from "../src/world/world-document.ts";
import { stageCore } from "./stage-core.ts";
import { openStagePacks } from "./stage-packs.ts";

const root = path.resolve(import.meta.dirname, "..");

/**
 * A folder with `world.yaml`, `fleet.yaml` and `rollout.yaml`, or rollouts of another file, as a fleet
 * in memory. `strategy.yaml`, where there is one, stands in place of the bundled workflow of its strategy.
 */
export interface Stage extends Rehearsal {
  /** Plans a rollout of the folder and gives it its plan, as applying it would. */
  plan(name: string): Promise<Planned>;
  /** One look of the loop that holds a fleet to its desired version, as the server takes it. */
  hold(fleet: string): Promise<DriftView | undefined>;
  /** Applies another document of its fleet, and tells the rollouts, as the server would. */
  applyFleet(file: string, actor: string): Promise<void>;
  /** Installs the pack of a folder: new plans are made from it. */
  install(folder: string): Pack;
  /** Takes the content of a pack away. */
  lose(name: string, version: string): void;
}

export async function openStage(
  folder: string,
  {
    rollouts: ofRollouts = path.join(folder, "rollout.yaml"),
    ...options
  }: Partial<Omit<RehearsalOptions, "world">> & { readonly rollouts?: string } = {},
): Promise<Stage> {
  const read = (file: string): readonly [string, string] => [
    readFileSync(path.join(root, file), "utf8"),
    file,
  ];
  const world = readYaml(...read(path.join(folder, "world.yaml")), worldSchema);
  if (world.kind === "refused") throw new Error(renderProblems(world.problems));
  const packs = openStagePacks();
  const rehearsal = openRehearsal({
    actions: actionCatalog,
    packs: packs.pinned,
    ...options,
    world: world.document,
  });
  const rollouts = new Map<string, RolloutDocument>();
  for (const file of [path.join(folder, "fleet.yaml"), ofRollouts]) {
    const reading = readDocuments(...read(file), documentKinds);
    if (reading.kind === "refused") throw new Error(renderProblems(reading.problems));
    for (const { document, written } of reading.documents) {
      if (document.kind === "Rollout") rollouts.set(document.metadata.name, document);
      const { kind, metadata } = document;
      await rehearsal.records.putDocument({
        kind,
        name: metadata.name,
        json: JSON.stringify(written),
      });
    }
  }
  const messaging = path.join(root, folder, "messaging.yaml");
  if (existsSync(messaging)) {
    const reading = readDocuments(...read(path.join(folder, "messaging.yaml")), documentKinds);
    if (reading.kind === "refused") throw new Error(renderProblems(reading.problems));
    for (const { written } of reading.documents) await rehearsal.tell(written);
  }
  return {
    ...rehearsal,
    plan: (name) =>
      planOn(rehearsal, packs.planning(), rollouts.get(name), name, strategyIn(folder)),
    hold: async (fleet) => {
      const stored = await rehearsal.records.getDocument("Fleet", fleet);
      if (stored === undefined) throw new Error(`no fleet ${fleet}`);
      const core = stageCore(rehearsal, plannerOf(rehearsal, packs.planning(), strategyIn(folder)));
      const round = { core, connect: rehearsal.connect };
      return await driftRound(round, stored.json, await readTold(core, fleet));
    },
    install: (at) => packs.install(at),
    lose: (name, version) => packs.lose(name, version),
    applyFleet: async (file, actor) => {
      const reading = readDocuments(...read(file), { Fleet: documentKinds.Fleet });
      if (reading.kind === "refused") throw new Error(renderProblems(reading.problems));
      for (const { document, written } of reading.documents) {
        const { name } = document.metadata;
        await rehearsal.records.putDocument({ kind: "Fleet", name, json: JSON.stringify(written) });
        const ofIt = [...rollouts.values()].filter(({ spec }) => spec.fleet === name);
        for (const each of ofIt) await tellFleet(rehearsal, each, resolveFleet(document), actor);
      }
    },
  };
}

async function tellFleet(
  rehearsal: Rehearsal,
  { metadata, spec }: RolloutDocument,
  fleet: Fleet,
  actor: string,
): Promise<void> {
  const clusters = fleet.clusters.map(({ name }) => name);
  const { stages } = assignStages(spec.stages, fleet.clusters);
  const selected = stages.flatMap((stage) => stage.clusters.map(({ name }) => name));
  await rehearsal.order(metadata.name, { kind: "fleet", actor, clusters, selected });
}

async function planOn(
  rehearsal: Rehearsal,
  bundled: Planning,
  document: RolloutDocument | undefined,
  name: string,
  strategies: readonly Workflow[],
): Promise<Planned> {
  const stored = await rehearsal.records.getDocument("Fleet", document?.spec.fleet ?? "");
  if (document === undefined || stored === undefined)
    throw new Error(`no rollout ${name} with its fleet`);
  const fleet = resolveFleet(fleetSchema.parse(JSON.parse(stored.json)));
  const made = await plannerOf(rehearsal, bundled, strategies).plan(fleet, document);
  if (made.kind === "refused")
    throw new Error(made.problems.map(({ complaint }) => complaint.message).join("\n"));
  await rehearsal.records.putBlob(canonicalJson(made.plan));
  await rehearsal.order(name, { kind: "create", plan: made.hash, actor: "ana" });
  return made;
}

function plannerOf(
  rehearsal: Rehearsal,
  bundled: Planning,
  strategies: readonly Workflow[],
): Planner {
  const workflows = new Map([...bundled.workflows, ...ownWorkflows()]);
  const own = strategies.flatMap((each) =>
    each.spec.strategy === undefined ? [] : [[each.spec.strategy, each] as const],
  );
  const ways = new Map([...bundled.strategies, ...own]);
  return openPlanner({ ...rehearsal, ...bundled, workflows, strategies: ways });
}

/** Gates and workflows that rollouts of the stories name, beside those that come with fleetlift. */
function ownWorkflows(): readonly (readonly [string, Workflow])[] {
  const folder = path.join("scenarios", "workflows");
  return readdirSync(path.join(root, folder)).map((name) => {
    const workflow = readWorkflow(path.join(folder, name));
    return [workflow.metadata.name, workflow];
  });
}

function strategyIn(folder: string): readonly Workflow[] {
  const file = path.join(folder, "strategy.yaml");
  return existsSync(path.join(root, file)) ? [readWorkflow(file)] : [];
}

function readWorkflow(file: string): Workflow {
  const reading = readYaml(readFileSync(path.join(root, file), "utf8"), file, workflowSchema);
  if (reading.kind === "refused") throw new Error(renderProblems(reading.problems));
  return reading.document;
}
