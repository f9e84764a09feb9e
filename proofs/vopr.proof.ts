/**
 * Runs 5,000 small fleets with every kind of fault, and holds each against the invariants; then plants
 * one bug for each invariant, and waits for it to be caught. Options: `--seeds N`, `--from N`.
 */
import { plantedBugs } from "../src/simulate/planted/planted-bugs.ts";
import type { Verdict } from "./prove.ts";
import type { SeedRun } from "./vopr/run-request.ts";
import { runSeeds } from "./vopr/run-seeds.ts";

/** A bug that is not noticed in so many runs is missed. */
const CAUGHT_WITHIN = 500;

export async function prove(args: readonly string[]): Promise<Verdict> {
  const seeds = Number(option(args, "--seeds") ?? 5_000);
  const from = Number(option(args, "--from") ?? 1);
  const storm = await runAll(from, seeds);
  const caught: string[] = [];
  let missed = 0;
  for (const { id, says } of plantedBugs) {
    const seed = await catchBug(id);
    if (seed === undefined) missed += 1;
    else caught.push(`${id} at seed ${seed}`);
    say(`${id} ${seed === undefined ? "MISSED" : `caught at seed ${seed}`}: ${says}`);
  }
  const { broken, ticks, hours, seconds } = storm;
  return {
    holds: broken === 0 && missed === 0,
    figures: `${seeds} seeds in ${seconds.toFixed(0)} s (${(seeds / seconds).toFixed(1)} a second), ${ticks} ticks, ${(hours / 24).toFixed(0)} days of the fleets, ${broken} broken promises; ${caught.length} of ${plantedBugs.length} planted bugs caught (${caught.join(", ")})`,
  };
}

async function runAll(from: number, seeds: number) {
  const startedMs = performance.now();
  let [done, broken, ticks, hours] = [0, 0, 0, 0];
  await runSeeds({
    from,
    until: from + seeds,
    faults: "all",
    onRun: (run) => {
      done += 1;
      ticks += run.ticks;
      hours += run.lastedMs / 3_600_000;
      if (run.violation !== undefined) {
        broken += 1;
        say(`seed ${run.seed}: ${run.violation.id}: ${run.violation.words}`);
        say(`  npm run vopr -- --seed ${run.seed}`);
      }
      if (done % 500 === 0) say(`${done} of ${seeds} seeds, ${broken} broken`);
    },
  });
  return { broken, ticks, hours, seconds: (performance.now() - startedMs) / 1_000 };
}

/** The lowest seed at which the bug is noticed; undefined when another invariant noticed it first, or none. */
async function catchBug(bug: string): Promise<number | undefined> {
  const noticed: SeedRun[] = [];
  await runSeeds({
    from: 1,
    until: 1 + CAUGHT_WITHIN,
    faults: "all",
    bug,
    onRun: (run) => {
      if (run.violation !== undefined) noticed.push(run);
      return run.violation !== undefined;
    },
  });
  const [first] = noticed.toSorted((a, b) => a.seed - b.seed);
  if (first?.violation?.id === bug) return first.seed;
  if (first !== undefined) say(`${bug}: ${first.violation?.id} noticed it first, at ${first.seed}`);
  return undefined;
}

function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

function option(args: readonly string[], name: string): string | undefined {
  const at = args.indexOf(name);
  return at < 0 ? undefined : args[at + 1];
}
