import { existsSync, readFileSync, statSync } from "node:fs";
import { readPackFolder, type PackFile } from "../../packs/pack-files.ts";
import { packOf, type Pack } from "../../packs/read-pack.ts";
import { RefusedPack } from "../../packs/refused-pack.ts";
import { exitCodes } from "../exit-codes.ts";
import { RefusedFiles, UserError } from "../user-error.ts";

/** A pack as it was named on the command line: a folder, or an archive that export made. */
export interface GivenPack {
  readonly name: string;
  readonly isFolder: boolean;
  readonly files: readonly PackFile[];
  readonly pack: Pack;
}

/** Reads a pack. Everything that is wrong with it is told at once, as `RefusedFiles`. */
export async function readGivenPack(name: string): Promise<GivenPack> {
  if (!existsSync(name)) {
    const help = "name a folder with a pack.yaml, or an archive that fleetlift pack export made";
    throw new UserError(`there is no ${name}`, help, exitCodes.wrongInput);
  }
  const isFolder = statSync(name).isDirectory();
  return await refusedInWords(async () => {
    const files = isFolder ? readPackFolder(name) : await filesIn(name);
    return { name, isFolder, files, pack: packOf(files, name, shownName(name)) };
  });
}

async function filesIn(archive: string): Promise<readonly PackFile[]> {
  const { filesOfArchive } = await import("../../packs/pack-archive.ts");
  return await filesOfArchive(readFileSync(archive), archive);
}

/** `care` and `care/` are one folder. */
const shownName = (name: string): string => (name === "." ? "." : name.replace(/\/+$/, ""));

/** What is wrong with packs, told as what is wrong with other files. */
export async function refusedInWords<T>(run: () => Promise<T> | T): Promise<T> {
  try {
    return await run();
  } catch (error) {
    if (error instanceof RefusedPack) throw new RefusedFiles(error.message);
    throw error;
  }
}
