import { parse, parseAllDocuments } from "yaml";
import type { Fleet } from "../../model/fleet.ts";
import { documentKinds } from "../../spec/document-kinds.ts";
import { readDocuments } from "../../spec/read-documents.ts";
import { renderProblems } from "../../spec/render-problems.ts";
import { resolveFleet } from "../../spec/resolve-fleet.ts";
import { worldDocumentKind } from "../../world/world-document-kind.ts";
import { exitCodes } from "../exit-codes.ts";
import { RefusedFiles, UserError } from "../user-error.ts";
import { compareFleet, type Comparison, type Scope } from "./compare-fleet.ts";
import { fleetEntry, type NamedCluster } from "./fleet-entry.ts";
import type { FoundCluster } from "./group-twins.ts";
import { insertClusters } from "./insert-clusters.ts";
import { nameClusters } from "./name-clusters.ts";

export interface MergeRequest {
  readonly text: string;
  readonly file: string;
  /** The fleet to merge into, where the file has several. */
  readonly name?: string;
  readonly found: readonly FoundCluster[];
  readonly scope: Scope;
}

export interface Merged extends Comparison {
  /** The file with the new clusters in it, and nothing else changed. */
  readonly text: string;
  /** The fleet of that text, as data. */
  readonly data: unknown;
  /** All that was found, by the names of the fleet. */
  readonly named: readonly NamedCluster[];
}

const kinds = { ...documentKinds, World: worldDocumentKind };

/** Adds what is new to a fleet that people keep. Nothing is changed in it, and nothing is taken out. */
export function mergeFleet({ text, file, name, found, scope }: MergeRequest): Merged {
  const fleet = fleetIn(text, file, name);
  const comparison = compareFleet(fleet, found, scope);
  const taken = new Set(fleet.clusters.map((cluster) => cluster.name));
  const added = nameClusters(comparison.added, taken);
  const known = comparison.known.map((one) => ({ ...one.found, name: one.cluster }));
  const merged = insertClusters(text, fleet.name, added.map(fleetEntry));
  return {
    ...comparison,
    text: merged,
    data: dataOf(merged, fleet.name),
    named: [...known, ...added],
  };
}

/** The one fleet of a file, or the one that is named. Throws words for a file that is wrong. */
function fleetIn(text: string, file: string, name: string | undefined): Fleet {
  const reading = readDocuments(text, file, kinds);
  if (reading.kind === "refused") throw new RefusedFiles(renderProblems(reading.problems));
  const fleets = reading.documents.flatMap(({ document }) =>
    document.kind === "Fleet" ? [document] : [],
  );
  const fitting = fleets.filter(({ metadata }) => name === undefined || metadata.name === name);
  const [fleet, ...more] = fitting;
  if (fleet !== undefined && more.length === 0) return resolveFleet(fleet);
  const names = fleets.map(({ metadata }) => metadata.name).join(", ") || "none";
  throw new UserError(
    `${file} has ${fitting.length} fleets${name === undefined ? "" : ` of the name ${name}`} (there are: ${names})`,
    "name one of them: --name FLEET",
    exitCodes.wrongInput,
  );
}

function dataOf(text: string, fleet: string): unknown {
  const documents = parseAllDocuments(text);
  const one = documents.find(
    (document) =>
      document.get("kind") === "Fleet" && document.getIn(["metadata", "name"]) === fleet,
  );
  return one === undefined ? parse(text) : one.toJS();
}
