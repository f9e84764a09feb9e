import * as fc from "fast-check";
import { expect, it } from "vitest";
import { countFrom0Schema, countFrom1Schema, resolveCount } from "./count.ts";

it.each([1, 25, "1%", "25%", "100%"])("%j is a count of at least 1", (count) => {
  expect(countFrom1Schema.parse(count)).toBe(count);
});

it.each([0, -1, 0.5, "0%", "101%", "2", "%", "1.5%", "-1%", true, null])(
  "%j is no count of at least 1",
  (count) => {
    expect(countFrom1Schema.safeParse(count).error?.issues).toMatchObject([
      { message: "expected a whole number of at least 1, or a percentage from 1% to 100%" },
    ]);
  },
);

it.each([0, "0%"])("%j is a count of at least 0", (count) => {
  expect(countFrom0Schema.parse(count)).toBe(count);
});

it.each([
  [3, 10, "down", 3],
  [3, 1, "up", 3],
  ["25%", 10, "down", 2],
  ["25%", 10, "up", 3],
  ["7%", 100, "up", 7],
  ["100%", 4, "down", 4],
  ["10%", 0, "up", 0],
] as const)("%s of %i rounded %s is %i", (count, total, rounding, result) => {
  expect(resolveCount(count, total, rounding)).toBe(result);
});

it("rounding up and down differ by at most one, with the exact share between them", () => {
  fc.assert(
    fc.property(fc.nat(100), fc.nat(100_000), (percent, total) => {
      const down = resolveCount(`${percent}%`, total, "down");
      const up = resolveCount(`${percent}%`, total, "up");
      expect(up - down).toBeLessThanOrEqual(1);
      expect(down * 100).toBeLessThanOrEqual(percent * total);
      expect(up * 100).toBeGreaterThanOrEqual(percent * total);
    }),
  );
});
