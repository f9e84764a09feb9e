/**
 * Finds every planted problem in a real cluster, and none in the same cluster while it is clean. The
 * manifests are in proofs/assess-lab/planted, one for each check, with what is to be found of it in
 * their first line.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as z from "zod";
import { findingSchema, type Finding } from "../src/model/finding.ts";
import { packageRoot } from "../src/platform/package-root.ts";
import { systemClock } from "../src/platform/clock.ts";
import { fleetlift, must } from "./fleetlift-process.ts";
import { askWith, type Ask } from "./lab/api.ts";
import { plant, until } from "./assess-lab/plant.ts";
import type { Verdict } from "./prove.ts";

const folder = path.join(packageRoot, "proofs", "assess-lab");
const FOUND: ReadonlySet<string> = new Set(["Blocks", "Will disturb", "Needs a decision"]);
const CLUSTER = "planted";

/** One problem, and what is to be said of it. */
interface Planted {
  readonly check: string;
  readonly level: string;
  readonly object: string;
  readonly manifest: string;
}

export async function prove(): Promise<Verdict> {
  const dataDir = mkdtempSync(path.join(tmpdir(), "fl-assess-"));
  try {
    const ask = openCluster(dataDir);
    const clean = await lookClean(dataDir, ask);
    const planted = readPlanted();
    for (const { check, manifest } of planted) await plant(ask, check, manifest);
    const beganMs = systemClock.nowMs();
    const missing = await lookFor(dataDir, planted);
    const seconds = Math.round((systemClock.nowMs() - beganMs) / 1000);
    return judge(clean, planted, missing, seconds, failsAt(dataDir));
  } finally {
    fleetlift(dataDir, "lab", "down", CLUSTER);
    rmSync(dataDir, { recursive: true, force: true });
  }
}

function openCluster(dataDir: string): Ask {
  must(dataDir, "lab", "install", "1.34", "1.35");
  must(dataDir, "lab", "up", CLUSTER, "--kubernetes", "1.34", "--pool", "general=3");
  return askWith(must(dataDir, "lab", "kubeconfig", CLUSTER, "--path").trim());
}

/** What is found while nothing is wrong; a healthy workload runs. */
async function lookClean(dataDir: string, ask: Ask): Promise<readonly Finding[]> {
  await plant(ask, "clean", readFileSync(path.join(folder, "clean", "web.yaml"), "utf8"));
  let found: readonly Finding[] = [];
  await until("a workload that is ready", async () => {
    found = look(dataDir);
    // Until its pods are ready, the cluster is not clean.
    return !found.some(({ check }) => /unavailable|pending|budget/.test(check));
  }).catch(() => {});
  return found;
}

function readPlanted(): readonly Planted[] {
  const planted = path.join(folder, "planted");
  return readdirSync(planted).map((file) => {
    const manifest = readFileSync(path.join(planted, file), "utf8");
    const [, level = "", object = ""] = /^# ([^:]+): (.+)$/m.exec(manifest) ?? [];
    return { check: file.replace(/\.yaml$/, ""), level, object, manifest };
  });
}

const args = (output: readonly string[]): readonly string[] => [
  "assess",
  "-f",
  path.join(folder, "settings", "fleet.yaml"),
  "-f",
  path.join(folder, "settings", "rollout.yaml"),
  ...output,
];

const listSchema = z.object({ items: z.array(findingSchema) });

/** Findings of the levels that ask for something, as a program reads them. */
function look(dataDir: string): readonly Finding[] {
  const { out, err } = fleetlift(dataDir, ...args(["-o", "json"]));
  if (out === "") throw new Error(`fleetlift assess said nothing: ${err}`);
  const { items } = listSchema.parse(JSON.parse(out));
  return items.filter(({ level }) => FOUND.has(level));
}

/** Looks until all that was planted is found; controllers need some seconds to see it too. */
async function lookFor(dataDir: string, planted: readonly Planted[]): Promise<readonly Planted[]> {
  let missing = planted;
  await until("everything that was planted", async () => {
    const found = look(dataDir);
    missing = planted.filter(
      ({ check, level, object }) =>
        !found.some(
          (each) => each.check === check && each.level === level && each.object === object,
        ),
    );
    return Promise.resolve(missing.length === 0);
  }).catch(() => {});
  return missing;
}

/** The exit code by which CI would stop. */
const failsAt = (dataDir: string): number => fleetlift(dataDir, ...args([])).code;

const GATE_CODE = 5;

function judge(
  clean: readonly Finding[],
  planted: readonly Planted[],
  missing: readonly Planted[],
  seconds: number,
  code: number,
): Verdict {
  const wrongs = [
    ...clean.map(({ level, id }) => `found in the clean cluster: ${level} ${id}`),
    ...missing.map(({ level, check, object }) => `not found: ${level} ${check} of ${object}`),
    ...(code === GATE_CODE ? [] : [`the exit code was ${code} and not ${GATE_CODE}`]),
  ];
  for (const wrong of wrongs) process.stderr.write(`${wrong}\n`);
  const found = planted.length - missing.length;
  return {
    holds: wrongs.length === 0,
    figures: `${found} of ${planted.length} planted problems found in ${seconds} s, ${clean.length} findings in the clean cluster`,
  };
}
