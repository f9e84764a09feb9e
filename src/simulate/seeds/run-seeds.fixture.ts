import { expect, it } from "vitest";
import { bundledPlanning } from "../../packs/bundled-planning.ts";
import { EVERY_FAULT } from "../faults/fault-kinds.ts";
import { runSeed } from "../run-seed.ts";

const AT_ONCE = 50;

/** Runs so many seeds from one on, with every kind of fault, a few to a test. */
export function keepEveryPromise(from: number, count: number): void {
  const planning = bundledPlanning();
  const starts = Array.from({ length: Math.ceil(count / AT_ONCE) }, (_, at) => from + at * AT_ONCE);
  it.each(starts)(
    `seed %i and the ${AT_ONCE - 1} after it keep every promise`,
    { timeout: 300_000 },
    async (start) => {
      for (let seed = start; seed < Math.min(start + AT_ONCE, from + count); seed += 1) {
        const { violation } = await runSeed({ seed, faults: EVERY_FAULT, planning });
        expect(violation, `npm run vopr -- --seed ${seed}`).toBeUndefined();
      }
    },
  );
}
