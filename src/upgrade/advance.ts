import type { Json } from "../model/data.ts";
import { formatDuration } from "../model/duration.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Step } from "../model/plan.ts";
import type { PersonOrder, StepState, Upgrade } from "../model/upgrade.ts";
import { end } from "./ending.ts";
import { failStep, takeLook } from "./looked.ts";
import { takeOrder } from "./orders.ts";
import { settle } from "./settle.ts";
import {
  ask,
  change,
  isActive,
  isOver,
  say,
  stepsOf,
  type Turn,
  type UpgradePlan,
} from "./turn.ts";

/** How often a member that another upgrade holds is asked for again. */
const LEASE_AGAIN_MS = 30_000;

export type UpgradeInput =
  | { readonly kind: "tick" }
  | { readonly kind: "leased"; readonly fence: number }
  /** The member cannot be had now: somebody else holds it, or it cannot be reached. */
  | { readonly kind: "leaseLater"; readonly why: string }
  /** The member is not what was planned for; nothing may be done to it. */
  | { readonly kind: "leaseRefused"; readonly why: string }
  /** What a look is about to do, in words; it is recorded before it is done. */
  | { readonly kind: "intends"; readonly step: string; readonly deeds: readonly string[] }
  | {
      readonly kind: "looked";
      readonly step: string;
      readonly outcome: Outcome;
      readonly memo: Json;
    }
  | PersonOrder;

/**
 * The state machine of one cluster's upgrade: what happened, and the upgrade with the events to
 * record and the commands to carry out. Pure: `nowMs` is the fleet's clock; jitter comes from the
 * upgrade's own name. An upgrade that is over takes nothing in.
 */
export function advance(
  plan: UpgradePlan,
  upgrade: Upgrade,
  input: UpgradeInput,
  nowMs: number,
): Turn {
  const turn: Turn = { plan, nowMs, upgrade, events: [], commands: [] };
  if (isOver(upgrade)) return turn;
  switch (input.kind) {
    case "tick":
      return look(settle(expire(askLease(turn))));
    case "leased":
      return settle(takeLease(turn, input.fence));
    case "leaseLater":
      return waitForLease(turn, input.why);
    case "leaseRefused":
      return end(turn, "failed", input.why, "fleetlift");
    case "intends":
      return say(turn, { kind: "step.intends", step: input.step, reason: input.deeds.join("; ") });
    case "looked":
      return settle(takeLook(turn, input.step, input.outcome, input.memo));
    case "pause":
    case "resume":
    case "cancel":
    case "retry":
    case "skip":
      return settle(takeOrder(turn, input));
  }
}

/** When the upgrade wants its next tick, in epoch milliseconds; undefined when only an order moves it. */
export function nextTickAtMs(upgrade: Upgrade): number | undefined {
  if (isOver(upgrade)) return undefined;
  if (upgrade.phase === "leasing") return upgrade.leaseLookAtMs;
  const looks = Object.values(upgrade.steps)
    .filter(isActive)
    .map((state) => state.nextLookAtMs);
  return looks.length === 0 ? undefined : Math.min(...looks);
}

function askLease(turn: Turn): Turn {
  const { phase, leaseLookAtMs } = turn.upgrade;
  return phase === "leasing" && turn.nowMs >= leaseLookAtMs
    ? ask(turn, { kind: "acquireLease" })
    : turn;
}

function takeLease(turn: Turn, fence: number): Turn {
  if (turn.upgrade.phase !== "leasing") return turn;
  return say(change(turn, { phase: "running", fence }), {
    kind: "upgrade.leased",
    reason: `holds the lease of ${turn.upgrade.member}, number ${fence}`,
  });
}

function waitForLease(turn: Turn, why: string): Turn {
  if (turn.upgrade.phase !== "leasing") return turn;
  const waiting = change(turn, {
    leaseLookAtMs: turn.nowMs + LEASE_AGAIN_MS,
    leaseWaitsFor: why,
  });
  if (turn.upgrade.leaseWaitsFor === why) return waiting;
  return say(waiting, {
    kind: "upgrade.waits",
    rule: "one-upgrade-a-member",
    reason: `waits: ${why}`,
  });
}

/** A step that has lasted longer than its timeout fails; looking again would only be waiting longer. */
function expire(turn: Turn): Turn {
  const late = stepsOf(turn).find(({ step, state }) => isExpired(turn, step, state));
  if (late === undefined) return turn;
  const words = late.state.said === "" ? "" : `; last seen: ${late.state.said}`;
  return failStep(
    turn,
    late.step,
    `timed out after ${formatDuration(late.step.timeoutMs)}${words}`,
  );
}

function isExpired(turn: Turn, step: Step, state: StepState): boolean {
  if (!isActive(state) || state.status === "puttingBack") return false;
  return turn.nowMs - state.firstStartedAtMs > step.timeoutMs;
}

function look(turn: Turn): Turn {
  return stepsOf(turn)
    .filter(({ state }) => isActive(state) && turn.nowMs >= state.nextLookAtMs)
    .reduce(
      (next, { step, state }) =>
        ask(next, {
          kind: "look",
          step: step.id,
          mode: state.status === "puttingBack" ? "putBack" : "forward",
          startedAtMs: state.tryStartedAtMs,
          memo: state.memo,
        }),
      turn,
    );
}
