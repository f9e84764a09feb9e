import type { Recovery, RecoveryStep, Step } from "../model/plan.ts";
import type { Upgrade } from "../model/upgrade.ts";
import { cannotBeUndone } from "../plan/workflow/action-catalog.ts";
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
  const undone = reachable(done.toReversed(), steps).flatMap((id) => undoOf(recovery, id));
  const ofCluster = all.filter(({ when }) => when.kind === "upgrade-failed");
  return failed ? [...ofStep, ...undone, ...ofCluster] : undone;
}

/**
 * The way back ends at the first step that cannot be undone: what was done before that was done in
 * another world, and an add-on that was moved for a control plane's next minor must not go back
 * under it (I3).
 */
function reachable(back: readonly string[], steps: readonly Step[]): readonly string[] {
  const final = new Set(steps.filter(({ undo }) => cannotBeUndone(undo)).map(({ id }) => id));
  const end = back.findIndex((id) => final.has(id));
  return end < 0 ? back : back.slice(0, end);
}

/** The steps that undo one step, in their order. */
export function undoOf({ steps }: Recovery, id: string): readonly RecoveryStep[] {
  return steps.filter(({ when }) => when.kind === "undo" && when.step === id);
}
