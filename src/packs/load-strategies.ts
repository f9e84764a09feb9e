import type { Workflow } from "../model/workflow.ts";
import { bundledPacks } from "./bundled-packs.ts";
import { packWorkflows } from "./pack-workflows.ts";
import type { Pack } from "./read-pack.ts";

/**
 * The workflows of packs, by the strategy that each is of: of two for one strategy the later stands,
 * so that what is installed stands in place of what is bundled.
 */
export function loadStrategies(
  packs: readonly Pack[] = bundledPacks(),
): ReadonlyMap<string, Workflow> {
  return new Map(
    packs.flatMap(packWorkflows).flatMap((workflow) => {
      const { strategy } = workflow.spec;
      return strategy === undefined ? [] : [[strategy, workflow] as const];
    }),
  );
}
