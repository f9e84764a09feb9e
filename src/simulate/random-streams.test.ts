import { expect, it } from "vitest";
import { chanceOf } from "./random-streams.ts";

it("gives the same draws for the same seed and name, and others for another", () => {
  const draws = (seed: number, ...name: readonly string[]): readonly number[] => {
    const chance = chanceOf(seed, ...name);
    return [1, 2, 3].map(() => chance.next());
  };
  expect(draws(1, "api")).toEqual(draws(1, "api"));
  expect(draws(1, "api")).not.toEqual(draws(1, "disk"));
  expect(draws(1, "api")).not.toEqual(draws(2, "api"));
  expect(draws(1, "api", "c1")).not.toEqual(draws(1, "api", "c2"));
});

it("draws within its bounds, both included", () => {
  const chance = chanceOf(7, "bounds");
  const wholes = Array.from({ length: 500 }, () => chance.whole(2, 4));
  expect(new Set(wholes)).toEqual(new Set([2, 3, 4]));
  const spans = Array.from({ length: 500 }, () => chance.ms(1_500, 3_999));
  expect(new Set(spans)).toEqual(new Set([2_000, 3_000]));
  expect(chance.weighted([["never", 0], ["always", 1]])).toBe("always"); // prettier-ignore
  expect(() => chance.one([])).toThrow("nothing to choose from");
});

it("a rate that is changed shifts nothing that is drawn after it", () => {
  const after = (rate: number): number => {
    const chance = chanceOf(3, "rates");
    chance.happens(rate);
    return chance.next();
  };
  expect(after(0)).toBe(after(1));
});
