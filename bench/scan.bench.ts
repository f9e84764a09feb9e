/** How long `fleetlift scan` takes for many manifests, on the clock and of the cores, and its largest memory. */
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { systemClock } from "../src/platform/clock.ts";
import { childEnv } from "../src/platform/env.ts";
import { packageRoot } from "../src/platform/package-root.ts";
import { quantile } from "./quantiles.ts";

const FILES = 2_757;
const OBJECTS_A_FILE = 8;
const RUNS = 7;
const MIB = 1024 * 1024;
const program = path.join(packageRoot, "bin", "fleetlift");

export function measure(): Promise<string> {
  const folder = mkdtempSync(path.join(tmpdir(), "fl-bench-scan-"));
  try {
    const bytes = writeManifests(folder);
    // The first one fills the cache of compiled sources.
    const runs = Array.from({ length: RUNS + 1 }, () => scan(folder)).slice(1);
    const times = runs.map(({ ms }) => ms);
    const cpu = runs.map(({ cpuMs }) => cpuMs);
    const memory = Math.max(...runs.map(({ kib }) => kib)) / 1024;
    return Promise.resolve(
      `${FILES} files, ${FILES * OBJECTS_A_FILE} objects, ${(bytes / MIB).toFixed(0)} MiB: ` +
        `p50 ${quantile(times, 0.5)} ms, min ${Math.min(...times)} ms (${RUNS} runs), ${quantile(cpu, 0.5).toFixed(0)} ms of the cores, ${memory.toFixed(0)} MiB`,
    );
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

interface Run {
  readonly ms: number;
  readonly cpuMs: number;
  readonly kib: number;
}

/** Said by the process itself as it ends, of itself and its threads. */
const TELL_MEMORY =
  "data:text/javascript,process.on('exit',()=>{const{maxRSS,userCPUTime,systemCPUTime}=process.resourceUsage();process.stderr.write('kib='+maxRSS+'%20us='+(userCPUTime+systemCPUTime)+'\\n')})";

function scan(folder: string): Run {
  const beganMs = systemClock.nowMs();
  const { status, stderr } = spawnSync(program, ["scan", folder, "--target", "1.36"], {
    env: childEnv({ NODE_OPTIONS: `--import="${TELL_MEMORY}"` }),
    maxBuffer: 64 * MIB,
  });
  const ms = systemClock.nowMs() - beganMs;
  const words = stderr.toString();
  if (status !== 5) throw new Error(`expected findings, got ${status}: ${words}`);
  const told = [...words.matchAll(/kib=(\d+) us=(\d+)/g)];
  return {
    ms,
    cpuMs: Math.max(...told.map(([, , us]) => Number(us))) / 1_000,
    kib: Math.max(...told.map(([, kib]) => Number(kib))),
  };
}

/** Writes what a repository of manifests looks like, one in a hundred files with an API that is gone. */
function writeManifests(folder: string): number {
  let bytes = 0;
  for (let file = 0; file < FILES; file += 1) {
    const text = Array.from({ length: OBJECTS_A_FILE }, (_, index) => manifest(file, index)).join(
      "",
    );
    const below = path.join(folder, `team-${file % 60}`);
    mkdirSync(below, { recursive: true });
    writeFileSync(path.join(below, `app-${file}.yaml`), text);
    bytes += text.length;
  }
  return bytes;
}

const KINDS = [
  ["apps/v1", "Deployment"],
  ["apps/v1", "StatefulSet"],
  ["batch/v1", "CronJob"],
  ["batch/v1", "Job"],
] as const;
const CONTAINERS = 9;

function manifest(file: number, index: number): string {
  const isGone = file % 100 === 0 && index === 3;
  const [apiVersion, kind] = isGone
    ? ["policy/v1beta1", "PodDisruptionBudget"]
    : (KINDS[(file + index) % KINDS.length] ?? KINDS[0]);
  const containers = Array.from({ length: CONTAINERS }, (_, n) => container(file, n)).join("");
  return `---
apiVersion: ${apiVersion}
kind: ${kind}
metadata:
  name: app-${file}-${index}
  namespace: team-${file % 60}
  labels:
    app.kubernetes.io/name: app-${file}
spec:
  template:
    spec:
      containers:
${containers}`;
}

function container(file: number, n: number): string {
  return `        - name: part-${n}
          image: "registry.example/app-${file}:1.${n}"
          env:
            - name: LEVEL_${n}
              value: "some words that say what ${file * 7919 + n} is"
            - name: SECRET_${n}
              valueFrom: { secretKeyRef: { name: app, key: part-${n} } }
`;
}
