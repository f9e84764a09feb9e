/** Kills of the server and of fleetlift, each by its own process id, while work is under way. */
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, expect, it } from "vitest";
import { systemClock } from "../platform/clock.ts";
import { type EngineFiles, engineFiles } from "./engine-files.ts";
import { runningServer, stopServer } from "./restate-process.ts";

const PROGRAM = fileURLToPath(new URL("counting-child.suite.ts", import.meta.url));
const dir = mkdtempSync(path.join(tmpdir(), "fl-kills-"));
const effects = path.join(dir, "effects.txt");
const children: ChildProcess[] = [];

afterEach(async () => {
  for (const child of children) child.kill("SIGKILL");
  await stopServer(engineFiles(dir));
  rmSync(dir, { recursive: true, force: true });
});

interface Run {
  readonly child: ChildProcess;
  readonly said: () => string;
}

function start(build: string): Run {
  const child = spawn(process.execPath, [PROGRAM, dir, build, effects]);
  children.push(child);
  let said = "";
  child.stdout.on("data", (part: Buffer) => (said += part.toString()));
  child.stderr.on("data", (part: Buffer) => (said += part.toString()));
  return { child, said: () => said };
}

async function until(run: Run, holds: () => boolean): Promise<void> {
  for (let round = 0; round < 2_000; round += 1) {
    if (holds()) return;
    await systemClock.sleep(10);
  }
  expect.fail(`it never came true; the program said:\n${run.said()}`);
}

function effectLines(): readonly string[] {
  try {
    return readFileSync(effects, "utf8").trimEnd().split("\n");
  } catch {
    return [];
  }
}

async function kill(child: ChildProcess): Promise<void> {
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
}

function serverOf(files: EngineFiles): number {
  return runningServer(files) ?? expect.fail("the server does not run");
}

it("loses nothing and counts nothing twice, whichever process is killed and whatever code follows", async () => {
  const files = engineFiles(dir);
  const first = start("one");
  await until(first, () => effectLines().length >= 30);
  await kill(first.child);
  const orphan = serverOf(files);

  const second = start("two");
  await until(second, () => second.said().includes("open adopted"));
  expect(runningServer(files)).toBe(orphan);
  await until(second, () => effectLines().length >= 70);
  process.kill(orphan, "SIGKILL");
  await until(second, () => effectLines().length >= 110);
  expect(runningServer(files)).not.toBe(orphan);
  process.kill(serverOf(files), "SIGKILL");
  await kill(second.child);

  const third = start("three");
  await until(third, () => third.said().includes("done") && third.child.exitCode === 0);
  expect(third.said()).toContain("open started");
  const done = /done (.*)/.exec(third.said())?.[1] ?? "";
  const twenties = Array.from({ length: 10 }, () => 20);
  expect(JSON.parse(done)).toEqual({ counts: twenties, sums: twenties });
  expect(new Set(effectLines()).size).toBe(10 * 20);
  expect(runningServer(files)).toBeUndefined();
});
