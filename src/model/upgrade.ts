import * as z from "zod";
import type { Data } from "./data.ts";
import { SCHEMA_VERSION } from "./names.ts";

export const stepStatusSchema = z.enum([
  "pending",
  "running", // looked at; goes on by itself
  "waiting", // goes on when something outside changes
  "retrying", // failed in passing; tried again at nextLookAtMs
  "puttingBack", // undoing what it marked or held, because the upgrade ends early or the step is skipped
  "done",
  "failed",
  "skipped",
  "cancelled",
]);

export const stepStateSchema = z.strictObject({
  status: stepStatusSchema,
  /** Failures in a row, passing ones. */
  failures: z.int(),
  /** 0 until it starts, as the two below. */
  firstStartedAtMs: z.number(),
  tryStartedAtMs: z.number(),
  nextLookAtMs: z.number(),
  /** The last words shown for it, so that the same words are not told twice. */
  said: z.string(),
  /** What putting back leads to. */
  endsAs: z.enum(["failed", "cancelled", "skipped"]),
  /** The action's own small notes from look to look. */
  memo: z.json(),
  /** Its inputs as they were filled in when it started, of a step whose inputs ask what others gave. */
  with: z.record(z.string(), z.json()).optional(),
  /** Of a skipped step: its own condition left it out, and no person did. */
  skippedBy: z.literal("if").optional(),
});

export const upgradePhaseSchema = z.enum([
  "leasing",
  "running",
  "ending", // what is open puts back what it marked or held
  "recovering", // failure workflows run, and done steps are undone
  "done",
  "failed",
  "cancelled",
]);

/** One attempt at one cluster's part of a plan: all that is known of it between two looks. */
export const upgradeSchema = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  kind: z.literal("Upgrade"),
  rollout: z.string(),
  cluster: z.string(),
  /** Empty of a flow that runs on no cluster. */
  member: z.string(),
  identity: z.string(),
  /** Key into the plan's `flows`, when it is no cluster's upgrade: it asks for no lease. */
  flow: z.string().optional(),
  attempt: z.int().min(1),
  plan: z.string(),
  phase: upgradePhaseSchema,
  startedAtMs: z.number(),
  /** Rises with each lease of the member; a lower one is out of date. */
  fence: z.int().optional(),
  /** When to ask for the lease (again). */
  leaseLookAtMs: z.number(),
  /** How often in a row the member could not be reached when the lease was asked for. */
  unreached: z.int().optional(),
  /** Why the lease was not to be had when it was asked for last. */
  leaseWaitsFor: z.string().optional(),
  pause: z.strictObject({ actor: z.string(), reason: z.string(), reached: z.boolean() }).optional(),
  /** Why it ends before all steps are done. */
  ending: z
    .strictObject({
      result: z.enum(["failed", "cancelled"]),
      reason: z.string(),
      actor: z.string(),
    })
    .optional(),
  steps: z.record(z.string(), stepStateSchema),
  /** Of its recovery, by id; nothing of it starts before `recovering`. */
  recovery: z.record(z.string(), stepStateSchema).optional(),
  /** Ids of done steps, in the order in which they were done: they are undone from the last. */
  doneOrder: z.array(z.string()).optional(),
  /** What done steps gave to later ones, by step and name. */
  outputs: z.record(z.string(), z.record(z.string(), z.json())).optional(),
  head: z.strictObject({ stream: z.string(), seq: z.int(), hash: z.string() }),
});

export type StepStatus = Data<typeof stepStatusSchema>;
export type StepState = Data<typeof stepStateSchema>;
export type UpgradePhase = Data<typeof upgradePhaseSchema>;
export type Upgrade = Data<typeof upgradeSchema>;

/** The key of an upgrade among all upgrades. */
export const upgradeKey = (rollout: string, cluster: string, attempt: number): string =>
  `${rollout}/${cluster}/${attempt}`;

/** The name under which a flow of a rollout runs, in place of a cluster's: no cluster can have it. */
export const flowName = (flow: string, cluster?: string): string =>
  `@${flow}${cluster === undefined ? "" : `@${cluster}`}`;

/** The cluster that it works on; undefined of a flow that runs for the rollout itself. */
export function clusterOfUpgrade({
  cluster,
  flow,
}: Pick<Upgrade, "cluster" | "flow">): string | undefined {
  if (flow === undefined) return cluster;
  const prefix = flowName(flow, "");
  return cluster.startsWith(prefix) ? cluster.slice(prefix.length) : undefined;
}

/** What a person may order of a running upgrade. */
export type PersonOrder =
  | {
      readonly kind: "pause" | "resume" | "cancel" | "retry";
      readonly actor: string;
      readonly reason: string;
    }
  | {
      readonly kind: "skip";
      readonly step: string;
      readonly actor: string;
      readonly reason: string;
    };
