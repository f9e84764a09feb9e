import * as z from "zod";
import type { Data } from "./data.ts";
import { canonicalJson, sha256 } from "./hash.ts";
import { SCHEMA_VERSION } from "./names.ts";

/** Everything that can have happened. A kind is never reused with another meaning. */
export const eventKindSchema = z.enum([
  "rollout.planned",
  "rollout.runs",
  "rollout.stops",
  "rollout.held", // the failure budget is used up: nothing new starts
  "rollout.paused",
  "rollout.resumed",
  "rollout.cancelled",
  "rollout.ended",
  "stage.started",
  "stage.paused",
  "stage.resumed",
  "stage.ended",
  "rollout.joined", // clusters came to the fleet that the plan does not have
  "rollout.left", // clusters of the plan are gone from the fleet
  "task.started",
  "task.waits",
  "task.ended",
  "approval.asked",
  "approval.given",
  "approval.rejected",
  "approval.expired",
  "approval.reminded",
  "access.denied", // somebody asked for what they have no right to
  "drift.seen",
  "drift.closed",
  "drift.decided", // what comes of it
  "channel.failing",
  "channel.restored",
  "message.undelivered", // a channel refused it for good
  "notice.given", // a step or a task says what to tell whom; channels are told from here
  "cluster.waits", // one event for all clusters that wait under the same rule
  "cluster.starts",
  "cluster.held", // paused before it started
  "cluster.released",
  "cluster.retried",
  "cluster.skipped",
  "cluster.ended",
  "upgrade.started",
  "upgrade.waits", // for the member's lease
  "upgrade.leased",
  "upgrade.pausing",
  "upgrade.paused",
  "upgrade.resumed",
  "upgrade.ending", // failed or cancelled: what we changed is being put back
  "upgrade.recovering", // failure workflows run, done steps are undone
  "upgrade.ended",
  "step.started",
  "step.intends", // recorded before anything is done
  "step.progress",
  "step.waiting",
  "step.retrying",
  "step.done",
  "step.failed",
  "step.skipped",
  "step.put-back",
]);

export const resultSchema = z.enum(["done", "failed", "cancelled", "skipped"]);

/** What happened, before it has its place in a stream. */
export const eventBodySchema = z.strictObject({
  kind: eventKindSchema,
  /** Who made it happen: a person's name, or `fleetlift`. */
  actor: z.string(),
  rollout: z.string(),
  stage: z.string().optional(),
  cluster: z.string().optional(),
  /** Of `cluster.waits`: all that it holds for. */
  clusters: z.array(z.string()).optional(),
  attempt: z.int().optional(),
  step: z.string().optional(),
  result: resultSchema.optional(),
  /** The rule that decided, by a name that stays. */
  rule: z.string().optional(),
  /** Of a stage's task, like `before-0`. */
  task: z.string().optional(),
  /** Of an approval: in which of the roles that were asked for. */
  role: z.string().optional(),
  /** Hash of the plan. */
  plan: z.string().optional(),
  /** Id of the request that caused it. */
  request: z.string().optional(),
  /** Of a message: to whom. */
  audience: z.enum(["operations", "support", "customers"]).optional(),
  needsPerson: z.boolean().optional(),
  /** A person's own words, with an order. */
  comment: z.string().optional(),
  /** When the thing goes on by itself, if it does. */
  untilMs: z.number().optional(),
  /** For people: what and why, in words that can be read aloud. */
  reason: z.string(),
});

export const eventSchema = eventBodySchema.extend({
  schemaVersion: z.literal(SCHEMA_VERSION),
  stream: z.string(),
  /** From 1, without a gap. */
  seq: z.int().min(1),
  atMs: z.number(),
  /** Hash of the event before in this stream; empty for the first. */
  previousHash: z.string(),
  /** SHA-256 of the canonical JSON of all the fields above. */
  hash: z.string(),
});

export type EventKind = Data<typeof eventKindSchema>;
export type Result = Data<typeof resultSchema>;
export type EventBody = Data<typeof eventBodySchema>;
export type Event = Data<typeof eventSchema>;

/** The end of a stream: what the next event is chained to. */
export interface StreamHead {
  readonly stream: string;
  readonly seq: number;
  readonly hash: string;
}

export const emptyHead = (stream: string): StreamHead => ({ stream, seq: 0, hash: "" });

/** Gives bodies their places after `head`, in order, and returns the new head with them. */
export function chainEvents(
  head: StreamHead,
  bodies: readonly EventBody[],
  atMs: number,
): { readonly head: StreamHead; readonly events: readonly Event[] } {
  const events: Event[] = [];
  let { seq, hash } = head;
  for (const body of bodies) {
    seq += 1;
    const unsealed = {
      ...defined(body),
      schemaVersion: SCHEMA_VERSION,
      stream: head.stream,
      seq,
      atMs,
      previousHash: hash,
    };
    hash = sha256(canonicalJson(unsealed));
    events.push({ ...unsealed, hash });
  }
  return { head: { stream: head.stream, seq, hash }, events };
}

/** Whether the events follow `head` unbroken and unchanged; otherwise the first sequence number that does not. */
export function brokenAt(head: StreamHead, events: readonly Event[]): number | undefined {
  let { seq, hash } = head;
  for (const event of events) {
    const { hash: claimed, ...unsealed } = event;
    if (event.seq !== seq + 1 || event.previousHash !== hash) return event.seq;
    if (sha256(canonicalJson(unsealed)) !== claimed) return event.seq;
    seq = event.seq;
    hash = claimed;
  }
  return undefined;
}

/** Without the fields that are there but undefined: they have no form in JSON. */
function defined(body: EventBody): EventBody {
  // A filtered copy of an object has its type, but for keys that were undefined anyway.
  return Object.fromEntries(
    Object.entries(body).filter(([, value]) => value !== undefined),
  ) as unknown as EventBody;
}

export const rolloutStream = (rollout: string): string => `rollout/${rollout}`;

export const upgradeStream = (rollout: string, cluster: string, attempt: number): string =>
  `upgrade/${rollout}/${cluster}/${attempt}`;
