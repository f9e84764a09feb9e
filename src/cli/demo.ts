import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Plan } from "../model/plan.ts";
import { planReport } from "../plan/report/plan-report.ts";
import { renderPlan } from "../plan/report/render-plan.ts";
import { stateDir } from "../platform/env.ts";
import { packageRoot } from "../platform/package-root.ts";
import type { RolloutView } from "../report/rollout-view.ts";
import { connectWorldSocket } from "../drivers/world/world-socket.ts";
import { worldSocket } from "../drivers/world/world-folder.ts";
import { worldFolder } from "../server/outsides.ts";
import { stopWorld } from "../server/world-process.ts";
import { isServed, openApi, type ApiClient } from "./api-client.ts";
import { applyDocuments } from "./apply-documents.ts";
import type { Cli } from "./cli.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import { readFiles } from "./read-files.ts";
import { renderDemoReport } from "./render/demo-report.ts";
import { bringUp, untilAborted } from "./up.ts";
import { UserError } from "./user-error.ts";
import { watchRollout } from "./watch-rollout.ts";

export interface DemoOptions {
  readonly dataDir?: string;
  readonly once?: boolean;
  readonly speed: number;
}

/** The whole story on a simulated fleet: bring it up, plan, start, watch, report, and what to try next. */
export async function demo(cli: Cli, options: DemoOptions): Promise<ExitCode> {
  const { interrupted } = cli.terminal;
  const place = await demoPlace(options);
  const example = path.join(packageRoot, "examples", "shop");
  const say = (text: string): void => cli.terminal.err(`${text}\n`);
  say(
    `Bringing up a simulated fleet, ${options.speed} times as fast as real time, in ${place.dataDir}`,
  );
  const world = path.join(example, "world.yaml");
  const running = await bringUp(cli, { ...options, dataDir: place.dataDir, world });
  try {
    const api = openApi(place);
    const rollout = await planIt(cli, api, example);
    const { said } = await api.send<{ readonly said: string }>(
      "POST",
      `/rollouts/${rollout}/orders`,
      { kind: "run", reason: "the demo starts it" },
    );
    say(`${said}\n`);
    const code = await watchRollout(cli, api, rollout, { history: true });
    if (!interrupted.aborted) await report(cli, api, rollout, place.dataDir);
    if (!interrupted.aborted) {
      say(options.once === true ? nextOfOnce() : nextWords(rollout, place.dataDir));
      if (options.once !== true) await untilAborted(interrupted);
    }
    return interrupted.aborted && code !== exitCodes.detached ? exitCodes.done : code;
  } finally {
    say("ending ...");
    await running.end();
    place.remove();
  }
}

/** Plans and shows the plan; returns the rollout's name. */
async function planIt(cli: Cli, api: ApiClient, example: string): Promise<string> {
  const applied = await applyDocuments(api, readFiles([example]), true);
  const planned = applied.find(({ plan }) => plan !== undefined);
  if (planned?.plan === undefined) throw new UserError(`${example} holds no rollout`);
  const plan = await api.get<Plan>(`/plans/${planned.plan}`);
  cli.terminal.out(`${renderPlan(planReport(plan, planned.plan))}\n`);
  return planned.name;
}

async function report(cli: Cli, api: ApiClient, rollout: string, dataDir: string): Promise<void> {
  const view = await api.get<RolloutView>(`/rollouts/${rollout}`);
  const world = connectWorldSocket(worldSocket(worldFolder(dataDir)));
  try {
    const [status, ledger] = await Promise.all([world.status(), world.ledger()]);
    cli.terminal.out(`\n${renderDemoReport(view, status, ledger)}`);
  } finally {
    world.close();
  }
}

interface Place {
  readonly dataDir: string;
  readonly remove: () => void;
}

/** A mark in the directories that a demo made, and so may empty. */
const MARK = "demo";

/** A directory of the demo's own, empty: a fixed one to look around in, or with `--once` one that is removed at the end. */
async function demoPlace({ once, dataDir: named }: DemoOptions): Promise<Place> {
  if (once === true && named === undefined) {
    const dataDir = mkdtempSync(path.join(tmpdir(), "fleetlift-demo-"));
    return { dataDir, remove: () => rmSync(dataDir, { recursive: true, force: true }) };
  }
  const dataDir = path.resolve(named ?? path.join(stateDir(), "demo"));
  if (existsSync(dataDir) && readdirSync(dataDir).length > 0) await emptyDemo(dataDir);
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  writeFileSync(path.join(dataDir, MARK), "");
  return { dataDir, remove: () => undefined };
}

async function emptyDemo(dataDir: string): Promise<void> {
  if (!existsSync(path.join(dataDir, MARK))) {
    throw new UserError(
      `${dataDir} is not empty, and no demo made it`,
      "name an empty directory",
      exitCodes.wrongInput,
    );
  }
  if (await isServed({ dataDir })) {
    throw new UserError(`a demo is running in ${dataDir} already`, "end it with Ctrl-C there");
  }
  await stopWorld(dataDir);
  rmSync(dataDir, { recursive: true, force: true });
}

const line = (words: string, why: string): string => `  ${words.padEnd(56)} ${why}`;

/** Nothing is left of this demo to look at: what to do instead. */
function nextOfOnce(): string {
  const shop = path.join(packageRoot, "examples", "shop");
  return [
    "",
    "Try next:",
    `  export PATH=${path.join(packageRoot, "bin")}:$PATH`,
    line("fleetlift demo", "the same, and the fleet stays up to look around in"),
    "or step by step, on a fleet of your own, each in a window of its own:",
    `  fleetlift up --world ${path.join(shop, "world.yaml")} --speed 60`,
    `  fleetlift plan -f ${shop}`,
    "",
  ].join("\n");
}

function nextWords(rollout: string, dataDir: string): string {
  const program = path.join(packageRoot, "bin", "fleetlift");
  return [
    "",
    "The fleet stays up until Ctrl-C. Try, in another window:",
    `  export FLEETLIFT_DATA_DIR=${dataDir} PATH=${path.dirname(program)}:$PATH`,
    line("fleetlift get clusters", "where every cluster is"),
    line(`fleetlift describe rollout ${rollout}`, "the whole rollout"),
    line("fleetlift explain shop-paris", "why a cluster is where it is"),
    line(`fleetlift events ${rollout} --cluster shop-paris`, "its story"),
    line("fleetlift world status", "the simulated fleet as it really is"),
    "",
  ].join("\n");
}
