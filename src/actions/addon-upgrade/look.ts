import { formatDuration } from "../../model/duration.ts";
import { sha256 } from "../../model/hash.ts";
import type { Outcome } from "../../model/outcome.ts";
import type { AddonPartView, AddonView } from "../../ports/addon-port.ts";
import type { Decision, LookContext } from "../action.ts";
import { ASK_AGAIN_MS, mayAsk } from "../start-answer.ts";
import type { AddonDeed } from "./deed.ts";
import type { AddonMoveInput } from "./input.ts";
import { type AddonMemo, withProgress, writeAddonMemo } from "./memo.ts";
import { type Direction, unsettledWords } from "./standing.ts";

export const LOOK_AGAIN_MS = 10_000;

/** One look at a part that is there, with what the looks before left. */
export interface AddonLook {
  readonly view: AddonView;
  readonly part: AddonPartView;
  readonly input: AddonMoveInput;
  readonly direction: Direction;
  readonly context: LookContext;
  readonly memo: AddonMemo;
}

export function decision(look: AddonLook, outcome: Outcome): Decision<AddonDeed> {
  return { deeds: [], outcome, memo: writeAddonMemo(look.memo) };
}

export function fails(look: AddonLook, why: string): Decision<AddonDeed> {
  return decision(look, { kind: "failed", class: "terminal", why });
}

/** Something that this upgrade did not ask for goes on; it is looked at again when that may be over. */
export function waits(look: AddonLook, words: string): Decision<AddonDeed> {
  const outcome: Outcome = {
    kind: "waiting",
    afterMs: ASK_AGAIN_MS,
    for: words,
    needsPerson: false,
  };
  return decision(look, outcome);
}

/**
 * It goes on by itself, or fails when nothing moved for too long while it was watched: what a version
 * that never becomes healthy looks like from outside.
 */
export function goesOn(look: AddonLook, words: string): Decision<AddonDeed> {
  const { view, part, input, context } = look;
  const seen = sha256(JSON.stringify([words, part, view.crds])).slice(0, 12);
  const memo = withProgress(look.memo, seen, context.nowMs);
  const { progressDeadlineMs } = input;
  if (memo.progress.stillMs < progressDeadlineMs) {
    const progress: Outcome = { kind: "requeue", afterMs: LOOK_AGAIN_MS, progress: words };
    return decision({ ...look, memo }, progress);
  }
  const unsettled = unsettledWords(part.workloads);
  const why = unsettled === "" || words.includes(unsettled) ? [] : [unsettled];
  const still = `nothing of it has moved for ${formatDuration(progressDeadlineMs)}`;
  return fails({ ...look, memo }, [words, ...why, still].join("; "));
}

/** Asks for something, or waits for the effect of having asked: a request may be lost, and is made again. */
export function ask(
  look: AddonLook,
  deed: Pick<AddonDeed, "kind" | "from" | "to"> & { readonly workloads?: readonly string[] },
  words: string,
): Decision<AddonDeed> {
  const { view, input, context, memo } = look;
  const { workloads = [], ...rest } = deed;
  const what = [deed.kind, ...workloads.slice(0, 1)].join(" ");
  const askedAtMs = memo.asked?.what === what ? memo.asked.atMs : undefined;
  if (!mayAsk(askedAtMs, context.nowMs)) return goesOn(look, words);
  if (view.managedBy.kind === "gitops") {
    return fails(
      look,
      `${view.name} is managed by ${view.managedBy.name}, which would take back what is changed here. Nothing was asked for; bring it to ${deed.to} there`,
    );
  }
  const asked = { ...look, memo: { ...memo, asked: { what, atMs: context.nowMs } } };
  const { addon, part } = input;
  const full: AddonDeed = { ...rest, addon, part, workloads, owner: context.owner };
  return { ...goesOn(asked, words), deeds: [full] };
}
