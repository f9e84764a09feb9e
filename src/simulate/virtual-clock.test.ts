import { expect, it } from "vitest";
import { seededRandom } from "./seeded-random.ts";
import { virtualClock } from "./virtual-clock.ts";

function ordered(random?: () => number): { readonly seen: string[]; readonly run: () => void } {
  const clock = virtualClock({ startMs: 1_000, ...(random === undefined ? {} : { random }) });
  const seen: string[] = [];
  for (const [name, ms] of [
    ["c", 1_300],
    ["a", 1_100],
    ["b1", 1_200],
    ["b2", 1_200],
    ["b3", 1_200],
    ["past", 5],
  ] as const) {
    clock.at(ms, () => seen.push(`${name}@${clock.nowMs()}`));
  }
  const run = (): void => {
    while (clock.fireNext());
  };
  return { seen, run };
}

it("jumps from one due moment to the next, in order, and never back", () => {
  const { seen, run } = ordered();
  run();
  expect(seen).toEqual(["past@1000", "a@1100", "b1@1200", "b2@1200", "b3@1200", "c@1300"]);
});

it("shuffles only what is due at the same moment, and the same for the same seed", () => {
  const orders = [1, 2, 3, 4, 5, 1].map((seed) => {
    const { seen, run } = ordered(seededRandom(seed));
    run();
    return seen.join(" ");
  });
  expect(orders[0]).toBe(orders[5]);
  expect(new Set(orders).size).toBeGreaterThan(1);
  for (const order of orders) expect(order).toMatch(/^past@1000 a@1100 b.* b.* b.* c@1300$/);
});

it("does not run what was taken back", () => {
  const clock = virtualClock({ startMs: 0 });
  const takeBack = clock.at(5, () => expect.fail("it ran"));
  takeBack();
  takeBack();
  expect(clock.nextDueMs()).toBeUndefined();
  expect(clock.fireNext()).toBe(false);
});

it("moves no further than what is due", () => {
  const clock = virtualClock({ startMs: 0 });
  clock.at(5, () => {});
  clock.moveTo(10);
  expect(clock.nowMs()).toBe(5);
  clock.fireNext();
  clock.moveTo(3);
  expect(clock.nowMs()).toBe(5);
  clock.moveTo(10);
  expect(clock.nowMs()).toBe(10);
});

it("wakes a sleeper when it is time, or when its signal is aborted", async () => {
  const clock = virtualClock({ startMs: 0 });
  const stop = new AbortController();
  const slept = clock.sleep(100);
  const stopped = clock.sleep(100, stop.signal);
  expect(clock.sleepers).toBe(2);
  stop.abort();
  await stopped;
  expect(clock.nowMs()).toBe(0);
  clock.fireNext();
  await slept;
  expect(clock.nowMs()).toBe(100);
  expect(clock.sleepers).toBe(0);
  await clock.sleep(100, stop.signal);
  expect(clock.nowMs()).toBe(100);
});
