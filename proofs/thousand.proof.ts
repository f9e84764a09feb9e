/**
 * Upgrades a thousand clusters at once on the real engine, in a hundred rollouts of which one cluster
 * each fails, and measures how fast each rollout says that nothing new starts; then watches for a
 * minute whether anything starts all the same. Options: `--seed N`, `--rollouts N`, `--at-once N`,
 * `--speed N` (of the world and the clock: looks come that much closer).
 */
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { quantile } from "../bench/quantiles.ts";
import { actionCatalog } from "../src/actions/catalog.ts";
import { openSqliteRecords } from "../src/drivers/records/sqlite/sqlite-records.ts";
import { openWorld } from "../src/drivers/world/world-handle.ts";
import { worldPorts } from "../src/drivers/world/world-ports.ts";
import { openEngine, type Engine } from "../src/engine/open-engine.ts";
import { memberObject } from "../src/host/member-object.ts";
import { ROLLOUT } from "../src/host/object-names.ts";
import { rolloutObject } from "../src/host/rollout-object.ts";
import { upgradeObject } from "../src/host/upgrade-object.ts";
import { canonicalJson } from "../src/model/hash.ts";
import { bundledPlanning } from "../src/packs/bundled-planning.ts";
import { scaledClock, systemClock, type Clock } from "../src/platform/clock.ts";
import type { Connect } from "../src/ports/connect.ts";
import type { HostObject } from "../src/ports/host-port.ts";
import { openPlanner } from "../src/server/planner.ts";
import { seededRandom } from "../src/simulate/seeded-random.ts";
import { buildWorld } from "../src/world/build-world.ts";
import type { Verdict } from "./prove.ts";
import { documentsOf, FLEET, type Documents } from "./thousand/thousand-documents.ts";
import { watchReactions, type Reactions } from "./thousand/reactions.ts";

const GOAL_MS = 2_000;
const PATIENCE_MS = 40 * 60_000;
/** How long is watched for late starts, after every rollout has reacted. */
const WATCH_MS = 60_000;

export async function prove(args: readonly string[]): Promise<Verdict> {
  const option = (name: string, usual: number): number => {
    const at = args.indexOf(`--${name}`);
    return at < 0 ? usual : Number(args[at + 1]);
  };
  const size = { rollouts: option("rollouts", 100), atOnce: option("at-once", 10) };
  const speed = option("speed", 1);
  const documents = documentsOf(size, seededRandom(option("seed", 1)));
  const dataDir = mkdtempSync(path.join(tmpdir(), "fl-thousand-"));
  try {
    return await measure(documents, dataDir, speed, size.rollouts * size.atOnce);
  } finally {
    rmSync(dataDir, { recursive: true, force: true });
  }
}

async function measure(
  documents: Documents,
  dataDir: string,
  speed: number,
  atOnce: number,
): Promise<Verdict> {
  const originMs = Date.parse(documents.world.spec.start);
  const clock = scaledClock({ realOriginMs: systemClock.nowMs(), originMs, speed });
  const world = openWorld(buildWorld(documents.world), () => clock.nowMs());
  const connect: Connect = (member) => Promise.resolve(worldPorts(world, member));
  const reactions = watchReactions(openSqliteRecords(path.join(dataDir, "records.db")));
  const { records } = reactions;
  const services = {
    records,
    connect,
    notify: { notify: () => Promise.resolve() },
    actions: actionCatalog,
  };
  const counted = countHandled([rolloutObject(services), upgradeObject(services), memberObject]);
  const { objects } = counted;
  const engine = await openEngine({ dataDir, objects, clock, log: () => undefined });
  try {
    await begin(documents, engine, reactions, connect, clock);
    return await untilHeld(documents, reactions, counted.handled, atOnce);
  } finally {
    await engine.close();
    await records.close();
  }
}

/** Objects that do the same, and how many messages they have handled. */
function countHandled(objects: readonly HostObject[]): {
  readonly objects: readonly HostObject[];
  readonly handled: () => number;
} {
  let count = 0;
  return {
    handled: () => count,
    objects: objects.map((object) => ({
      name: object.name,
      on: async (context, message) => {
        const answer = await object.on(context, message);
        count += 1;
        return answer;
      },
    })),
  };
}

async function begin(
  { fleet, rollouts }: Documents,
  { host }: Engine,
  { records }: Reactions,
  connect: Connect,
  clock: Clock,
): Promise<void> {
  const json = canonicalJson(fleet.document);
  await records.putDocument({ kind: "Fleet", name: FLEET, json });
  const planner = openPlanner({ connect, clock, ...bundledPlanning() });
  const names: string[] = [];
  for (const rollout of rollouts) {
    const made = await planner.plan(fleet.resolved, rollout);
    if (made.kind === "refused") throw new Error(JSON.stringify(made.problems));
    const plan = await records.putBlob(canonicalJson(made.plan));
    const { name } = rollout.metadata;
    await host.call(ROLLOUT, name, { kind: "create", plan, actor: "proof" });
    names.push(name);
  }
  process.stderr.write(`${names.length} rollouts are planned, and start\n`);
  await Promise.all(
    names.map((name) => host.call(ROLLOUT, name, { kind: "run", actor: "proof", reason: "" })),
  );
}

function showProgress(reactions: Reactions): void {
  if (!process.stderr.isTTY) return;
  const words = `${reactions.running()} run, ${reactions.failed()} rollouts saw a failure, ${reactions.latenciesMs().length} start nothing new`;
  process.stderr.write(`\r${words} `);
}

async function untilHeld(
  { rollouts }: Documents,
  reactions: Reactions,
  handled: () => number,
  atOnce: number,
): Promise<Verdict> {
  const beganMs = systemClock.nowMs();
  const before = handled();
  let residentBytes = 0;
  let heldMs = Infinity;
  while (systemClock.nowMs() < Math.min(heldMs + WATCH_MS, beganMs + PATIENCE_MS)) {
    residentBytes = Math.max(residentBytes, process.memoryUsage().rss);
    await systemClock.sleep(1_000);
    showProgress(reactions);
    if (reactions.latenciesMs().length === rollouts.length) {
      heldMs = Math.min(heldMs, systemClock.nowMs());
    }
  }
  process.stderr.write("\n");
  const seconds = (systemClock.nowMs() - beganMs) / 1_000;
  const latencies = reactions.latenciesMs();
  const p99 = quantile(latencies, 0.99);
  const holds =
    p99 <= GOAL_MS &&
    latencies.length === rollouts.length &&
    reactions.mostRunning() >= atOnce &&
    reactions.lateStarts().length === 0;
  const figures = [
    `${reactions.mostRunning()} upgrades at once in ${rollouts.length} rollouts`,
    `${Math.round((handled() - before) / seconds)} ticks/s over ${Math.round(seconds)} s`,
    `from a failing signal to "nothing new starts" p50 ${quantile(latencies, 0.5)} ms, p99 ${p99} ms of ${latencies.length}`,
    `${reactions.lateStarts().length} started after it`,
    `${Math.round(residentBytes / 1e6)} MB`,
  ];
  return { holds, figures: figures.join(", ") };
}
