/** How long `fleetlift --version` and `fleetlift up` take to be there, and the memory of what `up` runs. */
import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { childEnv } from "../src/platform/env.ts";
import { packageRoot } from "../src/platform/package-root.ts";
import { systemClock } from "../src/platform/clock.ts";
import { endNow, restatePids, startUp } from "../proofs/fleetlift-process.ts";
import { quantile } from "./quantiles.ts";

const TIMES = 20;
const STARTS = 5;
const program = path.join(packageRoot, "bin", "fleetlift");

export async function measure(): Promise<string> {
  const version = Array.from({ length: TIMES + 1 }, timeVersion).slice(1);
  const node = Array.from({ length: TIMES + 1 }, timeNode).slice(1);
  const ups: number[] = [];
  const memory: string[] = [];
  for (let start = 0; start < STARTS; start += 1) {
    const dataDir = mkdtempSync(path.join(tmpdir(), "fl-bench-"));
    const beganMs = systemClock.nowMs();
    const up = await startUp(packageRoot, dataDir, []);
    ups.push(systemClock.nowMs() - beganMs);
    const restate = restatePids(dataDir).map(residentMb);
    memory.push(`fleetlift ${residentMb(up.pid ?? 0)} MB, Restate ${restate.join("+")} MB`);
    await endNow(up);
    rmSync(dataDir, { recursive: true, force: true });
  }
  return [
    `--version p50 ${quantile(version, 0.5)} ms, max ${Math.max(...version)} ms (${TIMES} runs; bare node p50 ${quantile(node, 0.5)} ms)`,
    `up on a new directory p50 ${quantile(ups, 0.5)} ms, max ${Math.max(...ups)} ms (${STARTS} runs)`,
    `resident when idle: ${memory.at(-1) ?? ""}`,
  ].join("; ");
}

function timeVersion(): number {
  return timed(() => spawnSync(program, ["--version"], { env: childEnv() }));
}

function timeNode(): number {
  return timed(() => spawnSync(process.execPath, ["-e", ""], { env: childEnv() }));
}

function timed(run: () => unknown): number {
  const beganMs = systemClock.nowMs();
  run();
  return systemClock.nowMs() - beganMs;
}

function residentMb(pid: number): number {
  const kilobytes = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1];
  return Math.round(Number(kilobytes) / 1024);
}
