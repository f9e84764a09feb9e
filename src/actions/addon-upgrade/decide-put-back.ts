import { compareAddons } from "../../plan/path/parts/addon-versions.ts";
import type { AddonView } from "../../ports/addon-port.ts";
import type { Decision, LookContext } from "../action.ts";
import type { AddonDeed } from "./deed.ts";
import type { AddonMoveInput } from "./input.ts";
import { type AddonLook, ask, decision, LOOK_AGAIN_MS } from "./look.ts";
import { firstMemo, readAddonMemo } from "./memo.ts";
import { isSettled, isThere, keyOf, nameOf, unsettledWords } from "./standing.ts";

/** How long putting back is tried is for the upgrade to say, not for its step. */
const NO_DEADLINE_MS = Number.MAX_SAFE_INTEGER;

/**
 * Takes a part that was left in the middle back to the version before, if it was ours to move. CRDs
 * stay where they were brought to: what is stored by then could not be read otherwise.
 */
export function decideAddonPutBack(
  view: AddonView | undefined,
  written: AddonMoveInput,
  context: LookContext,
): Decision<AddonDeed> {
  const memo = readAddonMemo(context.memo);
  const part = view?.parts.find((one) => one.part === written.part);
  const name = nameOf(written);
  if (view === undefined || part === undefined) return nothing(`${name} is not there`, context);
  if (part.changedBy !== context.owner) {
    return nothing(`${name} was not moved by this upgrade${crdWords(view, memo?.from)}`, context);
  }
  const input = { ...written, progressDeadlineMs: NO_DEADLINE_MS };
  const to = memo?.from ?? part.before?.version ?? written.from;
  const first = memo ?? firstMemo(to, context.nowMs);
  return goBack({ view, part, input, direction: "rollBack", context, memo: first }, to);
}

function nothing(words: string, { memo }: LookContext): Decision<AddonDeed> {
  return {
    deeds: [],
    outcome: { kind: "done", summary: `nothing to take back: ${words}` },
    memo,
  };
}

function goBack(look: AddonLook, to: string): Decision<AddonDeed> {
  const { view, part, input } = look;
  const { workloads, upgradingTo } = part;
  const name = nameOf(input);
  const moved = workloads.filter(({ version }) => isThere(version, input.to, "upgrade"));
  const isMovedOn = upgradingTo !== undefined && compareAddons(upgradingTo, to) !== 0;
  if (isMovedOn || moved.length > 0) {
    // In place of a move that is under way, all of it goes back.
    const named = input.part === "proxies" && !isMovedOn ? moved.map(keyOf) : [];
    const deed = { kind: "rollBack", from: part.version, to, workloads: named } as const;
    return ask(look, deed, `${name} goes back to ${to}`);
  }
  if (upgradingTo !== undefined || !workloads.every(isSettled)) {
    const left = unsettledWords(workloads);
    const progress = `${name} goes back to ${to}${left === "" ? "" : `: ${left}`}`;
    return decision(look, { kind: "requeue", afterMs: LOOK_AGAIN_MS, progress });
  }
  const summary = `${name} is at ${to}, as before${crdWords(view, to)}`;
  return decision(look, { kind: "done", summary });
}

/** Nobody goes back with CRDs: told, because the cluster is not as it was before. */
function crdWords({ crds }: AddonView, to: string | undefined): string {
  if (crds === undefined || to === undefined || crds.version === "") return "";
  return compareAddons(crds.version, to) > 0 ? `; its CRDs stay at ${crds.version}` : "";
}
