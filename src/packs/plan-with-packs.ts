import { planningCatalog } from "../actions/planned-actions.ts";
import type { ScriptTools } from "../actions/scripted/script-tools.ts";
import { knowledge, type Facts } from "../knowledge/knowledge.ts";
import { withRecords } from "../knowledge/with-records.ts";
import type { PlanRequest } from "../plan/make-plan.ts";
import { bundledPacks } from "./bundled-packs.ts";
import { loadStrategies } from "./load-strategies.ts";
import { loadWeights } from "./load-weights.ts";
import { packActions } from "./pack-actions.ts";
import { packChecks } from "./pack-checks.ts";
import { packWorkflows, workflowsByName } from "./pack-workflows.ts";
import type { Pack } from "./read-pack.ts";

/** All that planning needs beside the request itself. */
export type Planning = {
  readonly [
    Field in "facts" | "strategies" | "weights" | "actions" | "workflows" | "packs"
  ]: NonNullable<PlanRequest[Field]>;
};

/**
 * What planning has of packs: those that come with fleetlift, and `more` of them, of which one stands
 * in place of a bundled one of its name. `more` clash in nothing (`packClashes`).
 */
export function planWithPacks(more: readonly Pack[], tools: ScriptTools): Planning {
  const packs = packsInForce(more);
  const bundled = new Set(bundledPacks());
  return {
    facts: factsWith(packs, knowledge),
    strategies: loadStrategies(packs),
    weights: loadWeights(),
    actions: new Map([
      ...planningCatalog,
      ...packs.flatMap((pack) => [...packActions(pack, tools)]),
    ]),
    workflows: workflowsByName(packs, (pack) => bundled.has(pack)),
    packs: packs.map((pack) => {
      const { name, version, hash } = pack;
      return { name, version, hash, workflows: packWorkflows(pack) };
    }),
  };
}

/** The bundled packs whose names no other has, and then the others. */
export function packsInForce(more: readonly Pack[]): readonly Pack[] {
  const names = new Set(more.map(({ name }) => name));
  return [...bundledPacks().filter(({ name }) => !names.has(name)), ...more];
}

/** Facts with the records and checks that packs bring. */
export function factsWith(packs: readonly Pack[], base: Facts): Facts {
  const brought = packs.flatMap(({ name, knowledge: documents }) =>
    documents.map(({ document }) => ({ from: `pack ${name}`, document })),
  );
  const checks = packs.flatMap(packChecks);
  const facts = withRecords(base, brought);
  return checks.length === 0 ? facts : { ...facts, checks: () => checks };
}
