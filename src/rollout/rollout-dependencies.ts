import type { Event } from "../model/event.ts";
import type { Followed } from "../model/rollout-state.ts";
import { yes, type Answered } from "./answer.ts";
import type { WaitReason } from "./why-waits.ts";
import { ask, change, say, type RolloutTurn } from "./turn.ts";

/** A rollout that this one waits for says where it stands: when it was asked, and whenever that changes. */
export interface RolloutFollowed {
  readonly kind: "followed";
  readonly rollout: string;
  readonly phase: Followed["phase"];
  /** Rollouts that it waits for itself, at whatever distance. */
  readonly waitsFor: readonly string[];
}

/** Whether the rollouts that this one depends on are done. */
export interface RolloutsBefore {
  readonly kind: "go" | "wait";
  readonly turn: RolloutTurn;
}

const ASKED: Followed = { phase: "asked", waitsFor: [] };

/**
 * Nothing starts until the rollouts that the plan names are done. Each is asked once, and tells of
 * itself from then on; that one cannot tell yet, because nobody made it, is told too.
 */
export function rolloutsBefore(start: RolloutTurn): RolloutsBefore {
  const { dependsOn = [] } = start.plan;
  const asked = dependsOn
    .filter((name) => start.state.followed?.[name] === undefined)
    .reduce((turn, name) => {
      const followed = { ...turn.state.followed, [name]: ASKED };
      return ask(change(turn, { followed }), { kind: "follow", rollout: name });
    }, start);
  const reasons = reasonsOfRollouts(asked);
  const [first] = reasons;
  if (first === undefined) return { kind: "go", turn: asked };
  return { kind: "wait", turn: sayRollouts(asked, reasons) };
}

/** Takes what another rollout says of itself; one that the plan does not name is nothing to it. */
export function takeFollowed(turn: RolloutTurn, said: RolloutFollowed): Answered {
  const { rollout, phase, waitsFor } = said;
  if (turn.plan.dependsOn?.includes(rollout) !== true) return yes(turn, "not waited for");
  const followed = { ...turn.state.followed, [rollout]: { phase, waitsFor } };
  return yes(change(turn, { followed }), "taken");
}

/** The rollouts that keep one from starting, with those that keep these: what it tells who follows it. */
export function waitsForOf({
  plan,
  state,
}: Pick<RolloutTurn, "plan" | "state">): readonly string[] {
  const all = (plan.dependsOn ?? []).map((name) => ({ name, ...standingOf(state, name) }));
  const open = all.filter(({ phase }) => phase !== "done");
  return [...new Set(open.flatMap(({ name, waitsFor }) => [name, ...waitsFor]))];
}

function standingOf({ followed = {} }: RolloutTurn["state"], rollout: string): Followed {
  return followed[rollout] ?? ASKED;
}

/** One rollout that is waited for, in words. */
export interface RolloutReason {
  readonly rollout: string;
  readonly words: string;
  readonly needsPerson: boolean;
}

/** Why the rollouts before this one keep it from starting anything. */
export function reasonsOfRollouts({
  plan,
  state,
}: Pick<RolloutTurn, "plan" | "state">): readonly RolloutReason[] {
  return (plan.dependsOn ?? []).flatMap((rollout): readonly RolloutReason[] => {
    const { phase, waitsFor } = standingOf(state, rollout);
    if (phase === "done") return [];
    if (waitsFor.includes(state.rollout)) {
      const words = `rollout ${rollout}, which waits for this one itself: a circle. Leave one of them out of dependsOn, then apply it again`;
      return [{ rollout, words, needsPerson: true }];
    }
    const { words, needsPerson } = phaseWords(rollout, phase);
    return [{ rollout, words: `rollout ${rollout}${words}`, needsPerson }];
  });
}

function phaseWords(
  rollout: string,
  phase: Exclude<Followed["phase"], "done">,
): { readonly words: string; readonly needsPerson: boolean } {
  switch (phase) {
    case "asked":
      return { words: "", needsPerson: false };
    case "running":
      return { words: ", which runs", needsPerson: false };
    case "unknown":
      return {
        words: ", which there is not yet: fleetlift apply -f FILE makes it",
        needsPerson: true,
      };
    case "planned":
      return {
        words: `, which is planned and not started: fleetlift start ${rollout}`,
        needsPerson: true,
      };
    case "stopped":
      return { words: `, which is stopped: fleetlift start ${rollout}`, needsPerson: true };
    case "failed":
      return {
        words: `, which failed: mend what failed, then fleetlift retry ${rollout}, or skip it`,
        needsPerson: true,
      };
    case "cancelling":
    case "cancelled":
      return {
        words: ", which was cancelled: apply it again, or leave it out of dependsOn",
        needsPerson: true,
      };
  }
}

function sayRollouts(turn: RolloutTurn, reasons: readonly RolloutReason[]): RolloutTurn {
  // Before there is an answer there is nothing to tell.
  const known = reasons.filter(({ rollout }) => turn.state.followed?.[rollout]?.phase !== "asked");
  const words = known.map((reason) => reason.words).join("; then ");
  const saidWaits = `rollouts:${words}`;
  if (known.length === 0 || turn.state.saidWaits === saidWaits) return turn;
  return say(change(turn, { saidWaits }), {
    kind: "cluster.waits",
    rule: "rollout-dependency",
    needsPerson: known.some(({ needsPerson }) => needsPerson),
    reason: `${NOTHING_STARTS}${words}`,
  });
}

const NOTHING_STARTS = "nothing starts: it waits for ";

/** What such an event says, as a reason for one cluster. */
export function toldRollouts({ reason, needsPerson = false }: Event): WaitReason {
  return { rule: "rollout-dependency", needsPerson, words: reason.slice(NOTHING_STARTS.length) };
}
