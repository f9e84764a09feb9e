import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Json } from "../../model/data.ts";
import { packActionSchema } from "../../model/pack-action.ts";
import { runBounded } from "../../platform/bounded-process.ts";
import type { LookMode } from "../../upgrade/turn.ts";
import { lookContext } from "../run-in-world.fixture.ts";
import type { Action, LookResult } from "../action.ts";
import { callHttp } from "./call-http.ts";
import { packAction } from "./pack-action.ts";
import type { ScriptTools } from "./script-tools.ts";

/** An empty folder for the programs of one test file. */
export const makeFolder = (): string => mkdtempSync(path.join(tmpdir(), "fl-scripted-"));

export interface MadeAction {
  readonly folder: string;
  readonly run: object;
  readonly spec?: object;
  readonly tools?: Partial<ScriptTools>;
}

/** An action of pack `care` as `action.yaml` would describe it. */
export function makeAction({ folder, run, spec, tools }: MadeAction): Action {
  const document = packActionSchema.parse({
    apiVersion: "fleetlift.dev/v1alpha1",
    kind: "Action",
    metadata: { name: "act" },
    spec: {
      title: "Act",
      touches: ["pods"],
      undo: { kind: "nothing-to-undo" },
      typical: { low: "1s", high: "1m" },
      inputs: { type: "object", properties: { name: { type: "string" } } },
      run,
      ...spec,
    },
  });
  const real: ScriptTools = {
    run: (bounded) => runBounded({ ...bounded, owner: `scripted-${process.pid}` }),
    call: callHttp,
    env: () => undefined,
  };
  return packAction({ pack: "care", folder, document, tools: { ...real, ...tools } });
}

export interface Looked extends LookResult {
  readonly intended: readonly string[];
}

/** One look, as the host would make it. */
export async function lookOnce(
  action: Action,
  inputs: unknown,
  {
    mode = "forward",
    memo = null,
    nowMs = 1_000_000,
  }: { mode?: LookMode; memo?: Json; nowMs?: number } = {},
): Promise<Looked> {
  const intended: string[] = [];
  const nothing = () => Promise.reject(new Error("not asked for"));
  const result = await action.look(inputs, {
    context: lookContext(nowMs, 1_000_000, memo),
    mode,
    effect: (_, run) => run(),
    intend: (words) => Promise.resolve(void intended.push(...words)),
    openMember: nothing,
    openPeople: nothing,
    openEvidence: nothing,
    stopwatch: () => 0,
    openReference: () =>
      Promise.resolve({
        name: "shop-1",
        identity: "uid-1",
        provider: { kind: "lab" },
        access: { kubeconfig: "/etc/fleet/kubeconfig" },
      }),
  });
  return { ...result, intended };
}

/** Writes a program into the folder, and returns its name. */
export function program(folder: string, name: string, text: string): string {
  writeFileSync(path.join(folder, name), text, { mode: 0o755 });
  return name;
}
