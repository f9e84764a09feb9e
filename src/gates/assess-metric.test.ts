import * as fc from "fast-check";
import { expect, it } from "vitest";
import { assessMetric, nextMeasurementMs, type MetricPhase } from "./assess-metric.ts";
import { metricRuleSchema } from "./metric-rule.ts";
import { addMeasurement, NO_MEASUREMENT } from "./tally.ts";

const PHASES = { s: "success", f: "failed", i: "inconclusive", e: "error" } as const;

/** Measurements one after the other, until it is over: how many it took, and what it came to. */
function run(rule: object, letters: string, over = false) {
  const parsed = metricRuleSchema.parse(rule);
  let tally = NO_MEASUREMENT;
  let taken = 0;
  for (const letter of letters) {
    if (assessMetric(parsed, tally, false).phase !== "running") break;
    // The table below is written in these letters.
    tally = addMeasurement(tally, PHASES[letter as keyof typeof PHASES], taken);
    taken += 1;
  }
  return { phase: assessMetric(parsed, tally, over).phase, taken, tally };
}

const often = { intervalMs: 1_000 };

/** Each letter is a measurement: well, failed, inconclusive, error. */
it.each<
  readonly [what: string, rule: object, letters: string, MetricPhase | "running", taken: number]
>([
  ["nothing measured yet", {}, "", "running", 0],
  ["without interval and count one measurement is enough", {}, "sss", "pass", 1],
  ["one failure is more than none", {}, "f", "fail", 1],
  ["one without a verdict is more than none", {}, "i", "inconclusive", 1],
  ["an error is not counted and tried again", {}, "es", "pass", 2],
  ["four errors in a row are allowed", {}, "eeees", "pass", 5],
  ["five are not", {}, "eeeees", "error", 5],
  ["errors that are not in a row", { count: 3 }, "eeeeseeeeseeees", "pass", 15],
  ["no error allowed", { consecutiveErrorLimit: 0 }, "es", "error", 1],
  ["an interval alone goes on", often, "sssss", "running", 5],
  ["a count is reached", { ...often, count: 3 }, "sssss", "pass", 3],
  ["a count without an interval", { count: 2 }, "ss", "pass", 2],
  ["a failure within its limit does not end it", { count: 3, failureLimit: 1 }, "fss", "pass", 3],
  ["as many failures as allowed at the end", { count: 2, failureLimit: 2 }, "ff", "pass", 2],
  ["failures need not be in a row", { count: 9, failureLimit: 1 }, "fsf", "fail", 3],
  ["more than the limit fails at once", { count: 9, failureLimit: 1 }, "ffs", "fail", 2],
  ["a failure limit of -1 never fails", { count: 3, failureLimit: -1 }, "fff", "pass", 3],
  ["two without a verdict allowed", { count: 3, inconclusiveLimit: 2 }, "iis", "pass", 3],
  ["a third is not", { count: 9, inconclusiveLimit: 2 }, "iisi", "inconclusive", 4],
  [
    "all without a verdict is no pass, allowed or not",
    { count: 2, inconclusiveLimit: 5 },
    "ii",
    "inconclusive",
    2,
  ],
  [
    "an inconclusive limit of -1, and never a verdict",
    { count: 2, inconclusiveLimit: -1 },
    "ii",
    "inconclusive",
    2,
  ],
  [
    "a failure and no verdict: failure stands first",
    { count: 9, failureLimit: 1, inconclusiveLimit: 1 },
    "fiif",
    "inconclusive",
    3,
  ],
  [
    "both limits violated by the last of them",
    { count: 9, failureLimit: 1, inconclusiveLimit: 1 },
    "fif",
    "fail",
    3,
  ],
  [
    "successes in a row pass before the count",
    { count: 9, consecutiveSuccessLimit: 2 },
    "ss",
    "pass",
    2,
  ],
  [
    "a failure breaks the row",
    { count: 9, failureLimit: 3, consecutiveSuccessLimit: 2 },
    "sfss",
    "pass",
    4,
  ],
  [
    "no verdict breaks the row",
    { count: 9, inconclusiveLimit: 3, consecutiveSuccessLimit: 2 },
    "siss",
    "pass",
    4,
  ],
  ["an error breaks the row", { count: 9, consecutiveSuccessLimit: 2 }, "sess", "pass", 4],
  [
    "a row that does not come by the count",
    { count: 3, failureLimit: 3, consecutiveSuccessLimit: 2 },
    "sfs",
    "inconclusive",
    3,
  ],
  [
    "a row without a count waits",
    { ...often, failureLimit: -1, consecutiveSuccessLimit: 3 },
    "ssfss",
    "running",
    5,
  ],
  [
    "a row without a count comes",
    { ...often, failureLimit: -1, consecutiveSuccessLimit: 3 },
    "ssfsss",
    "pass",
    6,
  ],
  ["a row of one is one", { ...often, consecutiveSuccessLimit: 1 }, "s", "pass", 1],
  ["failures end it before the row", { ...often, consecutiveSuccessLimit: 3 }, "sf", "fail", 2],
  ["what is over stays so", { count: 1 }, "sffff", "pass", 1],
])("%s", (_, rule, letters, phase, taken) => {
  expect(run(rule, letters)).toMatchObject({ phase, taken });
});

