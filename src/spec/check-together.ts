import { orList } from "./expected-words.ts";
import { nearest } from "./nearest.ts";
import type { Complaint, Problem } from "./problem.ts";
import type { ReadDocument } from "./read-source.ts";
import { fieldOf } from "./rough-data.ts";

/**
 * What documents that are read together say against each other: two of one kind with one name, and
 * rollouts of a fleet that is not there. `fleets` are the names of those known from elsewhere (the
 * server's); while no fleet is known at all, nothing is said of rollouts.
 */
export function checkTogether(
  read: readonly ReadDocument<unknown>[],
  fleets: readonly string[] = [],
): readonly Problem[] {
  const here = read.filter((one) => word(one, "kind") === "Fleet").map(nameOf);
  const known = [...new Set([...here, ...fleets])];
  return [...repeated(read), ...read.flatMap((one) => unknownFleet(one, known))];
}

function repeated(read: readonly ReadDocument<unknown>[]): readonly Problem[] {
  const firsts = new Map<string, Problem>();
  return read.flatMap((one) => {
    const kind = word(one, "kind");
    const first = firsts.get(`${kind}/${nameOf(one)}`);
    if (first === undefined) {
      firsts.set(`${kind}/${nameOf(one)}`, one.problem(atName("")));
      return [];
    }
    const where = `${first.file}:${first.line}`;
    return [one.problem(atName(`"${nameOf(one)}": ${where} has a ${kind} of this name already`))];
  });
}

function atName(message: string): Complaint {
  return { path: ["metadata", "name"], on: "value", message };
}

function unknownFleet(one: ReadDocument<unknown>, known: readonly string[]): readonly Problem[] {
  const fleet = word(one, "spec", "fleet");
  if (word(one, "kind") !== "Rollout" || known.length === 0 || known.includes(fleet)) return [];
  const near = nearest(fleet, known);
  const hint = near === undefined ? "" : `. Did you mean ${near}?`;
  const message = `"${fleet}": there is no such fleet, expected ${orList(known)}${hint}`;
  return [one.problem({ path: ["spec", "fleet"], on: "value", message })];
}

function nameOf(one: ReadDocument<unknown>): string {
  return word(one, "metadata", "name");
}

/** From what was written, since that is alike for documents of every kind. */
function word({ written }: ReadDocument<unknown>, ...path: readonly string[]): string {
  const found = fieldOf(written, ...path);
  return typeof found === "string" ? found : "";
}
