import type { PinnedPacks } from "../actions/pinned-actions.ts";
import type { Action } from "../actions/action.ts";
import type { ScriptTools } from "../actions/scripted/script-tools.ts";
import { shortHash } from "../model/hash.ts";
import { bundledPacks } from "./bundled-packs.ts";
import { packActions } from "./pack-actions.ts";
import type { PackStore } from "./pack-store.ts";
import type { Pack } from "./read-pack.ts";

/**
 * The packs that plans pin, by the hash of their content: those that are kept, and those that come
 * with this build. A pack that only its workflows are used of need not be there: the plan holds the
 * steps that were made of them.
 */
export function pinnedPacksIn(store: Pick<PackStore, "load">, tools: ScriptTools): PinnedPacks {
  const made = new WeakMap<Pack, ReadonlyMap<string, Action>>();
  const find = (hash: string): Pack | undefined =>
    store.load(hash) ?? bundledPacks().find((pack) => pack.hash === hash);
  return {
    actionsOf: ({ name, version, hash }) => {
      // Asked for each look: what is changed on disk while a rollout runs must not run.
      const pack = find(hash);
      if (pack === undefined) {
        const missing = `the plan pins pack ${name} ${version} by its content ${shortHash(hash)}, and that is not kept here, or was changed: install that pack again (fleetlift pack install), or plan again with the one that is in force`;
        return { missing };
      }
      const actions =
        made.get(pack) ??
        packActions(
          pack,
          guarded(tools, () => find(hash) === pack),
        );
      made.set(pack, actions);
      return actions;
    },
  };
}

const CHANGED = "the content of its pack was changed where it is kept, before its answer was there";

/** A program is read from disk after its pack was looked at: what was changed by the time that it has ended does not count. */
function guarded(tools: ScriptTools, isWhole: () => boolean): ScriptTools {
  return {
    ...tools,
    run: async (run) => {
      const end = await tools.run(run);
      return isWhole() ? end : { kind: "not-started", why: CHANGED };
    },
  };
}
