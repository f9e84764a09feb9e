import type { Decision, LookContext } from "../action.ts";
import { FOREIGN_WRITER } from "../foreign-writer.ts";
import { decideProviderRolls, leaveProviderRoll } from "./decide-provider-rolls.ts";
import { decideWeRoll } from "./decide-we-roll.ts";
import type { RollDeed } from "./deed.ts";
import { foreignRoll } from "./foreign-roll.ts";
import type { RollInput } from "./input.ts";
import { putBackPool } from "./put-back.ts";
import { readRoll, type Roll, type RollSeen } from "./roll.ts";

/** One look at a pool on its way to a version, in the dialect of its provider. */
export function decideRoll(
  seen: RollSeen,
  input: RollInput,
  context: LookContext,
): Decision<RollDeed> {
  const roll = findRoll(seen, input, context);
  if (roll === undefined) {
    const names = seen.view.pools.map(({ name }) => name).join(", ");
    const why = `the provider knows no pool ${input.pool}; it has ${names === "" ? "none" : names}`;
    return { deeds: [], outcome: { kind: "failed", class: "terminal", why }, memo: context.memo };
  }
  const foreign = foreignRoll(seen.view, input, context);
  if (foreign !== undefined) {
    const outcome = {
      kind: "failed",
      class: "terminal",
      why: foreign,
      rule: FOREIGN_WRITER,
    } as const;
    return { deeds: [], outcome, memo: context.memo };
  }
  switch (input.dialect) {
    case "providerRolls":
      return decideProviderRolls(roll);
    case "weRoll":
      return decideWeRoll(roll);
  }
}

/** Takes off what we marked, when the step ends before it is done (I9). */
export function putBackRoll(
  seen: RollSeen,
  input: RollInput,
  context: LookContext,
): Decision<RollDeed> {
  const roll = findRoll(seen, input, context);
  if (roll === undefined) {
    const summary = `nothing to put back: pool ${input.pool} is gone`;
    return { deeds: [], outcome: { kind: "done", summary }, memo: context.memo };
  }
  switch (input.dialect) {
    case "providerRolls":
      return leaveProviderRoll(roll);
    case "weRoll":
      return putBackPool(roll);
  }
}

function findRoll(seen: RollSeen, input: RollInput, context: LookContext): Roll | undefined {
  const pool = seen.view.pools.find(({ name }) => name === input.pool);
  return pool === undefined ? undefined : readRoll(pool, seen, input, context);
}
