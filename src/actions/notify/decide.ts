import * as z from "zod";
import type { Data } from "../../model/data.ts";
import type { Contacts } from "../../model/fleet.ts";
import type { Audience } from "../../model/messaging.ts";
import type { Decision, LookContext } from "../action.ts";

export const notifyInput = z.strictObject({
  audience: z.enum(["operations", "support", "customers"], {
    error: "expected whom to tell: operations, support or customers",
  }),
  text: z.string().min(1, "expected what to tell them"),
});

export type NotifyInput = Data<typeof notifyInput>;

/** Hands a notice to the channel. */
export type TellDeed = {
  readonly kind: "tell";
  /** The same in every look of this step, so that a channel that can drops the second. */
  readonly key: string;
  readonly audience: Audience;
  readonly to: string;
  readonly text: string;
  readonly atMs: number;
};

/** Tells once, and is done when the channel has taken it. Nobody named is no failure, and is said. */
export function decideNotify(
  contacts: Contacts,
  { audience, text }: NotifyInput,
  { memo, nowMs, owner, step, skipped }: LookContext,
): Decision<TellDeed> {
  const to = contacts[audience];
  if (to === undefined) {
    const summary = `nobody is named for ${audience} in the fleet: nothing was sent`;
    return { deeds: [], outcome: { kind: "done", summary }, memo };
  }
  const key = `${owner}/${step}/${audience}`;
  // The text was written for an upgrade that does all its steps.
  const said =
    skipped.length === 0 ? text : `${text} But these steps were skipped: ${skipped.join("; ")}.`;
  return {
    deeds: [{ kind: "tell", key, audience, to, text: said, atMs: nowMs }],
    outcome: { kind: "done", summary: `told ${audience} (${to})` },
    memo,
  };
}
