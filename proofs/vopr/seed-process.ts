/** A process of its own that runs seeds and sends what came of each; its parent says which, and ends it. */
import { parseFaults } from "../../src/simulate/faults/fault-kinds.ts";
import { bundledPlanning } from "../../src/packs/bundled-planning.ts";
import { plantedBugs } from "../../src/simulate/planted/planted-bugs.ts";
import { runSeed } from "../../src/simulate/run-seed.ts";
import type { SeedRange, SeedRun } from "./run-request.ts";

process.once("message", (message) => {
  // Sent by `run-seeds.ts`, which is of the same build.
  void runRange(message as SeedRange).then(() => process.disconnect());
});
// Ctrl-C ends the parent, which ends this.
process.on("SIGINT", () => undefined);

async function runRange({ from, step, until = Infinity, faults, bug }: SeedRange): Promise<void> {
  const planning = bundledPlanning();
  const planted = plantedBugs.find(({ id }) => id === bug);
  for (let seed = from; seed < until && process.connected; seed += step) {
    const run = await runSeed({
      seed,
      faults: parseFaults(faults),
      planning,
      ...(planted && { seams: planted.plant() }),
    });
    const { clusters, hours, ticks, lastedMs, violation } = run;
    await tell({ seed, clusters, hours, ticks, lastedMs, ...(violation && { violation }) });
  }
}

function tell(run: SeedRun): Promise<void> {
  return new Promise((resolve) => {
    if (process.connected) process.send?.(run, () => resolve());
    else resolve();
  });
}
