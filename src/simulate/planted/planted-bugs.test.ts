import { expect, it } from "vitest";
import { bundledPlanning } from "../../packs/bundled-planning.ts";
import { EVERY_FAULT } from "../faults/fault-kinds.ts";
import { invariants } from "../invariants/invariants.ts";
import { runSeed } from "../run-seed.ts";
import { plantedBugs } from "./planted-bugs.ts";

const planning = bundledPlanning();
/** Each is noticed within a few; `npm run prove vopr` says at which. */
const SEEDS = Array.from({ length: 40 }, (_, at) => at + 1);

it.each(plantedBugs)("$id is the first to notice: $says", async ({ id, plant }) => {
  for (const seed of SEEDS) {
    const run = await runSeed({ seed, faults: EVERY_FAULT, planning, seams: plant() });
    if (run.violation === undefined) continue;
    expect(run.violation.id, `seed ${seed}: ${run.violation.words}`).toBe(id);
    return;
  }
  expect.fail(`nobody noticed in ${SEEDS.length} seeds`);
});

it("every invariant has its bug", () => {
  expect(plantedBugs.map(({ id }) => id)).toEqual(invariants.map(({ id }) => id));
});
