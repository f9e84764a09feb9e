import * as fc from "fast-check";
import { expect, it } from "vitest";
import { durationMs, durationSchema, formatDuration } from "./duration.ts";

it.each([
  ["90s", 90_000],
  ["30m", 1_800_000],
  ["24h", 86_400_000],
  ["1h30m", 5_400_000],
  ["250ms", 250],
  ["1m250ms", 60_250],
  ["5m5m", 600_000],
  ["0s", 0],
])("%s is %i ms", (text, ms) => {
  expect(durationSchema.parse(text)).toBe(ms);
});

it.each(["", "1", "30", "1 h", "h", "1d", "1.5h", "-1m", "1hour"])("%j is no duration", (text) => {
  expect(durationSchema.safeParse(text).error?.issues).toMatchObject([
    { message: "expected a duration, like 90s, 30m, 24h or 1h30m" },
  ]);
});

it("what is longer than ten years is refused: no date could be told of it", () => {
  expect(durationSchema.safeParse("87600h").success).toBe(true);
  expect(durationSchema.safeParse("87600h1ms").error?.issues).toMatchObject([
    { message: "expected at most 87600h, which is ten years" },
  ]);
});

it("text that is no duration comes to 0", () => {
  expect(durationMs("soon")).toBe(0);
});

it.each([
  [0, "0s"],
  [0.2, "0s"],
  [5_400_000, "1h30m"],
  [86_400_000, "24h"],
  [90_000, "1m30s"],
  [1_001, "1s1ms"],
])("%d ms is written %s", (ms, text) => {
  expect(formatDuration(ms)).toBe(text);
});

it("what is written is read again as the same", () => {
  fc.assert(
    fc.property(fc.nat(), (ms) => {
      expect(durationSchema.parse(formatDuration(ms))).toBe(ms);
    }),
  );
});
