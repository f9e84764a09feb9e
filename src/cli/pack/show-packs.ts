import type { PackSummary, PackView } from "../../packs/describe-pack.ts";
import { findPack, listPacks } from "../../packs/list-packs.ts";
import { isServed, openApi, type ApiOptions } from "../api-client.ts";
import type { Cli } from "../cli.ts";
import { exitCodes } from "../exit-codes.ts";
import { packLook, renderPack } from "../render/pack-look.ts";
import { renderObjects, type Format } from "../render/output.ts";
import { UserError } from "../user-error.ts";
import { storeHere } from "./packs-here.ts";

export interface ShowOptions extends ApiOptions {
  readonly output?: Exclude<Format, "table">;
}

/** Without a server nobody knows what rollouts there are. */
const NOBODY = (): readonly string[] => [];

/** Prints the packs: those of the server that runs, or those that it would have. */
export async function printPacks(cli: Cli, options: ShowOptions): Promise<void> {
  const packs = (await isServed(options))
    ? (await openApi(options).get<{ readonly items: readonly PackSummary[] }>("/packs")).items
    : listPacks(storeHere(options), NOBODY);
  cli.terminal.out(await renderObjects(packLook, packs, options.output ?? "table", false));
}

/** Prints one pack, with what it brings and what it may do. */
export async function printPack(cli: Cli, named: string, options: ShowOptions): Promise<void> {
  const pack = (await isServed(options))
    ? await openApi(options).get<PackView>(`/packs/${encodeURIComponent(named)}`)
    : packHere(named, options);
  const { output } = options;
  cli.terminal.out(
    output === undefined || output === "wide"
      ? renderPack(pack)
      : await renderObjects(packLook, [pack], output, true),
  );
}

function packHere(named: string, options: ShowOptions): PackView {
  const found = findPack(storeHere(options), named, NOBODY);
  if (found === undefined) {
    throw new UserError(
      `there is no pack ${named}`,
      "see them with: fleetlift pack list",
      exitCodes.wrongInput,
    );
  }
  if (!("gone" in found)) return found;
  throw new UserError(
    `the content of pack ${found.gone.name} ${found.gone.version} is gone, or was changed`,
    "install it again: fleetlift pack install",
    exitCodes.needsPerson,
  );
}
