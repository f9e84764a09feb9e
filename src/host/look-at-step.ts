import {
  outcomeOfFailure,
  type Action,
  type LookContext,
  type LookResult,
} from "../actions/action.ts";
import { evidenceStore } from "../actions/evidence-store.ts";
import { findAction, packOfUse } from "../actions/pinned-actions.ts";
import type { Step } from "../model/plan.ts";
import { clusterOfUpgrade, upgradeKey, type Upgrade } from "../model/upgrade.ts";
import { systemClock } from "../platform/clock.ts";
import type { HostContext } from "../ports/host-port.ts";
import { leftOutByPerson } from "../upgrade/ending.ts";
import { stepsOf, type UpgradeCommand, type UpgradePlan } from "../upgrade/turn.ts";
import { openMember } from "./open-member.ts";
import { openPeople } from "./open-people.ts";
import { openReference } from "./open-reference.ts";
import type { UpgradeRef, UpgradeTools } from "./upgrade-tools.ts";

/** What a look is made in. */
export interface LookPlace {
  readonly context: HostContext;
  readonly tools: UpgradeTools;
  readonly plan: UpgradePlan;
  readonly ref: UpgradeRef;
  readonly upgrade: Upgrade;
  readonly nowMs: number;
}

/**
 * One look of a step's action; `intend` records what it is about to do. A step or action that is
 * not known fails for good, and so does one that throws by a fault of its own: thrown on, the
 * message would be handled again for ever, and the cluster would stand there without a word. What
 * the host throws (an effect that failed, a handling that is cut off) is the host's to handle.
 */
export async function lookAtStep(
  place: LookPlace,
  command: Extract<UpgradeCommand, { kind: "look" }>,
  intend: (words: readonly string[]) => Promise<void>,
): Promise<LookResult> {
  const { context, tools, ref, upgrade } = place;
  const step = stepsOf(place).find(({ step: { id } }) => id === command.step)?.step;
  if (step === undefined) return notLooked(command, `the plan has no step ${command.step}`);
  const action = await actionFor(tools, upgrade, step);
  if ("missing" in action) return notLooked(command, action.missing);
  const ofHost = new Set<unknown>();
  const hosted = async <T>(asked: Promise<T>): Promise<T> => {
    try {
      return await asked;
    } catch (error) {
      ofHost.add(error);
      throw error;
    }
  };
  try {
    return await action.look(command.with, {
      context: lookContext(place, step, command),
      mode: command.mode,
      effect: (name, run) => hosted(context.effect(`${command.step}: ${name}`, run)),
      intend: (words) => hosted(intend(words)),
      openMember: () => openMember(tools, upgrade, ref),
      openPeople: () => openPeople(tools, upgrade, ref),
      openReference: () => openReference(tools, upgrade, ref),
      stopwatch: tools.services.stopwatch ?? (() => systemClock.nowMs()),
      openEvidence: () =>
        Promise.resolve(evidenceStore(tools.services.records, nameOf(upgrade, command.step))),
    });
  } catch (error) {
    if (ofHost.has(error)) throw error;
    return { outcome: outcomeOfFailure(error), memo: command.memo };
  }
}

/** Of one step of one attempt. */
const nameOf = ({ rollout, cluster, attempt }: Upgrade, step: string): string =>
  `${upgradeKey(rollout, cluster, attempt)}/${step}`;

/** As it was when the plan was made: of a pack, whatever is installed now. */
async function actionFor(
  { services, loadPlan }: UpgradeTools,
  { plan }: Upgrade,
  { uses }: Step,
): Promise<Action | { readonly missing: string }> {
  const pins = packOfUse(uses) === undefined ? undefined : (await loadPlan(plan)).packs;
  return findAction(services, pins, uses);
}

/** Of a step that was never begun, and never can be, there is nothing to put back either. */
function notLooked(
  { memo, mode }: Pick<Extract<UpgradeCommand, { kind: "look" }>, "memo" | "mode">,
  why: string,
): LookResult {
  if (mode === "putBack" && memo === null)
    return { outcome: { kind: "done", summary: `nothing to put back: ${why}` }, memo };
  return { outcome: { kind: "failed", class: "terminal", why }, memo };
}

function lookContext(
  { plan, upgrade, nowMs }: LookPlace,
  { retry }: Step,
  command: Extract<UpgradeCommand, { kind: "look" }>,
): LookContext {
  const { rollout, cluster, attempt } = upgrade;
  return {
    nowMs,
    rollout,
    cluster: clusterOfUpgrade(upgrade) ?? "",
    attempt,
    step: command.step,
    owner: upgradeKey(rollout, cluster, attempt),
    skipped: leftOutByPerson({ plan, upgrade }).map(({ step }) => step.title),
    startedAtMs: command.startedAtMs,
    upgradeStartedAtMs: upgrade.startedAtMs,
    retries: retry.limit,
    memo: command.memo,
  };
}
