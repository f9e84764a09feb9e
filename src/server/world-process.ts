/**
 * The simulated world of a data directory, as a process of its own: it goes on while fleetlift is
 * killed, and is found again by its socket. Owns nothing: the world owns its folder.
 */
import { spawn } from "node:child_process";
import { mkdirSync, openSync, readFileSync } from "node:fs";
import path from "node:path";
import { readPid, worldSocket } from "../drivers/world/world-folder.ts";
import { connectWorldSocket } from "../drivers/world/world-socket.ts";
import { systemClock, type ClockScale } from "../platform/clock.ts";
import { childEnv } from "../platform/env.ts";
import { entryFile } from "../platform/package-root.ts";
import { PortError } from "../ports/port-error.ts";
import { worldFolder } from "./outsides.ts";

export interface WorldProcessOptions {
  readonly dataDir: string;
  /** The World document. */
  readonly file: string;
  readonly speed: number;
}

export interface RunningWorld {
  /** The clock that everything in this world goes by. */
  readonly scale: ClockScale;
  readonly pid: number | undefined;
  /** False when it was running already. */
  readonly started: boolean;
}

const PATIENCE_MS = 20_000;
const LOOK_EVERY_MS = 50;

/** The clock of the world that is served in this data directory, or undefined when none is. */
export async function servedWorld(dataDir: string): Promise<ClockScale | undefined> {
  const world = connectWorldSocket(worldSocket(worldFolder(dataDir)));
  try {
    return await world.clock();
  } catch (error) {
    if (error instanceof PortError) return undefined;
    throw error;
  } finally {
    world.close();
  }
}

/** Takes over the world that is served already, or starts one and waits until it answers. */
export async function startWorld(options: WorldProcessOptions): Promise<RunningWorld> {
  const { dataDir } = options;
  const folder = worldFolder(dataDir);
  const served = await servedWorld(dataDir);
  if (served !== undefined) return { scale: served, pid: readPid(folder)?.pid, started: false };
  const { log, exited } = spawnWorld(options, folder);
  for (let waitedMs = 0; waitedMs < PATIENCE_MS && !exited.aborted; waitedMs += LOOK_EVERY_MS) {
    await systemClock.sleep(LOOK_EVERY_MS, exited);
    const scale = await servedWorld(dataDir);
    if (scale !== undefined) return { scale, pid: readPid(folder)?.pid, started: true };
  }
  const said = readFileSync(log, "utf8").trim().split("\n").at(-1) ?? "";
  throw new Error(`the world of ${options.file} did not start: ${said} (see ${log})`);
}

function spawnWorld(
  { file, speed }: WorldProcessOptions,
  folder: string,
): { readonly log: string; readonly exited: AbortSignal } {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  const log = path.join(folder, "world.log");
  const output = openSync(log, "w", 0o600);
  const exited = new AbortController();
  const command = ["world", "serve", "-f", path.resolve(file), "--dir", folder];
  const child = spawn(
    process.execPath,
    ["--disable-warning=ExperimentalWarning", entryFile, ...command, "--speed", String(speed)],
    { detached: true, stdio: ["ignore", output, output], env: childEnv() },
  );
  child.once("exit", () => exited.abort());
  // It is to outlive us.
  child.unref();
  return { log, exited: exited.signal };
}

/** Ends the world that is served in this data directory; what it keeps stays, and its time goes on. */
export async function stopWorld(dataDir: string): Promise<void> {
  const running = readPid(worldFolder(dataDir));
  if (running === undefined || (await servedWorld(dataDir)) === undefined) return;
  process.kill(running.pid, "SIGTERM");
  for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += LOOK_EVERY_MS) {
    if ((await servedWorld(dataDir)) === undefined) return;
    await systemClock.sleep(LOOK_EVERY_MS);
  }
}
