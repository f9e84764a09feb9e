import { expect, it } from "vitest";
import { judgeMeasurement, type MeasurementPhase } from "./judge-measurement.ts";
import type { BaselineValue, Measurement } from "./measurement.ts";
import type { Limits } from "./metric-rule.ts";

const value = (amount: number): Measurement => ({ kind: "value", value: amount });
const parts = (of: Readonly<Record<string, number>>): Measurement => ({
  kind: "value",
  value: Object.values(of).reduce((sum, one) => sum + one, 0),
  parts: of,
});
const was = (amount: number, change: Partial<BaselineValue> = {}): BaselineValue => ({
  value: amount,
  min: amount,
  max: amount,
  samples: 1,
  ...change,
});

type Row = readonly [
  what: string,
  measured: Measurement,
  success: Limits | undefined,
  failure: Limits | undefined,
  baseline: BaselineValue | undefined,
  phase: MeasurementPhase,
];

/** Written by hand from Argo Rollouts' two conditions and semantics 3. */
const rows: readonly Row[] = [
  ["neither condition: measured is well", value(7), undefined, undefined, undefined, "success"],
  ["success alone, within", value(4), { max: 5 }, undefined, undefined, "success"],
  ["success alone, at its upper end", value(5), { max: 5 }, undefined, undefined, "success"],
  ["success alone, above", value(5.1), { max: 5 }, undefined, undefined, "failed"],
  ["success alone, at its lower end", value(1), { min: 1 }, undefined, undefined, "success"],
  ["success alone, below", value(0.9), { min: 1 }, undefined, undefined, "failed"],
  [
    "success alone, between two ends",
    value(3),
    { min: 1, max: 5 },
    undefined,
    undefined,
    "success",
  ],
  ["success alone, below two ends", value(0), { min: 1, max: 5 }, undefined, undefined, "failed"],
  ["failure alone, within", value(4), undefined, { max: 5 }, undefined, "success"],
  ["failure alone, at its end", value(5), undefined, { max: 5 }, undefined, "success"],
  ["failure alone, outside", value(6), undefined, { max: 5 }, undefined, "failed"],
  ["both, within both", value(1), { max: 2 }, { max: 5 }, undefined, "success"],
  ["both, between them", value(3), { max: 2 }, { max: 5 }, undefined, "inconclusive"],
  ["both, at the end of failure", value(5), { max: 2 }, { max: 5 }, undefined, "inconclusive"],
  ["both, outside of both", value(6), { max: 2 }, { max: 5 }, undefined, "failed"],
  ["both, of a lower end", value(0.97), { min: 0.99 }, { min: 0.95 }, undefined, "inconclusive"],
  ["both, below both lower ends", value(0.9), { min: 0.99 }, { min: 0.95 }, undefined, "failed"],
  [
    "failure inside of success: failure stands above",
    value(4),
    { max: 9 },
    { max: 3 },
    undefined,
    "failed",
  ],
  ["a rise within", value(11), { maxRise: 2 }, undefined, was(10), "success"],
  ["a rise of just as much", value(12), { maxRise: 2 }, undefined, was(10), "success"],
  ["a rise of more", value(12.5), { maxRise: 2 }, undefined, was(10), "failed"],
  ["a fall is no rise", value(1), { maxRise: 2 }, undefined, was(10), "success"],
  ["a fall within", value(9), { maxFall: 1 }, undefined, was(10), "success"],
  ["a fall of more", value(8), { maxFall: 1 }, undefined, was(10), "failed"],
  ["a rise is no fall", value(99), { maxFall: 1 }, undefined, was(10), "success"],
  ["percent, within", value(119), { maxRise: "20%" }, undefined, was(100), "success"],
  ["percent, just as much", value(120), { maxRise: "20%" }, undefined, was(100), "success"],
  [
    "percent that binary fractions round",
    value(1.1),
    { maxRise: "10%" },
    undefined,
    was(1),
    "success",
  ],
  ["percent, more", value(121), { maxRise: "20%" }, undefined, was(100), "failed"],
  ["percent of a fall, within", value(80), { maxFall: "20%" }, undefined, was(100), "success"],
  ["percent of a fall, more", value(79), { maxFall: "20%" }, undefined, was(100), "failed"],
  [
    "percent of a negative baseline",
    value(-79),
    { maxRise: "20%" },
    undefined,
    was(-100),
    "failed",
  ],
  ["percent of nothing is nothing", value(0.1), { maxRise: "50%" }, undefined, was(0), "failed"],
  [
    "percent of nothing, and still nothing",
    value(0),
    { maxRise: "50%" },
    undefined,
    was(0),
    "success",
  ],
  ["a change without a baseline", value(1), { maxRise: 1 }, undefined, undefined, "inconclusive"],
  [
    "a failure of change without a baseline",
    value(1),
    undefined,
    { maxRise: 1 },
    undefined,
    "inconclusive",
  ],
  [
    "a change without a baseline, and too much anyway",
    value(9),
    { maxRise: 1, max: 5 },
    undefined,
    undefined,
    "failed",
  ],
  [
    "a failure for sure, a success unknown",
    value(9),
    { maxFall: 1 },
    { max: 5 },
    undefined,
    "failed",
  ],
  ["too much before, and no worse", value(8), { max: 5 }, undefined, was(9), "success"],
  ["too much before, and just as much", value(9), { max: 5 }, undefined, was(9), "success"],
  ["too much before, and worse", value(10), { max: 5 }, undefined, was(9), "failed"],
  [
    "too much once before: as its worst",
    value(9),
    { max: 5 },
    undefined,
    was(4, { max: 9 }),
    "success",
  ],
  ["well before, too much now", value(6), { max: 5 }, undefined, was(5), "failed"],
  ["too little before, and no worse", value(2), { min: 3 }, undefined, was(2), "success"],
  ["too little before, and worse", value(1), { min: 3 }, undefined, was(2), "failed"],
  ["a failure before, and no worse", value(8), undefined, { max: 5 }, was(8), "success"],
  ["nothing is ill", parts({}), { max: 0 }, undefined, was(0, { parts: {} }), "success"],
  ["ill by name, without a baseline", parts({ a: 1 }), { max: 0 }, undefined, undefined, "failed"],
  ["ill by name, and new", parts({ a: 1 }), { max: 0 }, undefined, was(0, { parts: {} }), "failed"],
  [
    "ill by name, as before",
    parts({ a: 1 }),
    { max: 0 },
    undefined,
    was(1, { parts: { a: 1 } }),
    "success",
  ],
  [
    "ill by name, more than before",
    parts({ a: 2 }),
    { max: 0 },
    undefined,
    was(1, { parts: { a: 1 } }),
    "failed",
  ],
  [
    "ill by name, less than before",
    parts({ a: 1 }),
    { max: 0 },
    undefined,
    was(3, { parts: { a: 3 } }),
    "success",
  ],
  [
    "one got well, another fell ill",
    parts({ b: 1 }),
    { max: 0 },
    undefined,
    was(1, { parts: { a: 1 } }),
    "failed",
  ],
  [
    "as many new ones as allowed",
    parts({ a: 1, b: 1 }),
    { max: 2 },
    undefined,
    was(0, { parts: {} }),
    "success",
  ],
  [
    "a rise by name, within",
    parts({ a: 12 }),
    { maxRise: 2 },
    undefined,
    was(10, { parts: { a: 10 } }),
    "success",
  ],
  [
    "a rise by name in percent of all",
    parts({ a: 12 }),
    { maxRise: "10%" },
    undefined,
    was(10, { parts: { a: 10 } }),
    "failed",
  ],
  [
    "a rise by name without a baseline",
    parts({ a: 1 }),
    { maxRise: 2 },
    undefined,
    undefined,
    "inconclusive",
  ],
  [
    "a name of Object's own",
    parts({ constructor: 1 }),
    { max: 0 },
    undefined,
    was(0, { parts: {} }),
    "failed",
  ],
  ["no data", { kind: "no-data", why: "x" }, undefined, undefined, undefined, "inconclusive"],
  [
    "no data, with limits",
    { kind: "no-data", why: "x" },
    { max: 5 },
    { max: 9 },
    was(1),
    "inconclusive",
  ],
  ["stale", { kind: "stale", why: "x" }, { max: 5 }, undefined, was(1), "inconclusive"],
  ["could not be asked", { kind: "error", why: "x" }, { max: 5 }, undefined, was(1), "error"],
];

