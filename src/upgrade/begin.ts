import { SCHEMA_VERSION } from "../model/names.ts";
import { emptyHead, upgradeStream } from "../model/event.ts";
import type { StepState, Upgrade } from "../model/upgrade.ts";
import { changeStep, say, type Turn, type UpgradePlan } from "./turn.ts";

export interface UpgradeOrder {
  readonly rollout: string;
  readonly cluster: string;
  readonly member: string;
  readonly identity: string;
  readonly attempt: number;
  readonly plan: string;
  /** Key of the flow that it is, when it is no cluster's upgrade. */
  readonly flow?: string | undefined;
  /** Steps that a person chose to leave out of this attempt. */
  readonly skips: readonly {
    readonly step: string;
    readonly actor: string;
    readonly reason: string;
  }[];
}

/** A step that nothing was done of yet. */
export const UNTOUCHED: StepState = {
  status: "pending",
  failures: 0,
  firstStartedAtMs: 0,
  tryStartedAtMs: 0,
  nextLookAtMs: 0,
  said: "",
  endsAs: "cancelled",
  memo: null,
};

/**
 * A new attempt: it asks for the member's lease first, and looks at every step anew, whatever an
 * earlier attempt saw. A flow moves nothing of a member's versions, and asks for no lease.
 */
export function begin(plan: UpgradePlan, order: UpgradeOrder, nowMs: number): Turn {
  const { skips, flow, ...named } = order;
  const upgrade: Upgrade = {
    ...named,
    ...(flow === undefined ? {} : { flow }),
    schemaVersion: SCHEMA_VERSION,
    kind: "Upgrade",
    phase: flow === undefined ? "leasing" : "running",
    startedAtMs: nowMs,
    leaseLookAtMs: nowMs,
    steps: Object.fromEntries(plan.steps.map((step) => [step.id, UNTOUCHED])),
    head: emptyHead(upgradeStream(order.rollout, order.cluster, order.attempt)),
  };
  const empty: Turn = { plan, nowMs, upgrade, events: [], commands: [] };
  const again = order.attempt === 1 ? "" : `, attempt ${order.attempt}`;
  const started = say(empty, {
    kind: "upgrade.started",
    plan: order.plan,
    reason: `${flow === undefined ? "upgrade starts" : "starts"}${again}: ${plan.steps.length} steps`,
  });
  return skips.reduce(skipFromTheStart, started);
}

function skipFromTheStart(turn: Turn, skip: UpgradeOrder["skips"][number]): Turn {
  if (turn.upgrade.steps[skip.step] === undefined) return turn;
  return say(changeStep(turn, skip.step, { status: "skipped", said: skip.reason }), {
    kind: "step.skipped",
    step: skip.step,
    actor: skip.actor,
    reason: `${skip.step} is skipped by ${skip.actor}: ${skip.reason}`,
  });
}
