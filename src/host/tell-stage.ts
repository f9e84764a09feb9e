import type { Contacts } from "../model/fleet.ts";
import type { Plan } from "../model/plan.ts";
import { EffectFailed, type HostContext } from "../ports/host-port.ts";
import type { NotifyTold } from "../rollout/tasks/notify-task.ts";
import type { SharedContacts } from "./find-member.ts";
import type { HostServices } from "./host-services.ts";

export interface StageMessage {
  /** The same whenever this is told again. */
  readonly key: string;
  readonly audience: keyof Contacts;
  readonly text: string;
  readonly stage: string;
  readonly task: string;
  readonly round: number;
}

/**
 * Tells the people whom most clusters of the stage name for an audience, and says what came of it.
 * Nobody named is said; a channel that does not take it is said too, and stops nothing.
 */
export async function tellStage(
  context: HostContext,
  { notify, sharedContacts }: Pick<HostServices, "notify"> & { sharedContacts: SharedContacts },
  plan: Plan,
  { key, audience, text, stage, task, round }: StageMessage,
  nowMs: number,
): Promise<NotifyTold> {
  const told = { kind: "told", stage, task, round } as const;
  const names = plan.stages
    .filter(({ name }) => name === stage)
    .flatMap(({ clusters }) => clusters.map(({ name }) => name));
  try {
    const said = await context.effect("tell", async () => {
      const to = (await sharedContacts(plan.fleet, names))[audience];
      if (to === undefined) return `nobody is named for ${audience} in the fleet, nothing was sent`;
      await notify.notify({ key, audience, to, text, atMs: nowMs });
      return `told ${audience} (${to})`;
    });
    return { ...told, said };
  } catch (error) {
    if (!(error instanceof EffectFailed)) throw error;
    return { ...told, said: "", failed: error.message };
  }
}
