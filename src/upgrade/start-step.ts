import type { Json } from "../model/data.ts";
import type { Step } from "../model/plan.ts";
import { resolveAtRun, type FailureSeen, type StepSeen } from "../plan/workflow/resolve-at-run.ts";
import { sizeOf } from "./clip.ts";
import { failUnbegun } from "./fail-step.ts";
import { changeStep, say, type Turn } from "./turn.ts";

/** What is filled in is kept from look to look, so it has to leave room in a key's state. */
const INPUTS_LIMIT_BYTES = 8 * 1024;

/**
 * Starts a step whose turn has come; or skips it, when its condition says so: an `if` can do nothing
 * else. An expression that cannot be evaluated fails it before anything was done.
 */
export function startStep(turn: Turn, step: Step): Turn {
  // Most steps ask nothing: all that they are was known when the plan was made.
  const isOpen = JSON.stringify(step.with).includes("${{");
  if (step.if === undefined && !isOpen) return begun(turn, step, undefined);
  const now = resolveAtRun(step, seenOf(turn), failureOf(turn));
  switch (now.kind) {
    case "skip":
      return skipByCondition(turn, step, now.why);
    case "wrong":
      return failUnbegun(turn, step, now.why);
    case "run":
      return isOpen ? keepInputs(turn, step, now.with) : begun(turn, step, undefined);
  }
}

/** Every step of the plan as expressions see it: its status, and what it gave. */
function seenOf({ upgrade }: Turn): Readonly<Record<string, StepSeen>> {
  const { steps, recovery, outputs = {} } = upgrade;
  return Object.fromEntries(
    Object.entries({ ...steps, ...recovery }).map(([id, { status }]) => [
      id,
      { status, outputs: outputs[id] ?? {} },
    ]),
  );
}

/** What ended the upgrade, for the steps that run because of it. */
function failureOf({ plan, upgrade }: Turn): FailureSeen | undefined {
  const { ending, steps } = upgrade;
  const failed = plan.steps.find(
    ({ id, continueOnError }) => steps[id]?.status === "failed" && continueOnError !== true,
  );
  if (ending === undefined || failed === undefined) return undefined;
  return { step: failed.id, title: failed.title, reason: ending.reason };
}

function skipByCondition(turn: Turn, step: Step, why: string): Turn {
  const skipped = changeStep(turn, step.id, { status: "skipped", skippedBy: "if", said: why });
  const reason = `${step.title} is skipped: ${why}`;
  return say(skipped, { kind: "step.skipped", step: step.id, rule: "if", reason });
}

/** The inputs are the same at every look, whatever becomes of the steps that they were filled in from. */
function keepInputs(turn: Turn, step: Step, inputs: Readonly<Record<string, Json>>): Turn {
  const bytes = sizeOf(inputs);
  if (bytes <= INPUTS_LIMIT_BYTES) return begun(turn, step, inputs);
  const why = `its inputs are ${bytes} bytes once they are filled in, and at most ${INPUTS_LIMIT_BYTES} can be kept`;
  return failUnbegun(turn, step, why);
}

function begun(turn: Turn, step: Step, inputs: Readonly<Record<string, Json>> | undefined): Turn {
  const started = changeStep(turn, step.id, {
    status: "running",
    firstStartedAtMs: turn.nowMs,
    tryStartedAtMs: turn.nowMs,
    nextLookAtMs: turn.nowMs,
    ...(inputs === undefined ? {} : { with: inputs }),
  });
  return say(started, { kind: "step.started", step: step.id, reason: `${step.title} starts` });
}
