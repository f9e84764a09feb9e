import type { Action } from "../actions/action.ts";
import { packAction } from "../actions/scripted/pack-action.ts";
import type { ScriptTools } from "../actions/scripted/script-tools.ts";
import type { Pack } from "./read-pack.ts";

/** The actions of a pack, by the names that steps use. */
export function packActions(pack: Pack, tools: ScriptTools): ReadonlyMap<string, Action> {
  const { name, folder } = pack;
  const actions = pack.actions.map(({ document }) =>
    packAction({ pack: name, folder, document, tools }),
  );
  return new Map(actions.map((action) => [action.spec.name, action]));
}
