import * as z from "zod";
import type { Data } from "../../model/data.ts";
import type { GateVerdict } from "../../model/gate.ts";
import type { Outcome } from "../../model/outcome.ts";
import type { Decision, LookContext } from "../action.ts";
import { readMemo } from "../read-memo.ts";
import { endless, measuredShape, type Metric, metricsOf } from "../health-signals/gate-input.ts";
import { ALL_SIGNALS, type Signal } from "../health-signals/signal.ts";
import { type HealthSeen, measureHealth } from "./measure.ts";

/** How many findings are named before the rest is counted. */
const NAMED = 3;

const atLeast = (least: number) =>
  z.int(`expected a whole number`).min(least, `expected ${least} or more`);

const BASELINE_WORDS = "expected the hash of a baseline, an output of health.baseline";

export const healthInput = z
  .strictObject({
    /** Passes in a row that make it healthy. */
    consecutivePasses: atLeast(1).default(2),
    /** It fails by more failures in a row than this (semantics 3). */
    failuresAllowed: atLeast(0).default(2),
    /** It fails by more looks in a row without a verdict than this: an API may restart for a while. */
    inconclusiveAllowed: atLeast(0).default(20),
    /** From one look to the next. */
    intervalMs: atLeast(1_000).default(15_000),
    /** Hash of a baseline (an output of health.baseline): all signals are held against it. */
    baseline: z
      .string()
      .regex(/^[0-9a-f]{64}$/, BASELINE_WORDS)
      .optional(),
    /** How long it is watched at most, for metrics that do not end by themselves. */
    forMs: atLeast(0).optional(),
    ...measuredShape,
  })
  .superRefine(({ metrics = [], forMs }, context) => {
    const names = forMs === undefined ? endless(metrics) : [];
    if (names.length === 0) return;
    const message = `${names.join(", ")} would be measured for ever: write a count, a consecutiveSuccessLimit, or forMs beside the metrics`;
    context.addIssue({ code: "custom", path: ["metrics"], message });
  });

export type HealthInput = Data<typeof healthInput>;

/** The signals that the check is about where only metrics are written: what it always looks at. */
const PLAIN: readonly Signal[] = ["readiness", "nodes", "workloads"];

/** What is measured under limits; undefined for a check that only looks whether the cluster is well. */
export function gateMetrics(input: HealthInput): readonly Metric[] | undefined {
  const { baseline, signals, metrics, addons, inconclusiveAllowed } = input;
  if ([baseline, signals, metrics, addons].every((given) => given === undefined)) return undefined;
  return metricsOf(input, baseline === undefined ? PLAIN : ALL_SIGNALS, {
    intervalMs: input.intervalMs,
    failureLimit: input.failuresAllowed,
    inconclusiveLimit: inconclusiveAllowed,
    // An error is measured again sooner than anything else: as much time, in more looks.
    consecutiveErrorLimit: Math.ceil(inconclusiveAllowed * 1.5),
    consecutiveSuccessLimit: input.consecutivePasses,
  });
}

const rowsSchema = z.strictObject({
  passes: z.int(),
  failures: z.int(),
  inconclusive: z.int(),
});

/** Looks in a row of each kind. */
type Rows = Data<typeof rowsSchema>;

/** Adds one look: passes in a row make it healthy, failures or looks without a verdict in a row end it. */
export function decideHealth(
  seen: HealthSeen,
  input: HealthInput,
  { memo }: LookContext,
): Decision<never> {
  const before = readMemo(rowsSchema, memo) ?? { passes: 0, failures: 0, inconclusive: 0 };
  const verdict = measureHealth(seen);
  const rows = addLook(before, verdict);
  return { deeds: [], outcome: outcomeOf(verdict, rows, input), memo: { ...rows } };
}

/** A look without a verdict breaks a row of passes but not one of failures: it is no sign of health. */
function addLook(rows: Rows, verdict: GateVerdict): Rows {
  switch (verdict.kind) {
    case "pass":
      return { passes: rows.passes + 1, failures: 0, inconclusive: 0 };
    case "fail":
      return { passes: 0, failures: rows.failures + 1, inconclusive: 0 };
    case "inconclusive":
      return { ...rows, passes: 0, inconclusive: rows.inconclusive + 1 };
  }
}

function outcomeOf(verdict: GateVerdict, rows: Rows, input: HealthInput): Outcome {
  const words = evidenceWords(verdict.evidence);
  const goesOn = (progress: string): Outcome => ({
    kind: "requeue",
    afterMs: input.intervalMs,
    progress,
  });
  switch (verdict.kind) {
    case "pass":
      return rows.passes >= input.consecutivePasses
        ? { kind: "done", summary: `healthy: ${words}, ${inARow(rows.passes)}` }
        : goesOn(`healthy in ${rows.passes} of ${input.consecutivePasses} looks: ${words}`);
    case "fail":
      return rows.failures > input.failuresAllowed
        ? { kind: "failed", class: "terminal", why: `${words} for ${inARow(rows.failures)}` }
        : goesOn(`not healthy, ${ofAllowed(rows.failures, input.failuresAllowed)}: ${words}`);
    case "inconclusive":
      return rows.inconclusive > input.inconclusiveAllowed
        ? {
            kind: "failed",
            class: "terminal",
            why: `health is not known for ${inARow(rows.inconclusive)}: ${words}`,
          }
        : goesOn(
            `health is not known, ${ofAllowed(rows.inconclusive, input.inconclusiveAllowed)}: ${words}`,
          );
  }
}

function evidenceWords(evidence: readonly string[]): string {
  const more = evidence.length - NAMED;
  const named = evidence.slice(0, NAMED).join(", ");
  return more > 0 ? `${named} and ${more} more` : named;
}

const inARow = (looks: number): string => (looks === 1 ? "1 look" : `${looks} looks in a row`);

const ofAllowed = (looks: number, allowed: number): string =>
  `${inARow(looks)} of at most ${allowed}`;