it.each<readonly [what: string, rule: object, letters: string, MetricPhase]>([
  ["an end without a violation is a pass", often, "sss", "pass"],
  ["an end before the first measurement is none", often, "", "inconclusive"],
  ["an end with errors alone is none", often, "ee", "inconclusive"],
  [
    "an end before the row has come is none",
    { ...often, consecutiveSuccessLimit: 3 },
    "ss",
    "inconclusive",
  ],
  ["an end with failures within the limit is a pass", { ...often, failureLimit: 2 }, "ffs", "pass"],
  ["an end without any verdict is none", { ...often, inconclusiveLimit: 9 }, "iii", "inconclusive"],
  ["an end before the count is reached is a pass", { ...often, count: 9 }, "ss", "pass"],
  ["a violation stays one", often, "f", "fail"],
])("when all ends: %s", (_, rule, letters, phase) => {
  expect(run(rule, letters, true).phase).toBe(phase);
});

it("an error limit that is violated stands above one of failures", () => {
  const rule = metricRuleSchema.parse({ count: 9 });
  expect(assessMetric(rule, { ...NO_MEASUREMENT, n: 1, failed: 1, errors: 5 }, false)).toEqual({
    phase: "error",
    why: "errors 5 times in a row, at most 4 allowed",
  });
});

it.each<readonly [what: string, rule: object, letters: string, atMs: number]>([
  ["the first comes at once", {}, "", 100_000],
  ["or after its delay", { initialDelayMs: 5_000 }, "", 105_000],
  ["the next after the interval", { intervalMs: 60_000 }, "s", 60_000],
  ["after an error after 10 s", { intervalMs: 60_000 }, "e", 10_000],
  ["or sooner, as the interval is", { intervalMs: 2_000 }, "e", 2_000],
  ["after an error without an interval", {}, "e", 10_000],
  ["a count without an interval", { count: 3 }, "s", 10_000],
])("of the next measurement, %s", (_, rule, letters, atMs) => {
  expect(nextMeasurementMs(metricRuleSchema.parse(rule), run(rule, letters).tally, 100_000)).toBe(
    atMs,
  );
});

it("nothing passes without a measurement that was well or failed", () => {
  const letters = fc.string({ unit: fc.constantFrom("i", "e"), maxLength: 12 });
  const rule = fc.record({
    count: fc.option(fc.integer({ min: 1, max: 5 }), { nil: undefined }),
    intervalMs: fc.constantFrom(1_000, undefined),
    inconclusiveLimit: fc.integer({ min: -1, max: 9 }),
    failureLimit: fc.integer({ min: -1, max: 3 }),
  });
  fc.assert(
    fc.property(rule, letters, fc.boolean(), (given, words, over) => {
      expect(run(given, words, over).phase).not.toBe("pass");
    }),
  );
});

it.each([
  { success: {} },
  { success: { min: 2, max: 1 } },
  { success: { maxRise: -1 } },
  { success: { maxRise: "20" } },
  { success: { maxRise: "-3%" } },
  { success: { max: Number.NaN } },
  { count: 0 },
  { intervalMs: 10 },
  { failureLimit: -2 },
  { consecutiveErrorLimit: -1 },
  { failureLimt: 1 },
])("%j is refused", (rule) => {
  expect(metricRuleSchema.safeParse(rule).success).toBe(false);
});
