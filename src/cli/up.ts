import path from "node:path";
import { anchorFile } from "../drivers/anchors/anchor-file.ts";
import { anchorGit } from "../drivers/anchors/anchor-git.ts";
import { anchorWebhook } from "../drivers/anchors/anchor-webhook.ts";
import { EngineError } from "../engine/engine-error.ts";
import { scaledClock, systemClock, type Clock } from "../platform/clock.ts";
import { startServer, type Server, type ServerOptions } from "../server/start-server.ts";
import { servedWorld, startWorld, stopWorld } from "../server/world-process.ts";
import { dataDirOf } from "./api-client.ts";
import type { Cli } from "./cli.ts";
import { UserError } from "./user-error.ts";
import { readWorld } from "./world.ts";

export interface UpOptions {
  readonly dataDir?: string;
  readonly world?: string;
  readonly speed: number;
  readonly anchorFile?: readonly string[];
  readonly anchorWebhook?: readonly string[];
  readonly anchorGit?: readonly string[];
  /** In milliseconds. */
  readonly anchorEvery?: number;
}

/** Runs the server until it is interrupted. */
export async function up(cli: Cli, options: UpOptions): Promise<void> {
  const { terminal } = cli;
  const { interrupted } = terminal;
  const running = await bringUp(cli, options);
  const { server } = running;
  const engine = server.engine.adopted ? "took over the engine that was running" : "engine started";
  terminal.err(`fleetlift is up: ${engine}, listening on ${server.socket}\n`);
  terminal.err(
    `Next: fleetlift apply -f FILE   Ctrl-C ends it; what runs goes on at the next up.\n`,
  );
  await untilAborted(interrupted);
  terminal.err("ending ...\n");
  await running.end();
  terminal.err("ended; its state is kept\n");
}

/** A server, with the world that belongs to it. */
export interface Running {
  readonly server: Server;
  readonly clock: Clock;
  readonly end: () => Promise<void>;
}

/** Starts or takes over the world, if one is asked for, and starts the server on its clock. */
export async function bringUp(
  { terminal }: Pick<Cli, "terminal">,
  options: UpOptions,
): Promise<Running> {
  const dataDir = dataDirOf(options);
  const { clock, started } = await clockOf(dataDir, options);
  try {
    const log = (line: string): void => terminal.err(`${line}\n`);
    const anchors = anchorsOf(options);
    const server = await startServer({ dataDir, clock, log, ...(anchors && { anchors }) });
    const end = async (): Promise<void> => {
      await server.close();
      if (options.world !== undefined) await stopWorld(dataDir);
    };
    return { server, clock, end };
  } catch (error) {
    // One that was there already belongs to whoever holds the directory.
    if (started) await stopWorld(dataDir);
    throw error instanceof EngineError ? new UserError(error.message) : error;
  }
}

const ANCHOR_EVERY_MS = 5 * 60_000;

/** Where the options say that anchors are kept; undefined when nowhere. */
function anchorsOf({
  anchorFile: files = [],
  anchorWebhook: urls = [],
  anchorGit: repositories = [],
  anchorEvery: everyMs = ANCHOR_EVERY_MS,
}: UpOptions): ServerOptions["anchors"] {
  const places = [
    ...files.map((file) => anchorFile(path.resolve(file))),
    ...urls.map(anchorWebhook),
    ...repositories.map((folder) => anchorGit(path.resolve(folder))),
  ];
  return places.length === 0 ? undefined : { places, everyMs };
}

/** The clock of the world, where there is one; and whether we started that world. */
async function clockOf(
  dataDir: string,
  { world: file, speed }: UpOptions,
): Promise<{ readonly clock: Clock; readonly started: boolean }> {
  if (file !== undefined) {
    // Read here first, so that what is wrong with it is told here.
    readWorld(file);
    const world = await startWorld({ dataDir, file, speed });
    return { clock: scaledClock(world.scale), started: world.started };
  }
  const served = await servedWorld(dataDir);
  return { clock: served === undefined ? systemClock : scaledClock(served), started: false };
}

export function untilAborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    signal.addEventListener("abort", () => resolve(), { once: true });
  });
}
