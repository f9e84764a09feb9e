import { SCHEMA_VERSION } from "../model/names.ts";
import { emptyHead, rolloutStream } from "../model/event.ts";
import { shortHash } from "../model/hash.ts";
import type { Plan } from "../model/plan.ts";
import type { RolloutState, StageCounts } from "../model/rollout-state.ts";
import { no, yes, type Answered } from "./answer.ts";
import { change, say, totalRunning, type RolloutTurn } from "./turn.ts";
import { noteAsker } from "./tasks/asked-by.ts";
import { roundsSoFar } from "./tasks/rounds.ts";
import { byPerson, many, runningAre } from "./words.ts";

const UNOPENED: StageCounts = {
  opened: false,
  running: 0,
  done: 0,
  failed: 0,
  cancelled: 0,
  skipped: 0,
  held: 0,
  cursor: 0,
};

/** The state of a rollout under a plan that nothing was done of yet; `before` keeps the story going. */
export function freshState(
  plan: Plan,
  hash: string,
  before: RolloutState | undefined,
): RolloutState {
  return {
    schemaVersion: SCHEMA_VERSION,
    kind: "RolloutState",
    rollout: plan.rollout,
    fleet: plan.fleet,
    plan: hash,
    phase: "planned",
    stage: 0,
    stages: plan.stages.map(() => UNOPENED),
    saidWaits: "",
    saidHeld: false,
    ...(before === undefined
      ? {}
      : { planNumber: (before.planNumber ?? 0) + 1, rounds: roundsSoFar(before) }),
    head: before?.head ?? emptyHead(rolloutStream(plan.rollout)),
  };
}

/**
 * Takes a plan. The one it has already changes nothing. Another takes its place only while no
 * upgrade runs, because an approved plan is the plan that runs (I14).
 */
export function takePlan(
  plan: Plan,
  hash: string,
  before: RolloutState | undefined,
  actor: string,
  nowMs: number,
  request?: string,
): Answered {
  const turn: RolloutTurn = {
    plan,
    nowMs,
    request,
    state: before ?? freshState(plan, hash, undefined),
    changed: new Map(),
    events: [],
    commands: [],
  };
  const name = plan.rollout;
  if (before?.plan === hash)
    return yes(turn, `rollout ${name} has plan ${shortHash(hash)} already`);
  if (before !== undefined && (before.phase === "running" || totalRunning(before) > 0)) {
    return no(
      turn,
      `rollout ${name} is at work under plan ${shortHash(before.plan)}`,
      `fleetlift stop ${name}, wait until nothing runs, then apply again`,
    );
  }
  const total = plan.stages.reduce((sum, stage) => sum + stage.clusters.length, 0);
  const fresh = noteAsker({ ...turn, state: freshState(plan, hash, before) }, actor);
  const words = `rollout ${name} takes plan ${shortHash(hash)}: ${many(total, "cluster")} in ${many(plan.stages.length, "stage")}${blockedWords(plan, hash)}`;
  return yes(say(fresh, { kind: "rollout.planned", plan: hash, actor, reason: words }), words);
}

/** A plan that leaves out what it should upgrade says so wherever it is taken, not only where it is read. */
function blockedWords({ leftOut }: Plan, hash: string): string {
  const blocked = leftOut.filter(({ kind }) => kind === "blocked").length;
  return blocked === 0
    ? ""
    : `; ${many(blocked, "cluster")} cannot be upgraded, and why: fleetlift describe plan ${shortHash(hash)}`;
}

/** Lets it start what may start. What cannot be kept is refused whole, before the first cluster moves. */
export function run(
  turn: RolloutTurn,
  actor: string,
  reason: string,
  obstacles: readonly string[] = [],
): Answered {
  const { phase, rollout, plan } = turn.state;
  switch (phase) {
    case "running":
      return yes(turn, `rollout ${rollout} runs already`);
    case "planned":
    case "stopped": {
      if (obstacles.length > 0) {
        const why = `plan ${shortHash(plan)} of rollout ${rollout} cannot be started by this version: ${obstacles.join("; ")}`;
        return no(turn, why, "leave out what it cannot keep, then plan again");
      }
      const open = noteAsker(change(turn, { phase: "running", saidWaits: "" }), actor);
      const running = say(open, {
        kind: "rollout.runs",
        actor,
        plan,
        reason: `rollout runs, started by ${byPerson(actor, reason)}`,
      });
      return yes(running, `rollout ${rollout} runs`);
    }
    case "failed":
      return no(
        turn,
        `rollout ${rollout} has failed`,
        `mend what failed, then fleetlift retry ${rollout}, or skip it`,
      );
    case "cancelling":
    case "cancelled":
    case "done":
      return no(turn, `rollout ${rollout} is ${phase}`, "apply it again to plan anew");
  }
}

/** Nothing new starts; what runs finishes (semantics 8). */
export function stop(turn: RolloutTurn, actor: string, reason: string): Answered {
  const { phase, rollout } = turn.state;
  if (phase === "stopped") return yes(turn, `rollout ${rollout} is stopped already`);
  if (phase !== "running")
    return no(turn, `rollout ${rollout} is ${phase}: there is nothing to stop`, "");
  const running = totalRunning(turn.state);
  const finish = runningAre(running, "will finish");
  const stopped = say(change(turn, { phase: "stopped" }), {
    kind: "rollout.stops",
    actor,
    needsPerson: true,
    reason: `rollout stops, asked by ${byPerson(actor, reason)}; nothing new starts, ${finish}`,
  });
  return yes(stopped, `rollout ${rollout} starts nothing new; ${finish}`);
}
