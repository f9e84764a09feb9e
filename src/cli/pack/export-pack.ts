import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { shortHash } from "../../model/hash.ts";
import { bundledPacks } from "../../packs/bundled-packs.ts";
import { packToArchive } from "../../packs/pack-archive.ts";
import { signPack } from "../../packs/pack-signature.ts";
import type { Pack } from "../../packs/read-pack.ts";
import type { Cli } from "../cli.ts";
import { exitCodes } from "../exit-codes.ts";
import { UserError } from "../user-error.ts";
import { storeHere } from "./packs-here.ts";
import { readGivenPack, refusedInWords } from "./read-given-pack.ts";

export interface ExportOptions {
  readonly dataDir?: string;
  /** Where to write it; `NAME-VERSION.tgz` when left out. */
  readonly out?: string;
  /** File of an Ed25519 private key (PEM). */
  readonly sign?: string;
}

/** Writes a pack as one file: of a folder, of an installed pack, or of one that comes with fleetlift. */
export async function exportPack(cli: Cli, named: string, options: ExportOptions): Promise<void> {
  const pack = existsSync(named) ? (await readGivenPack(named)).pack : packNamed(named, options);
  const file = options.out ?? `${pack.name}-${pack.version}.tgz`;
  const signature = options.sign === undefined ? undefined : signed(pack, options.sign);
  writeFileSync(file, await refusedInWords(() => packToArchive(pack.files)));
  cli.terminal.out(`${file}\n`);
  if (signature !== undefined) {
    writeFileSync(`${file}.sig`, signature);
    cli.terminal.out(`${file}.sig\n`);
  }
  cli.terminal.err(`pack ${pack.name} ${pack.version} (${shortHash(pack.hash)})\n`);
}

function packNamed(named: string, options: ExportOptions): Pack {
  const store = storeHere(options);
  const [name, version] = named.split("@");
  const entry = store
    .list()
    .find((each) =>
      version === undefined
        ? each.name === name && each.inForce
        : each.name === name && each.version === version,
    );
  const pack =
    entry === undefined
      ? bundledPacks().find(
          (each) => each.name === name && (version === undefined || each.version === version),
        )
      : store.load(entry.hash);
  if (pack !== undefined) return pack;
  throw new UserError(
    `there is no folder and no pack ${named}`,
    "see them with: fleetlift pack list",
    exitCodes.wrongInput,
  );
}

function signed(pack: Pack, keyFile: string): string {
  try {
    return signPack(pack.hash, readFileSync(keyFile, "utf8"));
  } catch (error) {
    const words = error instanceof Error ? error.message : String(error);
    throw new UserError(`${keyFile} cannot sign: ${words}`, "", exitCodes.wrongInput);
  }
}
