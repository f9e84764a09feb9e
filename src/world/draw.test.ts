import { expect, it } from "vitest";
import { draw, drawMs, drawUid } from "./draw.ts";

it("draws the same for the same words, and something else for others", () => {
  expect(draw("shop", "join", 1)).toBe(draw("shop", "join", 1));
  expect(draw("shop", "join", 1)).not.toBe(draw("shop", "join", 2));
});

it("draws evenly: a tenth of the draws falls into each tenth", () => {
  const tenths = Array.from({ length: 10 }, () => 0);
  for (let at = 0; at < 10_000; at += 1) {
    const tenth = Math.floor(draw("even", at) * 10);
    tenths[tenth] = (tenths[tenth] ?? 0) + 1;
  }
  for (const count of tenths) expect(Math.abs(count - 1_000)).toBeLessThan(150);
});

it("draws durations in whole seconds, bounds included", () => {
  const drawn = new Set(Array.from({ length: 200 }, (_, at) => drawMs(2_000, 4_000, "ms", at)));
  expect([...drawn].toSorted((a, b) => a - b)).toEqual([2_000, 3_000, 4_000]);
});

it("draws UIDs in the form that Kubernetes uses", () => {
  expect(drawUid("shop")).toMatch(
    /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-8[0-9a-f]{3}-[0-9a-f]{12}$/,
  );
  expect(drawUid("shop")).not.toBe(drawUid("shop", 1));
});
