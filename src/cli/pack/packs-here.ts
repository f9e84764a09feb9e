import path from "node:path";
import { openScriptTools, type ScriptTools } from "../../actions/scripted/script-tools.ts";
import { knowledge, type Facts } from "../../knowledge/knowledge.ts";
import { checkPack } from "../../packs/check-pack.ts";
import { openPackStore, PackConflict, type PackStore } from "../../packs/pack-store.ts";
import {
  factsWith,
  packsInForce,
  planWithPacks,
  type Planning,
} from "../../packs/plan-with-packs.ts";
import { pinnedPacksIn } from "../../packs/pinned-packs.ts";
import type { Pack } from "../../packs/read-pack.ts";
import { RefusedPack } from "../../packs/refused-pack.ts";
import { packFolder } from "../../server/open-packs.ts";
import { dataDirOf } from "../api-client.ts";
import { exitCodes } from "../exit-codes.ts";
import { UserError } from "../user-error.ts";
import { readGivenPack, refusedInWords } from "./read-given-pack.ts";

export interface PackOptions {
  readonly dataDir?: string;
  /** Folders or archives of packs, in place of installed ones of their names. */
  readonly pack?: readonly string[];
}

/** The packs of the data directory, whether or not a server runs there: they are only read. */
export function storeHere(options: { readonly dataDir?: string }): PackStore {
  return openPackStore(packFolder(dataDirOf(options)));
}

/** The packs in force for work in this process: installed ones, and those that are given. Bundled ones are not among them. */
export async function packsHere(options: PackOptions): Promise<readonly Pack[]> {
  const given: Pack[] = [];
  for (const name of options.pack ?? [])
    given.push((await readGivenPack(path.normalize(name))).pack);
  const names = new Set(given.map(({ name }) => name));
  const installed = inForceIn(storeHere(options)).filter(({ name }) => !names.has(name));
  const all = [...installed, ...given];
  await refusedInWords(() => {
    const problems = given.flatMap((pack) => checkPack(pack, all, planningTools()));
    if (problems.length > 0) throw new RefusedPack(problems);
  });
  return all;
}

export function inForceIn(store: PackStore): readonly Pack[] {
  try {
    return store.inForce();
  } catch (error) {
    if (error instanceof PackConflict) {
      throw new UserError(error.message, error.help, exitCodes.needsPerson);
    }
    throw error;
  }
}

/** Everything that planning in this process needs. */
export async function planningHere(options: PackOptions): Promise<Planning> {
  return planWithPacks(await packsHere(options), planningTools());
}

/** What is known in this process, with what packs bring. */
export async function factsHere(options: PackOptions): Promise<Facts> {
  return factsWith(packsInForce(await packsHere(options)), knowledge);
}

/** The actions of packs that a plan pins, as far as they are kept here. */
export function pinnedHere(options: { readonly dataDir?: string }) {
  return pinnedPacksIn(storeHere(options), planningTools());
}

/** Planning runs nothing. */
const planningTools = (): ScriptTools => openScriptTools("planning");
