import type { ScriptTools } from "../actions/scripted/script-tools.ts";
import { inOrder } from "../spec/problem.ts";
import { bundledPacks } from "./bundled-packs.ts";
import { checkPack } from "./check-pack.ts";
import { PackConflict, type InstalledPack, type PackStore } from "./pack-store.ts";
import { RefusedPack } from "./refused-pack.ts";

/**
 * Takes a pack out of force and off the list: of `NAME@VERSION` that version, of `NAME` all of them.
 * Plans that pin it go on with it. Gives what was removed, nothing when there was none. Throws
 * `RefusedPack` when another pack in force needs it, `PackConflict` when it comes with fleetlift.
 */
export function removePack(
  store: PackStore,
  named: string,
  tools: ScriptTools,
): readonly InstalledPack[] {
  const [name = "", version] = named.split("@");
  const meant = store
    .list()
    .filter((each) => each.name === name && (version === undefined || each.version === version));
  if (meant.length === 0 && bundledPacks().some((each) => each.name === name)) {
    throw new PackConflict(
      `pack ${name} comes with fleetlift, and cannot be removed`,
      "install a pack of its name to put that in its place",
    );
  }
  if (meant.some(({ inForce }) => inForce)) mustNotBeMissed(store, name, tools);
  for (const each of meant) store.remove(each);
  return meant;
}

function mustNotBeMissed(store: PackStore, name: string, tools: ScriptTools): void {
  const others = store
    .list()
    .filter((each) => each.inForce && each.name !== name)
    .flatMap(({ hash }) => store.load(hash) ?? []);
  const problems = others.flatMap((pack) => checkPack(pack, others, tools));
  if (problems.length > 0) throw new RefusedPack(inOrder(problems));
}
