/**
 * The Restate server as a process of its own, which outlives a fleetlift that is killed.
 *
 * 1. Its id is written by the child itself before it becomes the server, so that there is no moment
 *    in which one runs that the next fleetlift would not find.
 * 2. A process counts as ours only when its command line names our configuration file: process ids
 *    come back for others.
 * 3. What answers, has our version and our configuration is taken over; all else is ended first.
 */
import { execFileSync, spawn } from "node:child_process";
import { closeSync, openSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { systemClock } from "../platform/clock.ts";
import { childEnv } from "../platform/env.ts";
import { EngineError } from "./engine-error.ts";
import type { EngineFiles } from "./engine-files.ts";
import type { RestateAdmin } from "./restate-admin.ts";
import type { RestateBinary } from "./restate-binary.ts";
import { restateConfig } from "./restate-config.ts";

const ROUND_MS = 25;
const START_PATIENCE_MS = 30_000;
const ADOPT_PATIENCE_MS = 3_000;
const STOP_PATIENCE_MS = 10_000;
const LARGEST_LOG_BYTES = 10_000_000;

/** The shell writes its own id, moves it into place, and becomes the server under the same id. */
const WRITE_PID_AND_BECOME = 'echo $$ > "$0.new" && mv "$0.new" "$0" && exec "$@"';

export interface RestateProcess {
  readonly pid: number;
  /** True when it was found running. */
  readonly adopted: boolean;
}

/** Takes over the server that a killed fleetlift left, or starts one, and waits until it answers. Throws `EngineError`. */
export async function adoptOrStart(
  files: EngineFiles,
  binary: RestateBinary,
  admin: RestateAdmin,
): Promise<RestateProcess> {
  const found = runningServer(files);
  if (found !== undefined) {
    if (await isOurs(files, binary, admin, found)) return { pid: found, adopted: true };
    await stopServer(files);
  }
  return { pid: await startServer(files, binary, admin), adopted: false };
}

/** Process id of the server of these files, if it runs. */
export function runningServer(files: EngineFiles): number | undefined {
  const pid = Number(textOf(files.pid));
  return pid > 1 && isServerOf(pid, files) ? pid : undefined;
}

/** Asks the server to end, and ends it when it does not within ten seconds. */
export async function stopServer(files: EngineFiles): Promise<void> {
  const pid = runningServer(files);
  if (pid === undefined) return;
  signal(pid, "SIGTERM");
  const ended = await within(STOP_PATIENCE_MS, () => runningServer(files) === undefined);
  if (!ended) {
    signal(pid, "SIGKILL");
    await within(STOP_PATIENCE_MS, () => runningServer(files) === undefined);
  }
  rmSync(files.pid, { force: true });
}

async function isOurs(
  files: EngineFiles,
  binary: RestateBinary,
  admin: RestateAdmin,
  pid: number,
): Promise<boolean> {
  if (textOf(files.config) !== restateConfig(files)) return false;
  const answers = await within(
    ADOPT_PATIENCE_MS,
    async () => runningServer(files) !== pid || (await admin.isHealthy()),
  );
  if (!answers || runningServer(files) !== pid) return false;
  return (await admin.version().catch(() => "")) === binary.version;
}

async function startServer(
  files: EngineFiles,
  binary: RestateBinary,
  admin: RestateAdmin,
): Promise<number> {
  writeFileSync(files.config, restateConfig(files), { mode: 0o600 });
  const launched = launch(files, binary);
  const answers = await within(
    START_PATIENCE_MS,
    async () => launched.hasEnded() || (await admin.isHealthy()),
  );
  const pid = runningServer(files);
  if (answers && pid !== undefined && !launched.hasEnded()) return pid;
  await stopServer(files);
  throw new EngineError(`the Restate server did not start; it said:\n${lastWords(files)}`);
}

function launch(files: EngineFiles, binary: RestateBinary): { hasEnded(): boolean } {
  const log = openSync(files.log, sizeOf(files.log) > LARGEST_LOG_BYTES ? "w" : "a", 0o600);
  // Of its own group, so that Ctrl-C in the terminal is ours to handle.
  const child = spawn(
    "/bin/sh",
    [
      "-c",
      WRITE_PID_AND_BECOME,
      files.pid,
      binary.file,
      "--no-logo",
      "--config-file",
      files.config,
    ],
    { detached: true, stdio: ["ignore", log, log], env: serverEnv(), cwd: files.dir },
  );
  closeSync(log);
  let failed = false;
  child.on("error", () => {
    failed = true;
  });
  child.unref();
  return { hasEnded: () => failed || child.exitCode !== null || child.signalCode !== null };
}

/** Without variables that would override the configuration file. */
function serverEnv(): Record<string, string> {
  const entries = Object.entries(childEnv({ DO_NOT_TRACK: "1" }));
  return Object.fromEntries(entries.filter(([name]) => !name.startsWith("RESTATE_")));
}

function isServerOf(pid: number, files: EngineFiles): boolean {
  try {
    if (process.platform === "linux") {
      return readFileSync(`/proc/${pid}/cmdline`, "utf8").split("\0").includes(files.config);
    }
    const line = execFileSync("ps", ["-ww", "-o", "command=", "-p", String(pid)], {
      encoding: "utf8",
    });
    return line.trimEnd().endsWith(` ${files.config}`);
  } catch {
    return false;
  }
}

function signal(pid: number, name: NodeJS.Signals): void {
  try {
    process.kill(pid, name);
  } catch {
    // It has ended meanwhile, which is what was wanted.
  }
}

/** Asks again and again in real time; false when it never became true. */
async function within(
  patienceMs: number,
  holds: () => boolean | Promise<boolean>,
): Promise<boolean> {
  for (let waitedMs = 0; waitedMs <= patienceMs; waitedMs += ROUND_MS) {
    if (await holds()) return true;
    await systemClock.sleep(ROUND_MS);
  }
  return false;
}

function lastWords(files: EngineFiles): string {
  return textOf(files.log).trimEnd().split("\n").slice(-5).join("\n");
}

function textOf(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}

function sizeOf(file: string): number {
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0;
}
