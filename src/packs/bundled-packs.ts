import { existsSync, readdirSync } from "node:fs";
import path from "node:path";
import { once } from "../knowledge/knowledge.ts";
import { packageRoot } from "../platform/package-root.ts";
import { readPack, type Pack } from "./read-pack.ts";

/** Where the packs are that come with fleetlift. */
export const bundledFolder: string = path.join(packageRoot, "packs");

/** The packs that come with fleetlift, by their folders' names. Throws `RefusedPack` when one is broken. */
export const bundledPacks: () => readonly Pack[] = once(() =>
  packFoldersIn(bundledFolder).map((folder) =>
    readPack(folder, path.relative(packageRoot, folder)),
  ),
);

/** The folders that are packs, in a folder and in those within it; a pack holds no other. */
export function packFoldersIn(folder: string): readonly string[] {
  if (existsSync(path.join(folder, "pack.yaml"))) return [folder];
  return readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map(({ name }) => name)
    .toSorted()
    .flatMap((name) => packFoldersIn(path.join(folder, name)));
}
