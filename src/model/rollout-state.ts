import * as z from "zod";
import type { Data } from "./data.ts";
import { nameSchema, SCHEMA_VERSION } from "./names.ts";

export const clusterStatusSchema = z.enum([
  "waiting",
  "running",
  "done",
  "failed",
  "cancelled",
  "skipped",
]);

/** One cluster's place in a rollout; kept under a key of its own, so that a large rollout stays quick. */
export const clusterStateSchema = z.strictObject({
  /** Hash of the plan it belongs to: under another plan it waits again, and only the count of attempts goes on. */
  plan: z.string(),
  /** The rollout's, when it was stored: a plan may come back after another one. */
  planNumber: z.int().optional(),
  status: clusterStatusSchema,
  /** 0 before the first. */
  attempt: z.int().min(0),
  /** It runs, and has failed: it puts back what it holds, and the stage counts it. */
  failing: z.literal(true).optional(),
  /** Could not be reached when its turn came: when and why, and that it comes last now. */
  unreached: z.strictObject({ atMs: z.number(), why: z.string() }).optional(),
  /** Gone from the fleet's document: it is skipped when its turn comes, unless it is back by then. */
  left: z.literal(true).optional(),
  /** Its window closed while it ran: paused until then, or let run by a person who resumed it. */
  windowHold: z.strictObject({ paused: z.boolean(), untilMs: z.number() }).optional(),
  /** Paused before it started: who and why. */
  held: z
    .strictObject({
      actor: z.string(),
      reason: z.string(),
      /** True once the cursor has passed it and the stage counts it. */
      counted: z.boolean(),
    })
    .optional(),
  /** Steps that a person chose to skip, for the next attempt. */
  skips: z.array(z.strictObject({ step: z.string(), actor: z.string(), reason: z.string() })),
});

/** One approval that was given, by whom, in which of the roles that were asked for. */
export const givenApprovalSchema = z.strictObject({
  actor: z.string(),
  role: z.string(),
  comment: z.string(),
  atMs: z.number(),
});

/** Where a task of a stage stands; tasks of a stage are one after the other, in their order. */
export const taskStateSchema = z.strictObject({
  status: z.enum(["pending", "open", "passed", "failed", "skipped"]),
  /** When it was asked, begun or asked anew; 0 before. */
  openedAtMs: z.number(),
  /** How often it was asked or begun. */
  round: z.int(),
  /** Of an approval: those given in this round. */
  approvals: z.array(givenApprovalSchema).optional(),
  /** Of an approval: when people were reminded last. */
  remindedAtMs: z.number().optional(),
  /** Of a flow: the clusters on which it runs in this round; one empty name of a flow on the rollout. */
  running: z.array(z.string()).optional(),
  /** Of a flow on clusters: index of the first one that it is still to be considered for. */
  cursor: z.int().optional(),
  /** Of a flow: on how many it passed, and failed, in this round. */
  done: z.int().optional(),
  failed: z.int().optional(),
  /** Why it ended as it did, or what it waits for. */
  said: z.string(),
});

/** Clusters that the cursor has passed because they may not start yet, all for one reason. */
export const deferredSchema = z.strictObject({
  rule: z.string(),
  count: z.int(),
  /** Index of the first of them: where the cursor goes back to. */
  first: z.int(),
  /** When they are looked at again; left out, when another cluster has ended. */
  untilMs: z.number().optional(),
  /** What they wait for, in words. */
  words: z.string(),
  /** The first few by name, where they are counted one by one: of those that cannot be reached. */
  names: z.array(z.string()).optional(),
  needsPerson: z.boolean(),
});

export const stageCountsSchema = z.strictObject({
  opened: z.boolean(),
  running: z.int(),
  done: z.int(),
  /** Of those that are done: how many with steps that somebody chose to skip. */
  partly: z.int().optional(),
  failed: z.int(),
  /** Of those that run: how many have failed, and are putting back what they hold. */
  failing: z.int().optional(),
  cancelled: z.int(),
  skipped: z.int(),
  /** Clusters that are paused before their start and that the cursor has passed; the stage cannot end before them. */
  held: z.int(),
  /** Index of the first cluster that is still to be considered; a retry moves it back. */
  cursor: z.int(),
  paused: z.strictObject({ actor: z.string(), reason: z.string() }).optional(),
  /** By `before-0`, `after-1`: those that were begun. */
  tasks: z.record(z.string(), taskStateSchema).optional(),
  /** By a key of the reason, like `window:C1`. */
  deferred: z.record(z.string(), deferredSchema).optional(),
  /** When the last of its canaries was done, from which their soak counts. */
  canariesDoneAtMs: z.number().optional(),
  /** When clusters that could not be reached had their turn again last; who was not since, is counted as deferred. */
  askedAgainAtMs: z.number().optional(),
  /** When a window of what runs closes, or opens again for what was paused; left out, nothing follows windows. */
  windowLookAtMs: z.number().optional(),
  /** How many of its waiting clusters are gone from the fleet's document. */
  left: z.int().optional(),
});

export const rolloutPhaseSchema = z.enum([
  "planned",
  "running",
  "stopped",
  "cancelling",
  "done",
  "failed",
  "cancelled",
]);

/** What is known of a rollout that another one waits for. */
export const followedSchema = z.strictObject({
  /** `asked` before there was an answer; `unknown` where there is no such rollout yet. */
  phase: z.enum([...rolloutPhaseSchema.options, "asked", "unknown"]),
  /** Rollouts that it waits for itself, at whatever distance. */
  waitsFor: z.array(z.string()),
});

/** A rollout between two decisions, without its clusters (they have keys of their own). */
export const rolloutStateDocSchema = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  kind: z.literal("RolloutState"),
  rollout: nameSchema,
  fleet: nameSchema,
  plan: z.string(),
  /** How many plans it had before this one; left out for the first. */
  planNumber: z.int().optional(),
  phase: rolloutPhaseSchema,
  paused: z.strictObject({ actor: z.string(), reason: z.string() }).optional(),
  /** Index of the stage that is open. */
  stage: z.int(),
  stages: z.array(stageCountsSchema),
  /** Who had it planned or started: they cannot approve it. */
  askedBy: z.array(z.string()).optional(),
  /** The rollouts that it depends on, by name: asked for, and as they said they are. */
  followed: z.record(z.string(), followedSchema).optional(),
  /** Hash of the names of clusters that joined the fleet, so that they are told once. */
  saidJoined: z.string().optional(),
  /** When something may change by itself: the next look that it asked for. */
  lookAtMs: z.number().optional(),
  /** Highest round of any task under the plans before this one. */
  rounds: z.int().optional(),
  /** The flow that runs because the rollout failed. */
  failureFlow: z
    .strictObject({ status: z.enum(["running", "done", "failed"]), round: z.int() })
    .optional(),
  /** What was last said of why the others wait, so that it is told once. */
  saidWaits: z.string(),
  saidHeld: z.boolean(),
  head: z.strictObject({ stream: z.string(), seq: z.int(), hash: z.string() }),
});

export type ClusterStatus = Data<typeof clusterStatusSchema>;
export type ClusterState = Data<typeof clusterStateSchema>;
export type GivenApproval = Data<typeof givenApprovalSchema>;
export type TaskState = Data<typeof taskStateSchema>;
export type Deferred = Data<typeof deferredSchema>;
export type Followed = Data<typeof followedSchema>;
export type StageCounts = Data<typeof stageCountsSchema>;
export type RolloutPhase = Data<typeof rolloutPhaseSchema>;
export type RolloutState = Data<typeof rolloutStateDocSchema>;
