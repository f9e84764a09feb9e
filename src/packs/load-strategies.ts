import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import type { Workflow } from "../model/workflow.ts";
import { packageRoot } from "../platform/package-root.ts";
import { documentKinds } from "../spec/document-kinds.ts";
import { readDocuments } from "../spec/read-documents.ts";
import { renderProblems } from "../spec/render-problems.ts";

/** Where the strategies are that come with fleetlift: a folder for each, with its workflow. */
export const bundledStrategies: string = path.join(packageRoot, "packs", "strategies");

/**
 * The workflows of a folder of strategies, by the strategy that each is of. Throws an error with
 * every problem when a file is wrong, or when two are of one strategy.
 */
export function loadStrategies(folder: string = bundledStrategies): ReadonlyMap<string, Workflow> {
  const strategies = new Map<string, Workflow>();
  for (const name of foldersIn(folder)) {
    const file = path.join(folder, name, "workflow.yaml");
    const reading = readDocuments(readFileSync(file, "utf8"), file, {
      Workflow: documentKinds.Workflow,
    });
    if (reading.kind === "refused") throw new Error(renderProblems(reading.problems));
    for (const { document } of reading.documents) {
      const { strategy } = document.spec;
      if (strategies.has(strategy)) {
        throw new Error(`${file}: there is a workflow for strategy ${strategy} already`);
      }
      strategies.set(strategy, document);
    }
  }
  return strategies;
}

/** Beside the folders stand the weights by which `auto` chooses among them. */
function foldersIn(folder: string): readonly string[] {
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted();
}
