import { bundledPacks } from "./bundled-packs.ts";
import { describePack, summarizePack, type PackSummary, type PackView } from "./describe-pack.ts";
import type { PackStore } from "./pack-store.ts";

/** The rollouts whose plans pin a content. */
export type UsedBy = (hash: string) => readonly string[];

/** All packs: those that are kept, and those that come with fleetlift, by name; of one name the newest first. */
export function listPacks(store: PackStore, usedBy: UsedBy): readonly PackSummary[] {
  const installed = store.list();
  const replaced = new Set(installed.filter(({ inForce }) => inForce).map(({ name }) => name));
  const bundled = bundledPacks().map((pack) =>
    summarizePack(pack, undefined, usedBy(pack.hash), !replaced.has(pack.name)),
  );
  return [
    ...installed.map((each) => summarizePack(each, each, usedBy(each.hash))),
    ...bundled,
  ].toSorted((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/**
 * One pack by its name (the one in force), by `NAME@VERSION`, or by the beginning of its hash.
 * Undefined when there is none; `gone` when its content is not there any more.
 */
export function findPack(
  store: PackStore,
  asked: string,
  usedBy: UsedBy,
): PackView | { readonly gone: PackSummary } | undefined {
  const [name, version] = asked.split("@");
  const all = listPacks(store, usedBy);
  const found =
    all.find((pack) =>
      version === undefined
        ? pack.name === name && pack.inForce
        : pack.name === name && pack.version === version,
    ) ?? all.find(({ hash }) => /^[0-9a-f]{6,}$/.test(asked) && hash.startsWith(asked));
  if (found === undefined) return undefined;
  const pack =
    store.load(found.hash) ?? bundledPacks().find((bundled) => bundled.hash === found.hash);
  return pack === undefined ? { gone: found } : describePack(pack, found);
}
