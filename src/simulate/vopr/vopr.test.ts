import { expect, it } from "vitest";
import { bundledPlanning } from "../../packs/bundled-planning.ts";
import { EVERY_FAULT, NO_FAULTS, parseFaults } from "../faults/fault-kinds.ts";
import { plantedBugs } from "../planted/planted-bugs.ts";
import { replay, replayCommand } from "./replay.ts";
import { shrink } from "./shrink.ts";

const planning = bundledPlanning();

it("a seed is replayed to the same bytes", async () => {
  const options = { seed: 11, faults: EVERY_FAULT, planning };
  const first = await replay(options);
  const second = await replay(options);
  expect(second.story).toBe(first.story);
  expect(first.story).toMatch(/^seed 11: \d+ clusters, \d+ ticks, /);
  expect(first.story).toMatch(/every promise was kept\nstory [0-9a-f]{64}\n$/);
  const calm = await replay({ ...options, faults: NO_FAULTS });
  expect(calm.story).not.toBe(first.story);
});

it("the story of a broken promise ends with it, and so does its replay with fewer clusters", async () => {
  const bug = plantedBugs.find(({ id }) => id === "I4");
  const options = { seed: 1, faults: EVERY_FAULT, planning };
  const { run, story } = await replay({ ...options, ...(bug && { seams: bug.plant() }) });
  expect(run.violation?.id).toBe("I4");
  expect(story).toContain(`\nI4: ${run.violation?.words}\nstory `);
});

it("shrinks to what is needed and no less", async () => {
  const tried: string[] = [];
  const smallest = await shrink({ faults: EVERY_FAULT, clusters: 7, hours: 8 }, (shape) => {
    tried.push(replayCommand(1, shape));
    return Promise.resolve(
      shape.clusters >= 3 && shape.hours >= 2 && shape.faults.disk > 0 && shape.faults.api > 0,
    );
  });
  expect(smallest).toEqual({ faults: parseFaults("api,disk"), clusters: 3, hours: 2 });
  expect(tried[0]).toBe("npm run vopr -- --seed 1 --faults all --clusters 1 --hours 8");
  expect(tried.length).toBeLessThan(100);
});

it("what cannot be made smaller stays as it is", async () => {
  const whole = { faults: EVERY_FAULT, clusters: 2, hours: 1 };
  expect(await shrink(whole, () => Promise.resolve(false))).toEqual(whole);
});