it.each(rows)("%s", (_, measured, success, failure, baseline, phase) => {
  expect(judgeMeasurement(measured, { success, failure }, baseline).phase).toBe(phase);
});

it.each<readonly [Measurement, Limits, BaselineValue | undefined, string, readonly string[]]>([
  [value(0.51234), { max: 0.5 }, undefined, "0.5123, expected at most 0.5", []],
  [value(2), { max: 1 }, was(1), "2 (1 at the baseline), expected at most 1", []],
  [
    value(12),
    { maxRise: "10%" },
    was(10),
    "12 (10 at the baseline), expected a rise of at most 10%",
    [],
  ],
  [value(7), { maxFall: 1 }, was(10), "7 (10 at the baseline), expected a fall of at most 1", []],
  [
    value(8),
    { max: 5 },
    was(9),
    "8 (9 at the baseline)",
    ["8, and 9 at the baseline, where at most 5 is asked for"],
  ],
  [
    parts({ a: 2 }),
    { max: 0 },
    was(1, { parts: { a: 1 } }),
    "a 2 (was 1), expected at most 0",
    ["a 1 of 2 at the baseline"],
  ],
  [
    parts({ a: 2 }),
    { max: 0 },
    was(2, { parts: { a: 2 } }),
    "nothing new",
    ["a 2, as at the baseline"],
  ],
  [
    parts({ a: 1, b: 1, c: 1, d: 9, e: 1 }),
    { max: 0 },
    undefined,
    "d 9, a 1, b 1 and 2 more, expected at most 0",
    [],
  ],
  [value(1), { maxRise: 1 }, undefined, "no baseline to compare with: a rise of 1 at most", []],
])("%j under %j says why", (measured, success, baseline, words, before) => {
  expect(judgeMeasurement(measured, { success }, baseline)).toMatchObject({ words, before });
});

it("between the two conditions it is said that it is not yet a failure", () => {
  const { words } = judgeMeasurement(
    value(3),
    { success: { max: 2 }, failure: { max: 5 } },
    undefined,
  );
  expect(words).toBe("3, expected at most 2, which is not yet a failure");
});
