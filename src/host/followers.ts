/**
 * Job: rollouts that wait for others. One that waits asks the other to tell it where it stands; that
 * one answers, and tells again whenever it changes. Messages only, never a call: two rollouts that
 * wait for each other lock nothing, and see the circle in what they are told.
 * Owns: under the key `followers`, the rollouts that asked; also of a rollout that there is not yet.
 */
import type { Plan } from "../model/plan.ts";
import type { Followed, RolloutState } from "../model/rollout-state.ts";
import type { HostContext } from "../ports/host-port.ts";
import { waitsForOf } from "../rollout/rollout-dependencies.ts";
import { ROLLOUT } from "./object-names.ts";

const UNKNOWN: Followed = { phase: "unknown", waitsFor: [] };

/** Where a rollout stands, for those that wait for it. */
export function standing(plan: Plan, state: RolloutState): Followed {
  return { phase: state.phase, waitsFor: waitsForOf({ plan, state }) };
}

/** Notes who asked, and answers; asking twice is answered twice. */
export async function takeFollower(
  context: HostContext,
  by: string,
  stands: Followed | undefined,
): Promise<void> {
  const followers = await readFollowers(context);
  if (!followers.includes(by)) context.set("followers", [...followers, by]);
  tell(context, by, stands ?? UNKNOWN);
}

/** Tells those who asked, if there is news for them. */
export async function tellFollowers(
  context: HostContext,
  before: Followed | undefined,
  after: Followed,
): Promise<void> {
  if (JSON.stringify(before) === JSON.stringify(after)) return;
  for (const by of await readFollowers(context)) tell(context, by, after);
}

async function readFollowers(context: HostContext): Promise<readonly string[]> {
  return (await context.get<readonly string[]>("followers")) ?? [];
}

function tell(context: HostContext, by: string, stands: Followed): void {
  context.send(ROLLOUT, by, { kind: "followed", rollout: context.key, ...stands });
}
