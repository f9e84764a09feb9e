import { shortHash } from "../../model/hash.ts";
import type { GivenApproval } from "../../model/rollout-state.ts";
import { no, unknown, yes, type Answered } from "../answer.ts";
import { say, type RolloutTurn } from "../turn.ts";
import { lookAtApproval } from "./approval.ts";
import {
  allTasks,
  brief,
  endTask,
  sayOfTask,
  setTask,
  taskState,
  type PlaceOf,
} from "./task-place.ts";
import { givenWords, rolesWords, sideWords, taskName } from "./task-words.ts";

/** A person's word on an approval that is asked for. */
export interface TaskOrder {
  readonly kind: "approve" | "reject";
  readonly actor: string;
  /** Rights and groups of the actor, as they were proved: one of them must be asked for. */
  readonly roles: readonly string[];
  readonly comment: string;
  /** The plan that was looked at; another one is not approved (I14). */
  readonly plan: string;
  /** Left out, the one that is open. */
  readonly stage?: string | undefined;
  /** What speaks against going on, found at this moment; none when it is ready. */
  readonly obstacles?: readonly string[] | undefined;
  /** What was found too, and does not stand in the way. */
  readonly notes?: readonly string[] | undefined;
}

/** Digits of a plan's hash that name it. */
const PREFIX = 8;

/**
 * Takes an approval or a rejection. What is refused is refused in words that say what is missing;
 * that somebody asked for what they may not have is recorded.
 */
export function takeTaskOrder(turn: RolloutTurn, order: TaskOrder): Answered {
  const refused = otherPlan(turn, order) ?? wrongTime(turn, order) ?? noStage(turn, order);
  if (refused !== undefined) return refused;
  const open = approvalsOf(turn).filter((at) => taskState(turn.state, at).status === "open");
  const [at] = open.filter(({ stageName }) => stageName === (order.stage ?? stageName));
  if (at === undefined) return nothingOpen(turn, order, open);
  // Nobody may have looked since it expired: what was given before counts no more.
  const now = lookAtApproval(turn, at);
  const role = order.roles.find((one) => at.planned.roles.includes(one));
  if (role === undefined) return withoutRole(now, order, at);
  return order.kind === "approve" ? approve(now, order, at, role) : reject(now, order, at, role);
}

function otherPlan(turn: RolloutTurn, { plan, kind }: TaskOrder): Answered | undefined {
  const { rollout, plan: ours } = turn.state;
  if (plan === ours) return undefined;
  if (plan.length < PREFIX)
    return no(turn, `${plan} does not name a plan`, `write at least ${PREFIX} digits of its hash`);
  if (ours.startsWith(plan)) return undefined;
  const [ourName, theirs] =
    shortHash(ours) === shortHash(plan) ? [ours, plan] : [shortHash(ours), shortHash(plan)];
  return no(
    turn,
    `rollout ${rollout} has plan ${ourName}, and plan ${theirs} is not it: nothing was ${kind}${kind === "approve" ? "d" : "ed"}`,
    `look at what it has now: fleetlift describe rollout ${rollout}`,
  );
}

function wrongTime(turn: RolloutTurn, { kind }: TaskOrder): Answered | undefined {
  const { phase, rollout } = turn.state;
  switch (phase) {
    case "running":
    case "stopped":
      return undefined;
    case "planned":
      return no(
        turn,
        `rollout ${rollout} is planned and not started: it asks for nothing yet`,
        `fleetlift start ${rollout}`,
      );
    case "cancelling":
    case "done":
    case "failed":
    case "cancelled":
      return no(turn, `rollout ${rollout} is ${phase}: there is nothing to ${kind}`, "");
  }
}

function noStage(turn: RolloutTurn, { stage }: TaskOrder): Answered | undefined {
  const known = turn.plan.stages.map(({ name }) => name);
  return stage === undefined || known.includes(stage)
    ? undefined
    : unknown(
        turn,
        `rollout ${turn.state.rollout} has no stage ${stage}`,
        `its stages: ${known.join(", ")}`,
      );
}

function approvalsOf({ plan }: RolloutTurn): readonly PlaceOf<"approval">[] {
  return allTasks(plan).filter((at) => at.kind === "approval");
}

/** The last thing that was asked may have been this person's already: an order may come twice. */
function nothingOpen(
  turn: RolloutTurn,
  order: TaskOrder,
  [elsewhere]: readonly PlaceOf<"approval">[],
): Answered {
  const { rollout } = turn.state;
  if (elsewhere !== undefined)
    return no(
      turn,
      `stage ${order.stage} waits for no approval now`,
      `stage ${elsewhere.stageName} does`,
    );
  const last = approvalsOf(turn)
    .filter(({ stageName }) => stageName === (order.stage ?? stageName))
    .map((at) => taskState(turn.state, at))
    .findLast(({ status }) => status === "passed");
  return order.kind === "approve" && last?.approvals?.some(byWho(order)) === true
    ? yes(turn, `${order.actor} has approved already, and nothing more is asked for`)
    : no(
        turn,
        `nothing of rollout ${rollout} waits to be ${order.kind === "approve" ? "approved" : "rejected"}`,
        `what a cluster waits for: fleetlift explain CLUSTER`,
      );
}

