/** A fleetlift that a proof runs, kills and starts again, as a process of its own on a data directory of its own. */
import { spawn, spawnSync, type ChildProcess } from "node:child_process";
import { cpSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import path from "node:path";
import { packageRoot } from "../src/platform/package-root.ts";
import { childEnv } from "../src/platform/env.ts";
import { systemClock } from "../src/platform/clock.ts";

const PATIENCE_MS = 60_000;

/** Runs one command of the command line to its end. */
export function fleetlift(
  dataDir: string,
  ...args: readonly string[]
): { readonly code: number; readonly out: string; readonly err: string } {
  const { status, stdout, stderr } = spawnSync(
    path.join(packageRoot, "bin", "fleetlift"),
    [...args, "--data-dir", dataDir],
    {
      encoding: "utf8",
      env: childEnv({ NO_COLOR: "1" }),
      maxBuffer: 64 * 1024 * 1024,
    },
  );
  return { code: status ?? 1, out: stdout, err: stderr };
}

/** Runs one command that takes long, while the proof goes on with other things. Its output is shown as it comes. */
export function running(dataDir: string, ...args: readonly string[]): Promise<number> {
  const child = spawn(
    path.join(packageRoot, "bin", "fleetlift"),
    [...args, "--data-dir", dataDir],
    {
      stdio: ["ignore", "pipe", "inherit"],
      env: childEnv({ NO_COLOR: "1" }),
    },
  );
  child.stdout.pipe(process.stderr, { end: false });
  return new Promise((resolve) => child.once("exit", (code) => resolve(code ?? 1)));
}

/** Runs a command where anything but success ends the proof. */
export function must(dataDir: string, ...args: readonly string[]): string {
  const { code, out, err } = fleetlift(dataDir, ...args);
  if (code !== 0) throw new Error(`fleetlift ${args.join(" ")} ended with ${code}: ${err}${out}`);
  return out;
}

/** Starts `fleetlift up` from a tree of sources and waits until it says that it is up. */
export async function startUp(
  tree: string,
  dataDir: string,
  args: readonly string[],
): Promise<ChildProcess> {
  const child = spawn(path.join(tree, "bin", "fleetlift"), ["up", "--data-dir", dataDir, ...args], {
    stdio: ["ignore", "ignore", "pipe"],
    env: childEnv({ NO_COLOR: "1" }),
  });
  let said = "";
  child.stderr.on("data", (chunk: Buffer) => (said += chunk.toString()));
  for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += 20) {
    if (said.includes("fleetlift is up")) return child;
    if (child.exitCode !== null) throw new Error(`fleetlift up ended: ${said}`);
    await systemClock.sleep(20);
  }
  throw new Error(`fleetlift up did not come up: ${said}`);
}

/** Ends a process as nothing can prevent, and waits until it is gone. */
export async function killNow(child: ChildProcess): Promise<void> {
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGKILL");
  await gone;
}

/** Ends it as Ctrl-C would. */
export async function endNow(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  child.kill("SIGINT");
  await gone;
}

/** Process ids of Restate servers that run on this data directory. */
export function restatePids(dataDir: string): readonly number[] {
  return readdirSync("/proc")
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const command = commandLine(pid);
      return command.includes("restate-server") && command.includes(dataDir);
    });
}

function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, "utf8");
  } catch {
    return ""; // It has ended meanwhile.
  }
}

/** A copy of our sources as they are now: a proof must not change when somebody edits them while it runs. */
export function copiedTree(folder: string): string {
  mkdirSync(folder, { recursive: true });
  for (const part of ["bin", "src", "packs", "schemas", "examples", "lab", "package.json"]) {
    cpSync(path.join(packageRoot, part), path.join(folder, part), { recursive: true });
  }
  symlinkSync(path.join(packageRoot, "node_modules"), path.join(folder, "node_modules"));
  return folder;
}

/** A copy of our sources with one change: other code, as after an upgrade of fleetlift itself. */
export function changedTree(folder: string, file: string, from: string, to: string): string {
  const changed = path.join(copiedTree(folder), file);
  const text = readFileSync(changed, "utf8");
  if (!text.includes(from))
    throw new Error(`${file} does not hold ${from}: the proof changes nothing`);
  writeFileSync(changed, text.replace(from, to));
  return folder;
}
