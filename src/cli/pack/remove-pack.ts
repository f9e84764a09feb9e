import { openScriptTools } from "../../actions/scripted/script-tools.ts";
import { shortHash } from "../../model/hash.ts";
import { PackConflict } from "../../packs/pack-store.ts";
import { removePack } from "../../packs/remove-pack.ts";
import { isServed, openApi, type ApiOptions } from "../api-client.ts";
import type { Cli } from "../cli.ts";
import { exitCodes } from "../exit-codes.ts";
import { UserError } from "../user-error.ts";
import { storeHere } from "./packs-here.ts";
import { refusedInWords } from "./read-given-pack.ts";

interface Removed {
  readonly name: string;
  readonly version: string;
  readonly hash: string;
}

/** Removes a pack with the server that runs, or where it would run. */
export async function removeNamedPack(cli: Cli, named: string, options: ApiOptions): Promise<void> {
  const removed = (await isServed(options))
    ? await removeAtServer(named, options)
    : await removeHere(named, options);
  for (const { name, version, hash } of removed) {
    cli.terminal.out(`pack ${name} ${version} is removed (${shortHash(hash)})\n`);
  }
  cli.terminal.err("New plans are made without it; plans that pin it go on.\n");
}

async function removeAtServer(named: string, options: ApiOptions): Promise<readonly Removed[]> {
  const at = `/packs/${encodeURIComponent(named)}/remove`;
  const { removed } = await openApi(options).send<{ readonly removed: readonly Removed[] }>(
    "POST",
    at,
    {},
  );
  return removed;
}

async function removeHere(named: string, options: ApiOptions): Promise<readonly Removed[]> {
  try {
    const removed = await refusedInWords(() =>
      removePack(storeHere(options), named, openScriptTools("removing")),
    );
    if (removed.length > 0) return removed;
  } catch (error) {
    if (!(error instanceof PackConflict)) throw error;
    throw new UserError(error.message, error.help, exitCodes.wrongInput);
  }
  const help = "see them with: fleetlift pack list";
  throw new UserError(`there is no pack ${named}`, help, exitCodes.wrongInput);
}