const byWho =
  ({ actor }: TaskOrder) =>
  (given: GivenApproval): boolean =>
    given.actor === actor;

function withoutRole(turn: RolloutTurn, order: TaskOrder, at: PlaceOf<"approval">): Answered {
  const { actor, roles } = order;
  const has = roles.length === 0 ? "none" : roles.join(", ");
  const why = `${actor} may not ${order.kind} ${taskName(at)} ${sideWords(at)}: needs ${rolesWords(at.planned.roles)}, has ${has}`;
  return denied(turn, order, at, why, "ask somebody who has it, or for the group to be given");
}

/** Nothing is taken, and that it was asked for is recorded. */
function denied(
  turn: RolloutTurn,
  { actor, comment }: TaskOrder,
  at: PlaceOf<"approval">,
  why: string,
  help: string,
): Answered {
  const said = say(turn, {
    kind: "access.denied",
    actor,
    stage: at.stageName,
    task: at.key,
    rule: at.kind,
    ...commented(comment),
    reason: why,
  });
  return no(said, why, help);
}

const because = (comment: string): string => (comment === "" ? "" : `: ${comment}`);

const commented = (comment: string): { readonly comment?: string } =>
  comment === "" ? {} : { comment };

function approve(
  turn: RolloutTurn,
  order: TaskOrder,
  at: PlaceOf<"approval">,
  role: string,
): Answered {
  const { actor, obstacles = [] } = order;
  const { approvals = [] } = taskState(turn.state, at);
  if (turn.state.askedBy?.includes(actor) === true) return asksItself(turn, order, at);
  if (approvals.some(byWho(order)))
    return yes(
      turn,
      `${actor} has approved already, and counts once: ${givenWords(at, taskState(turn.state, at))}`,
    );
  return obstacles.length > 0
    ? notReady(turn, order, at, obstacles)
    : give(turn, order, at, approvals, role);
}

/** Who asks cannot approve (separation of duties). */
function asksItself(turn: RolloutTurn, order: TaskOrder, at: PlaceOf<"approval">): Answered {
  const { quorum, roles } = at.planned;
  const why = `${order.actor} had this rollout planned, started or retried, and who asks cannot approve`;
  return denied(
    turn,
    order,
    at,
    why,
    `needed: ${quorum === 1 ? "somebody else" : `${quorum} others`} with ${rolesWords(roles)}`,
  );
}

function notReady(
  turn: RolloutTurn,
  { actor, comment }: TaskOrder,
  at: PlaceOf<"approval">,
  obstacles: readonly string[],
): Answered {
  const why = `what it would let start is not ready: ${obstacles.join("; ")}`;
  const said = sayOfTask(turn, at, {
    kind: "task.waits",
    actor,
    needsPerson: true,
    ...commented(comment),
    reason: `the approval of ${actor} ${sideWords(at)} does not count: ${why}`,
  });
  return no(said, why, "mend it, then approve again");
}

function give(
  turn: RolloutTurn,
  { actor, comment, notes = [] }: TaskOrder,
  at: PlaceOf<"approval">,
  before: readonly GivenApproval[],
  role: string,
): Answered {
  const approvals = [...before, { actor, role, comment: brief(comment), atMs: turn.nowMs }];
  const { quorum } = at.planned;
  const also = notes.map((note) => `; ${note}`).join("");
  const count = `${approvals.length} of ${quorum}`;
  const open = setTask(turn, at, { ...taskState(turn.state, at), approvals });
  const given = sayOfTask(open, at, {
    kind: "approval.given",
    actor,
    plan: turn.state.plan,
    role,
    ...commented(comment),
    reason: `${actor} approves ${sideWords(at)} as ${role}, ${count}${because(comment)}${also}`,
  });
  const missing = quorum - approvals.length;
  const words = `${actor} approves ${sideWords(at)} as ${role}: ${count}${also}`;
  if (missing > 0) return yes(given, `${words}; ${missing} more needed`);
  const whose = approvals.map((one) => one.actor).join(", ");
  const reason = `approved ${sideWords(at)} by ${whose}`;
  return yes(endTask(given, at, "passed", reason), words);
}

function reject(
  turn: RolloutTurn,
  { actor, comment }: TaskOrder,
  at: PlaceOf<"approval">,
  role: string,
): Answered {
  const why = because(comment);
  const rejected = sayOfTask(turn, at, {
    kind: "approval.rejected",
    actor,
    role,
    plan: turn.state.plan,
    ...commented(comment),
    needsPerson: true,
    reason: `${actor} rejects ${sideWords(at)} as ${role}${why}`,
  });
  const reason = `rejected ${sideWords(at)} by ${actor}${why}`;
  return yes(
    endTask(rejected, at, "failed", reason),
    `${actor} rejects ${sideWords(at)}: the stage fails`,
  );
}
