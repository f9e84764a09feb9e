/**
 * Takes a real cluster whose gate fails after the control plane hop back to its old version by restoring
 * its proved backup, and compares its objects with what they were, with eyes that are not fleetlift's.
 * `--kill` kills everybody who works on it again and again: the server, and the lab's own workers.
 */
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as z from "zod";
import { packageRoot } from "../src/platform/package-root.ts";
import { systemClock } from "../src/platform/clock.ts";
import { sendSignal, processesWith } from "../src/platform/process-table.ts";
import { endNow, fleetlift, killNow, must, startUp } from "./fleetlift-process.ts";
import type { Ask } from "./lab/api.ts";
import { openLabCluster, PODS } from "./lab/lab-cluster.ts";
import { differences, objectsOf, type Objects } from "./lab/objects.ts";
import { standing } from "./lab/witness.ts";
import type { Verdict } from "./prove.ts";

const ROLLOUT = "lab-1-35";
const FROM = "v1.34.4";
const TO = "v1.35.4";
const LOOK_EVERY_MS = 300;
const PATIENCE_MS = 900_000;
const KILLS = 12;

const example = path.join(packageRoot, "examples", "lab", "way-back");
const story = path.join(example, "story.txt");
const pack = path.join(packageRoot, "examples", "packs", "way-back");
const MAPS = "/api/v1/namespaces/default/configmaps";
const takenSchema = z.object({ taken: z.object({ revision: z.number() }).optional() });

/** What the witness saw on the way. */
interface Seen {
  atBackup?: Objects;
  /** The highest revision that any client was told before the way back. */
  highest: number;
  wasUpgraded: boolean;
}

interface Way {
  readonly kills: number;
  /** What the record tells of the cluster. */
  readonly told: string;
}

