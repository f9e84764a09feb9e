/**
 * How fast `fleetlift scan` reads files as repositories have them, its memory and its start. With
 * `--beside PATH` another scanner's program is run on the same files, as `PATH detect-files -d DIR -o json`.
 */
import { spawn } from "node:child_process";
import { closeSync, mkdtempSync, openSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { childEnv } from "../src/platform/env.ts";
import { packageRoot } from "../src/platform/package-root.ts";
import { systemClock } from "../src/platform/clock.ts";
import { quantile } from "./quantiles.ts";
import { writeManifests, type Written } from "./scan/manifest-files.ts";

const SEED = 1;
const RUNS = 5;
const COUNTS = [1_000, 2_757, 10_000];
const program = path.join(packageRoot, "bin", "fleetlift");

export async function measure(args: readonly string[] = []): Promise<string> {
  const at = args.indexOf("--beside");
  const beside = at < 0 ? undefined : args[at + 1];
  const folder = mkdtempSync(path.join(tmpdir(), "fl-bench-scan-"));
  try {
    const lines = [
      `start with an empty folder ${(await runs([program, ...scan(folder)], 0)).words}`,
    ];
    for (const count of COUNTS) {
      const files = path.join(folder, String(count));
      lines.push(await measureFiles(files, writeManifests(files, count, SEED), beside));
      rmSync(files, { recursive: true, force: true });
    }
    return lines.join("; ");
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

const scan = (folder: string): readonly string[] => [
  "scan",
  folder,
  "--target",
  "1.36",
  "--fail-on",
  "none",
  "-o",
  "json",
];

async function measureFiles(
  folder: string,
  written: Written,
  beside: string | undefined,
): Promise<string> {
  const { files, bytes, planted } = written;
  const ours = await runs([program, ...scan(folder)], bytes);
  const found = ours.out.split('"certainty": "certain"').length - 1;
  const theirs =
    beside === undefined
      ? undefined
      : await runs([beside, "detect-files", "-d", folder, "-o", "json"], bytes);
  const other =
    theirs === undefined ? "" : `, beside it ${path.basename(beside ?? "")} ${theirs.words}`;
  return `${files} files of ${megabytes(bytes)} MB, ${found} of ${planted} findings: ${ours.words}${other}`;
}

const megabytes = (bytes: number): string => (bytes / 1e6).toFixed(1);

interface Runs {
  readonly words: string;
  readonly out: string;
}

/** The same command several times; the first warms the files' cache and is not counted. */
async function runs(command: readonly string[], bytes: number): Promise<Runs> {
  const times: number[] = [];
  let peakKb = 0;
  let out = "";
  for (let run = 0; run <= RUNS; run += 1) {
    const one = await runOnce(command);
    if (run > 0) times.push(one.ms);
    peakKb = Math.max(peakKb, one.peakKb);
    out = one.out;
  }
  const middle = quantile(times, 0.5);
  const speed = bytes === 0 ? "" : `, ${megabytes((bytes / middle) * 1_000)} MB/s`;
  return { words: `p50 ${middle} ms${speed}, peak ${Math.round(peakKb / 1024)} MiB`, out };
}

interface Run {
  readonly ms: number;
  readonly peakKb: number;
  readonly out: string;
}

/** Output goes to a file: a pipe that nobody reads would hold it up. */
async function runOnce([name = "", ...args]: readonly string[]): Promise<Run> {
  const folder = mkdtempSync(path.join(tmpdir(), "fl-bench-out-"));
  const file = path.join(folder, "out");
  const into = openSync(file, "w");
  const beganMs = systemClock.nowMs();
  const child = spawn(name, args, { stdio: ["ignore", into, "ignore"], env: childEnv() });
  let peakKb = 0;
  const look = setInterval(() => (peakKb = Math.max(peakKb, peakOf(child.pid))), 5);
  await new Promise((resolve, reject) => child.once("error", reject).once("exit", resolve));
  const ms = systemClock.nowMs() - beganMs;
  clearInterval(look);
  closeSync(into);
  const out = readFileSync(file, "utf8");
  rmSync(folder, { recursive: true, force: true });
  return { ms, peakKb, out };
}

/** The most that a process has had in memory so far; 0 when it is gone. */
function peakOf(pid: number | undefined): number {
  try {
    const status = readFileSync(`/proc/${pid ?? 0}/status`, "utf8");
    return Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0);
  } catch {
    return 0;
  }
}
