import { expect, it } from "vitest";
import { ceiling, cpuMillis, memoryMi, quantity } from "./quantity.ts";

it.each([
  ["250m", 0.25],
  ["4", 4],
  ["1.5Gi", 1.5 * 2 ** 30],
  ["128974848", 128974848],
  ["129e6", 129e6],
  ["2E", 2e18],
  ["100k", 1e5],
  ["-1", -1],
  [3, 3],
  [undefined, 0],
  ["", 0],
  ["much", 0],
  ["1.2.3", 0],
  ["5Zi", 0],
])("%s is %d", (text, number) => {
  expect(quantity(text)).toBe(number);
});

it("what there is counts down, what is asked for counts up", () => {
  expect([cpuMillis("3920m"), cpuMillis("0.1"), cpuMillis("1999u")]).toEqual([3920, 100, 1]);
  expect([memoryMi("15Gi"), memoryMi("100M"), memoryMi("-5")]).toEqual([15360, 95, 0]);
  expect([ceiling(quantity("0.1") * 1_000), ceiling(1.2), ceiling(-3)]).toEqual([100, 2, 0]);
});
