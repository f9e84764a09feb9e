import type { ScriptTools } from "../actions/scripted/script-tools.ts";
import { checkPack } from "./check-pack.ts";
import type { InstalledPack, Installing, PackStore } from "./pack-store.ts";
import { packOf } from "./read-pack.ts";
import { RefusedPack } from "./refused-pack.ts";

/**
 * Keeps a pack and puts it in force, when nothing is wrong with it among those that are. Throws
 * `RefusedPack` with all that is wrong, or `PackConflict`.
 */
export function installPack(
  store: PackStore,
  installing: Installing,
  tools: ScriptTools,
): InstalledPack {
  const pack = packOf(installing.files, "", installing.origin);
  // A content that was changed where it is kept is mended by installing it again.
  const others = store
    .list()
    .filter(({ name, inForce }) => inForce && name !== pack.name)
    .flatMap(({ hash }) => store.load(hash) ?? []);
  const problems = checkPack(pack, others, tools);
  if (problems.length > 0) throw new RefusedPack(problems);
  return store.install(installing);
}
