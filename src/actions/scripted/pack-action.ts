import type { ActionSpec } from "../../model/action-spec.ts";
import type { PackActionDocument } from "../../model/pack-action.ts";
import type { Action } from "../action.ts";
import { commandAction } from "./command-action.ts";
import { httpAction } from "./http-action.ts";
import { inputsOf } from "./inputs-of.ts";
import { moduleAction, scriptAction } from "./script-action.ts";
import type { ScriptTools } from "./script-tools.ts";

/** An action of a pack, where its files lie, and what it has of the outside. */
export interface ActionHome {
  readonly pack: string;
  /** Of the pack: programs run there, and name files from there. */
  readonly folder: string;
  readonly document: PackActionDocument;
  readonly tools: ScriptTools;
}

/** How long one call or process may take when the action does not say. */
const LIMIT_MS = 30_000;

/** What all kinds of actions of packs stand on. */
export interface PackActionParts extends ActionHome {
  readonly spec: ActionSpec;
  readonly input: Action["input"];
  readonly limitMs: number;
}

/** The name by which steps use an action of a pack. */
export const packActionName = (pack: string, action: string): string => `${pack}/${action}`;

/** The action, as the host and the planner hold every other. Expects a document that was checked (`checkPackAction`). */
export function packAction(home: ActionHome): Action {
  const { spec } = home.document;
  const inputs = inputsOf(spec.inputs);
  if ("fault" in inputs) throw new Error(`inputs that were not checked: ${inputs.fault}`);
  const parts: PackActionParts = {
    ...home,
    spec: {
      name: packActionName(home.pack, home.document.metadata.name),
      title: spec.title,
      inputs: inputs.json,
      touches: spec.touches,
      undo: spec.undo ?? { kind: "nothing-to-undo" },
      typicalMs: { low: spec.typical.low, high: spec.typical.high },
    },
    input: inputs.schema,
    limitMs: spec.timeLimit ?? LIMIT_MS,
  };
  const { http, command, script, module } = spec.run;
  if (http !== undefined) return httpAction(parts, http);
  if (command !== undefined) return commandAction(parts, command);
  if (script !== undefined) return scriptAction(parts, script.argv);
  if (module !== undefined) return moduleAction(parts, module.file);
  throw new Error(`${parts.spec.name}: an action that was not checked: it runs nothing`);
}
