import type { Json } from "../model/data.ts";
import type { Outcome } from "../model/outcome.ts";
import type { PersonOrder, Upgrade } from "../model/upgrade.ts";
import { clip } from "./clip.ts";
import { end, endUnreachable } from "./ending.ts";
import { takeLook } from "./looked.ts";
import { takeOrder } from "./orders.ts";
import { settle } from "./settle.ts";
import {
  ask,
  change,
  isActive,
  isLate,
  isOver,
  say,
  type LookMode,
  type PlacedStep,
  stepsOf,
  type Turn,
  type UpgradePlan,
} from "./turn.ts";

/** How often a member that another upgrade holds is asked for again. */
const LEASE_AGAIN_MS = 30_000;

/** One that cannot be reached is asked so often in a row, with so much time in between, and left alone then. */
const UNREACHED_ASKS = 3;
const UNREACHED_AGAIN_MS = 60_000;

export type UpgradeInput =
  | { readonly kind: "tick" }
  | { readonly kind: "leased"; readonly fence: number }
  /** The member cannot be had now: somebody else holds it, or it cannot be reached. */
  | {
      readonly kind: "leaseLater";
      readonly why: string;
      /** Nobody holds it: it gives no answer. */
      readonly unreachable?: true | undefined;
    }
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
      return look(settle(askLease(turn)));
    case "leased":
      return settle(takeLease(turn, input.fence));
    case "leaseLater":
      return waitForLease(turn, clip(input.why), input.unreachable === true);
    case "leaseRefused":
      return end(turn, "failed", clip(input.why), "fleetlift");
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
  const looks = Object.values({ ...upgrade.steps, ...upgrade.recovery })
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

/** One that is held is waited for; one that gives no answer holds its slot for a few asks only. */
function waitForLease(turn: Turn, why: string, isUnreachable: boolean): Turn {
  if (turn.upgrade.phase !== "leasing") return turn;
  const unreached = isUnreachable ? (turn.upgrade.unreached ?? 0) + 1 : 0;
  if (unreached >= UNREACHED_ASKS) return endUnreachable(turn, why);
  const waiting = change(turn, {
    leaseLookAtMs: turn.nowMs + (isUnreachable ? UNREACHED_AGAIN_MS : LEASE_AGAIN_MS),
    leaseWaitsFor: why,
    unreached,
  });
  if (turn.upgrade.leaseWaitsFor === why) return waiting;
  return say(waiting, {
    kind: "upgrade.waits",
    rule: isUnreachable ? "unreachable" : "one-upgrade-a-member",
    reason: `waits: ${why}`,
  });
}

/**
 * One look at a time, at the step that is due longest: what it leads to may turn the other open steps
 * to putting back, and they must not be driven forward any more (I9).
 */
function look(turn: Turn): Turn {
  const [due] = stepsOf(turn)
    .filter(({ state }) => isActive(state) && turn.nowMs >= state.nextLookAtMs)
    .toSorted((a, b) => a.state.nextLookAtMs - b.state.nextLookAtMs);
  if (due === undefined) return turn;
  const { step, state } = due;
  return ask(turn, {
    kind: "look",
    step: step.id,
    mode: modeOf(turn, due),
    with: state.with ?? step.with,
    startedAtMs: state.tryStartedAtMs,
    memo: state.memo,
  });
}

function modeOf(turn: Turn, { step, state }: PlacedStep): LookMode {
  if (state.status === "puttingBack") return "putBack";
  return isLate(turn, step, state) ? "last" : "forward";
}
