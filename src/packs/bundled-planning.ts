import { openScriptTools } from "../actions/scripted/script-tools.ts";
import { once } from "../knowledge/knowledge.ts";
import { planWithPacks, type Planning } from "./plan-with-packs.ts";

/** All that planning needs beside the request itself, as it comes with fleetlift. Nothing is run by planning. */
export const bundledPlanning: () => Planning = once(() =>
  planWithPacks([], openScriptTools("planning")),
);
