import type { FleetDocument } from "../model/fleet.ts";
import type { RolloutDocument } from "../model/rollout.ts";
import type { Workflow } from "../model/workflow.ts";
import { orList } from "./expected-words.ts";
import { nearest } from "./nearest.ts";
import { type Problem } from "./problem.ts";
import type { ReadDocument } from "./read-source.ts";

type OurDocument = FleetDocument | RolloutDocument | Workflow;

/**
 * What documents that are read together say against each other: two of one kind with one name, and
 * rollouts of a fleet that is not there. `fleets` are the names of those known from elsewhere (the
 * server's); when no fleet is known at all, nothing is said of it.
 */
export function checkTogether(
  read: readonly ReadDocument<OurDocument>[],
  fleets: readonly string[] = [],
): readonly Problem[] {
  const here = read.flatMap(({ document }) => (document.kind === "Fleet" ? [document] : []));
  const known = [...here.map(({ metadata }) => metadata.name), ...fleets];
  return [...repeated(read), ...read.flatMap((one) => unknownFleet(one, known))];
}

function repeated(read: readonly ReadDocument<OurDocument>[]): readonly Problem[] {
  const firsts = new Map<string, Problem>();
  return read.flatMap(({ document, problem }) => {
    const { kind, metadata } = document;
    const path = ["metadata", "name"];
    const place = problem({ path, on: "value", message: "" });
    const first = firsts.get(`${kind}/${metadata.name}`);
    if (first === undefined) {
      firsts.set(`${kind}/${metadata.name}`, place);
      return [];
    }
    const message = `"${metadata.name}": ${first.file}:${first.line} has a ${kind} of this name already`;
    return [problem({ path, on: "value", message })];
  });
}

function unknownFleet(
  { document, problem }: ReadDocument<OurDocument>,
  known: readonly string[],
): readonly Problem[] {
  if (document.kind !== "Rollout" || known.length === 0) return [];
  const { fleet } = document.spec;
  if (known.includes(fleet)) return [];
  const near = nearest(fleet, known);
  const hint = near === undefined ? "" : `. Did you mean ${near}?`;
  const message = `"${fleet}": no such fleet, expected ${orList(known)}${hint}`;
  return [problem({ path: ["spec", "fleet"], on: "value", message })];
}
