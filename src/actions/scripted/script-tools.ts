import { runBounded } from "../../platform/bounded-process.ts";
import { env } from "../../platform/env.ts";
import { limited } from "../../platform/limited.ts";
import type { BoundedEnd, BoundedRun } from "../../platform/bounded-process.ts";
import { callHttp, type CallHttp } from "./call-http.ts";

/** What actions of packs have of the outside: handed in, so that tests of packs can stand in for it. */
export interface ScriptTools {
  readonly run: (run: Omit<BoundedRun, "owner" | "signal">) => Promise<BoundedEnd>;
  readonly call: CallHttp;
  /** A variable of the environment; undefined when it is not set. */
  readonly env: (name: string) => string | undefined;
}

/** Programs that run at a time: each may take a core. */
const AT_A_TIME = 8;

/** The real outside. `owner` marks processes, so that those of a server that was killed are found again. */
export function openScriptTools(owner: string, signal?: AbortSignal): ScriptTools {
  const enter = limited(AT_A_TIME);
  return {
    run: (run) => enter(() => runBounded({ ...run, owner, signal })),
    call: callHttp,
    env,
  };
}
