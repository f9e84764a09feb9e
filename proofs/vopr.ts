/**
 * Runs small fleets under faults, seed after seed, until it is stopped, and makes whatever breaks a
 * promise as small as it can. `--seed N` replays one seed, with `--faults`, `--clusters` and `--hours`
 * as it was shown; `--from N` begins there.
 */
import { parseArgs } from "node:util";
import { bundledPlanning } from "../src/packs/bundled-planning.ts";
import { randomHex } from "../src/platform/random.ts";
import { parseFaults } from "../src/simulate/faults/fault-kinds.ts";
import { runSeed } from "../src/simulate/run-seed.ts";
import { replay, replayCommand } from "../src/simulate/vopr/replay.ts";
import { type RunShape, shrink } from "../src/simulate/vopr/shrink.ts";
import type { SeedRun } from "./vopr/run-request.ts";
import { runSeeds } from "./vopr/run-seeds.ts";

const { values } = parseArgs({
  options: {
    seed: { type: "string" },
    from: { type: "string" },
    faults: { type: "string", default: "all" },
    clusters: { type: "string" },
    hours: { type: "string" },
  },
});
const faults = parseFaults(values.faults);
const planning = bundledPlanning();
const say = (text: string): void => void process.stdout.write(text);

process.exitCode = values.seed === undefined ? await runWithoutEnd() : await replayOne(values.seed);

async function replayOne(seed: string): Promise<number> {
  const { run, story } = await replay({
    seed: Number(seed),
    faults,
    planning,
    ...(values.clusters !== undefined && { clusters: Number(values.clusters) }),
    ...(values.hours !== undefined && { hours: Number(values.hours) }),
  });
  say(story);
  return run.violation === undefined ? 0 : 1;
}

async function runWithoutEnd(): Promise<number> {
  const from = Number(values.from ?? Number.parseInt(randomHex(3), 16));
  const stop = new AbortController();
  process.once("SIGINT", () => stop.abort());
  say(`from seed ${from}, until Ctrl-C\n`);
  const startedMs = performance.now();
  const broken: SeedRun[] = [];
  let seeds = 0;
  let toldMs = 0;
  const tell = (): void => {
    const seconds = (performance.now() - startedMs) / 1_000;
    say(`${seeds} seeds, ${(seeds / seconds).toFixed(1)} a second, ${broken.length} broken\n`);
  };
  await runSeeds({
    from,
    faults: values.faults,
    signal: stop.signal,
    onRun: (run) => {
      seeds += 1;
      if (run.violation !== undefined) broken.push(run);
      if (performance.now() - toldMs < 10_000 && run.violation === undefined) return;
      toldMs = performance.now();
      if (run.violation !== undefined) void explain(run);
      tell();
    },
  });
  tell();
  return broken.length === 0 ? 0 : 1;
}

/** Shrinks a run that broke a promise, and shows how it ends and how to see it again. */
async function explain({ seed, violation, ...run }: SeedRun): Promise<void> {
  const whole: RunShape = { faults, clusters: run.clusters, hours: run.hours };
  say(`seed ${seed}: ${violation?.id}: ${violation?.words}\n${replayCommand(seed, whole)}\n`);
  const smallest = await shrink(whole, async (shape) => {
    const again = await runSeed({ ...shape, seed, planning });
    return again.violation?.id === violation?.id;
  });
  const { story } = await replay({ ...smallest, seed, planning });
  say(`as small as it goes:\n${story}${replayCommand(seed, smallest)}\n`);
}