export async function prove(args: readonly string[]): Promise<Verdict> {
  const dataDir = mkdtempSync(path.join(tmpdir(), "fl-back-"));
  try {
    const { ask, end } = await openLabCluster(dataDir);
    try {
      await plant(ask, "before");
      const seen: Seen = { highest: 0, wasUpgraded: false };
      const beganMs = systemClock.nowMs();
      const kill = args.includes("--kill");
      const way = await upgrade(dataDir, ask, seen, kill);
      const seconds = Math.round((systemClock.nowMs() - beganMs) / 1000);
      // Kills add failed looks to the story, each as often as it happened.
      const wrongStory = kill ? [] : strayFromStory(way.told);
      return await judge(dataDir, ask, seen, { seconds, kills: way.kills, wrongStory });
    } finally {
      end();
    }
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function plant(ask: Ask, name: string): Promise<void> {
  const answer = await ask("POST", MAPS, { metadata: { name }, data: { planted: name } });
  if (answer?.status !== 201) throw new Error(`${name} was not made: ${JSON.stringify(answer)}`);
}

/** The rollout to its end, which is a failure; the gate fails because of what is planted after the hop. */
async function upgrade(dataDir: string, ask: Ask, seen: Seen, kill: boolean): Promise<Way> {
  const stop = new AbortController();
  must(dataDir, "pack", "install", pack);
  let server = await startUp(packageRoot, dataDir, []);
  let kills = 0;
  try {
    process.stderr.write(must(dataDir, "plan", "-f", example));
    must(dataDir, "apply", "-f", example);
    must(dataDir, "start", ROLLOUT);
    const watching = watch(dataDir, ask, seen, stop.signal);
    for (let waitedMs = 0; !isOver(dataDir); waitedMs += LOOK_EVERY_MS) {
      if (waitedMs > PATIENCE_MS) throw new Error("the rollout did not end");
      await systemClock.sleep(LOOK_EVERY_MS * 10);
      if (!kill || kills >= KILLS) continue;
      kills += 1 + killWorkers(dataDir);
      await killNow(server);
      server = await startUp(packageRoot, dataDir, []);
    }
    stop.abort();
    await watching;
    const told = must(dataDir, "events", ROLLOUT, "--cluster", "demo");
    process.stderr.write(told);
    return { kills, told };
  } finally {
    stop.abort();
    await endNow(server);
  }
}

const phaseSchema = z.object({ phase: z.string() });

function isOver(dataDir: string): boolean {
  const { out } = fleetlift(dataDir, "get", "rollouts", ROLLOUT, "-o", "json");
  try {
    const { phase } = phaseSchema.parse(JSON.parse(out));
    return ["failed", "done", "cancelled"].includes(phase);
  } catch {
    return false; // The server starts anew.
  }
}

/** The lab's own processes that carry something out: the reconciler and whoever works on backups. */
function killWorkers(dataDir: string): number {
  const found = processesWith("FLEETLIFT_LAB_CLUSTER").filter(
    ({ environment }) =>
      environment.get("FLEETLIFT_LAB_CLUSTER")?.startsWith(dataDir) === true &&
      ["reconciler", "backup-worker"].includes(environment.get("FLEETLIFT_LAB_PART") ?? ""),
  );
  for (const { identity } of found) sendSignal(identity, "SIGKILL");
  return found.length;
}

/** Lists everything at the backup's revision when it is known, and breaks the cluster when it is upgraded. */
async function watch(dataDir: string, ask: Ask, seen: Seen, stop: AbortSignal): Promise<void> {
  while (!stop.aborted) {
    const revision = revisionOf(dataDir);
    if (seen.atBackup === undefined && revision !== undefined) {
      seen.atBackup = await objectsOf(ask, revision);
    }
    if (!seen.wasUpgraded && (await versionOf(ask)) === TO) {
      await plant(ask, "after");
      await breakWorkload(ask);
      seen.highest = (await objectsOf(ask)).revision;
      seen.wasUpgraded = true;
    }
    await systemClock.sleep(LOOK_EVERY_MS, stop);
  }
}

function revisionOf(dataDir: string): number | undefined {
  const folder = path.join(dataDir, "lab", "demo", "backups");
  try {
    const [name = ""] = readdirSync(folder).filter((entry) => entry.startsWith("backup-"));
    const text = readFileSync(path.join(folder, name, "backup.json"), "utf8");
    return takenSchema.parse(JSON.parse(text)).taken?.revision;
  } catch {
    return undefined; // Not asked for yet.
  }
}

async function versionOf(ask: Ask): Promise<string | undefined> {
  const answer = await ask("GET", "/version");
  return z.object({ gitVersion: z.string() }).safeParse(answer?.body).data?.gitVersion;
}

/** A deployment that no node takes: what a version that breaks workloads looks like from outside. */
async function breakWorkload(ask: Ask): Promise<void> {
  const labels = { app: "broken" };
  const answer = await ask("POST", "/apis/apps/v1/namespaces/default/deployments", {
    metadata: { name: "broken", labels },
    spec: {
      replicas: 1,
      selector: { matchLabels: labels },
      template: {
        metadata: { labels },
        spec: {
          nodeSelector: { "no-node": "has-this" },
          containers: [{ name: "main", image: "example.com/broken:1" }],
        },
      },
    },
  });
  if (answer?.status !== 201) throw new Error(`nothing was broken: ${JSON.stringify(answer)}`);
}

/** Where the record tells something else than the checked-in story, but for times, names and numbers. */
function strayFromStory(told: string): readonly string[] {
  if (process.env["UPDATE"] === "1") writeFileSync(story, told);
  const wanted = masked(readFileSync(story, "utf8"));
  const found = masked(told);
  return [
    ...wanted.filter((line) => !found.includes(line)).map((line) => `not told: ${line}`),
    ...found.filter((line) => !wanted.includes(line)).map((line) => `told anew: ${line}`),
  ];
}

const masked = (text: string): readonly string[] =>
  text
    .trim()
    .split("\n")
    .map((line) =>
      line
        .replace(/^\S+ +/, "")
        .replaceAll(/\b(backup-|sha256 )[0-9a-f]+/g, "$1X")
        .replaceAll(/\d{4}-\d\d-\d\dT[\d:]+Z/g, "TIME")
        .replaceAll(/\b\d+(\.\d+)? (kB|MB|objects|resources|compared|looks)/g, "N $2")
        .replaceAll(/revision \d+/g, "revision N"),
    );

async function judge(
  dataDir: string,
  ask: Ask,
  { atBackup, highest, wasUpgraded }: Seen,
  run: {
    readonly seconds: number;
    readonly kills: number;
    readonly wrongStory: readonly string[];
  },
): Promise<Verdict> {
  if (atBackup === undefined) throw new Error("no backup was seen");
  const after = await objectsOf(ask);
  const end = await standing(ask);
  const { seconds, kills, wrongStory } = run;
  const differ = differences(atBackup, after);
  const lab = JSON.parse(must(dataDir, "lab", "status", "demo", "-o", "json")) as unknown;
  const state = z.object({ state: z.string() }).safeParse(lab).data?.state;
  const wrongs = [
    ...(wasUpgraded ? [] : [`the control plane was never seen at ${TO}`]),
    ...(end.apiServer === FROM ? [] : [`the API server says ${end.apiServer}`]),
    ...(end.kubelets.every((version) => version === FROM)
      ? []
      : [`the kubelets say ${end.kubelets.join(", ")}`]),
    ...(end.ready === PODS ? [] : [`${end.ready} of ${PODS} pods are ready`]),
    ...(after.revision > highest
      ? []
      : [`revisions went back, from ${highest} to ${after.revision}`]),
    ...(state === "up" ? [] : [`the lab says ${JSON.stringify(lab).slice(0, 400)}`]),
    ...differ,
    ...wrongStory,
  ];
  for (const wrong of wrongs) process.stderr.write(`${wrong}\n`);
  return {
    holds: wrongs.length === 0,
    figures: `${seconds} s, ${FROM} > ${TO} > ${end.apiServer}, ${atBackup.hashes.size} objects compared with those at the backup's revision, ${differ.length} differences, ${end.ready} of ${PODS} pods ready, revisions ${highest} > ${after.revision}, ${kills} kills`,
  };
}
