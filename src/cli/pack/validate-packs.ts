import { openScriptTools } from "../../actions/scripted/script-tools.ts";
import { shortHash } from "../../model/hash.ts";
import { checkPack } from "../../packs/check-pack.ts";
import type { Pack } from "../../packs/read-pack.ts";
import { planWithPacks } from "../../packs/plan-with-packs.ts";
import { RefusedPack } from "../../packs/refused-pack.ts";
import type { Cli } from "../cli.ts";
import { inForceIn, storeHere } from "./packs-here.ts";
import { plannedOnly } from "../planned-only.ts";
import { readGivenPack, refusedInWords, type GivenPack } from "./read-given-pack.ts";

/** Checks packs whole, beside those that are installed; everything that is wrong is told at once. */
export async function validatePacks(
  cli: Cli,
  names: readonly string[],
  options: { readonly dataDir?: string },
): Promise<void> {
  const { given, all } = await validPacks(names, options);
  const { actions } = planWithPacks(all, openScriptTools("validate"));
  for (const { name, pack } of given) {
    const { name: called, version, hash } = pack;
    cli.terminal.out(`${name}: pack ${called} ${version} is valid (${shortHash(hash)})\n`);
    for (const { document: workflow, problem } of pack.workflows) {
      for (const warning of plannedOnly({ workflow, problem }, actions)) {
        cli.terminal.err(`${warning}\n`);
      }
    }
  }
}

/** The packs that were named, when nothing is wrong with them; `all` are they and those beside them. */
export async function validPacks(
  names: readonly string[],
  options: { readonly dataDir?: string },
): Promise<{ readonly given: readonly GivenPack[]; readonly all: readonly Pack[] }> {
  const given: GivenPack[] = [];
  for (const name of names) given.push(await readGivenPack(name));
  // Given together, they may need each other.
  const replaced = new Set(given.map(({ pack }) => pack.name));
  const all = [
    ...inForceIn(storeHere(options)).filter(({ name }) => !replaced.has(name)),
    ...given.map(({ pack }) => pack),
  ];
  await refusedInWords(() => {
    const tools = openScriptTools("validate");
    const problems = given.flatMap(({ pack }) => checkPack(pack, all, tools));
    if (problems.length > 0) throw new RefusedPack(problems);
  });
  return { given, all };
}
