import { expect, it } from "vitest";
import type { SeedRun } from "../../proofs/vopr/run-request.ts";
import { runSeeds } from "../../proofs/vopr/run-seeds.ts";

const SEEDS = 2_000;

/** On every core, each in a process of its own: what breaks is told with the command that shows it again. */
it(
  `${SEEDS} small fleets keep every promise, whatever goes wrong`,
  { timeout: 20 * 60_000 },
  async () => {
    const broken: SeedRun[] = [];
    let runs = 0;
    await runSeeds({
      from: 1,
      until: 1 + SEEDS,
      faults: "all",
      onRun: (run) => {
        runs += 1;
        if (run.violation !== undefined) broken.push(run);
      },
    });
    const told = broken.map(({ seed, violation }) => {
      return `npm run vopr -- --seed ${seed}  ${violation?.id}: ${violation?.words}`;
    });
    expect(told).toEqual([]);
    expect(runs).toBe(SEEDS);
  },
);
