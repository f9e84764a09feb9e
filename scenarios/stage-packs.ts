import path from "node:path";
import type { PinnedPacks } from "../src/actions/pinned-actions.ts";
import { openScriptTools } from "../src/actions/scripted/script-tools.ts";
import { pinnedPacksIn } from "../src/packs/pinned-packs.ts";
import { planWithPacks, type Planning } from "../src/packs/plan-with-packs.ts";
import { readPack, type Pack } from "../src/packs/read-pack.ts";

const root = path.resolve(import.meta.dirname, "..");

/** The packs of a scenario: installed from folders, kept by the hash of their content. */
export interface StagePacks {
  readonly pinned: PinnedPacks;
  /** Keeps the pack of a folder, and puts it in force; its name and version. */
  install(folder: string): Pack;
  /** Takes the content of a version away, as a disk may. */
  lose(name: string, version: string): void;
  /** What new plans are made from. */
  planning(): Planning;
}

export function openStagePacks(): StagePacks {
  const tools = openScriptTools(`scenario-${process.pid}`);
  const kept = new Map<string, Pack>();
  const inForce = new Map<string, Pack>();
  return {
    pinned: pinnedPacksIn({ load: (hash) => kept.get(hash) }, tools),
    install: (folder) => {
      const pack = readPack(path.join(root, folder), folder);
      kept.set(pack.hash, pack);
      inForce.set(pack.name, pack);
      return pack;
    },
    lose: (name, version) => {
      for (const [hash, pack] of kept) {
        if (pack.name === name && pack.version === version) kept.delete(hash);
      }
    },
    planning: () => planWithPacks([...inForce.values()], tools),
  };
}
