import { readFileSync } from "node:fs";
import path from "node:path";
import type { Weights } from "../model/strategy-weights.ts";
import { documentKinds } from "../spec/document-kinds.ts";
import { readDocuments } from "../spec/read-documents.ts";
import { renderProblems } from "../spec/render-problems.ts";
import { bundledFolder } from "./bundled-packs.ts";

/** The weights that come with fleetlift. */
export const bundledWeights: string = path.join(bundledFolder, "strategies", "weights.yaml");

/**
 * The weights of a file that holds one `StrategyWeights` and nothing else. Throws an error with every
 * problem when the file is wrong.
 */
export function loadWeights(file: string = bundledWeights): Weights {
  const reading = readDocuments(readFileSync(file, "utf8"), file, {
    StrategyWeights: documentKinds.StrategyWeights,
  });
  if (reading.kind === "refused") throw new Error(renderProblems(reading.problems));
  const [only, ...more] = reading.documents;
  if (only === undefined || more.length > 0) {
    throw new Error(`${file}: expected one StrategyWeights, found ${reading.documents.length}`);
  }
  return only.document.spec;
}
