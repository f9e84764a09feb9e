import type { Recovery, RecoveryStep } from "../model/plan.ts";
import type { Upgrade } from "../model/upgrade.ts";
import type { UpgradePlan } from "./turn.ts";

/** Whether steps that were done are undone when an upgrade ends early in this way. */
export function undoes({ undo }: Recovery, { ending }: Upgrade): boolean {
  const result = undo === "cancel" ? "cancelled" : "failed";
  return undo === "always" || (undo !== "never" && ending?.result === result);
}

/**
 * What of a recovery applies to an upgrade that ends early, in its order: the failure workflow of the
 * step that failed, the undoing of what was really done, from the last, and the failure workflow of
 * the cluster. Who cancels did not fail: failure workflows are not for that.
 */
export function recoveryOrder(
  { recovery, steps }: UpgradePlan,
  upgrade: Upgrade,
): readonly RecoveryStep[] {
  if (recovery === undefined) return [];
  const failed = upgrade.ending?.result === "failed";
  const passedOver = new Set(steps.filter((step) => step.continueOnError).map(({ id }) => id));
  const all = recovery.steps;
  const ofStep = all.filter(
    ({ when }) =>
      when.kind === "step-failed" &&
      upgrade.steps[when.step]?.status === "failed" &&
      !passedOver.has(when.step),
  );
  const done = undoes(recovery, upgrade) ? (upgrade.doneOrder ?? []) : [];
  const undone = done.toReversed().flatMap((id) => undoOf(recovery, id));
  const ofCluster = all.filter(({ when }) => when.kind === "upgrade-failed");
  return failed ? [...ofStep, ...undone, ...ofCluster] : undone;
}

/** The steps that undo one step, in their order. */
export function undoOf({ steps }: Recovery, id: string): readonly RecoveryStep[] {
  return steps.filter(({ when }) => when.kind === "undo" && when.step === id);
}
