import * as z from "zod";
import type { Data } from "../model/data.ts";
import { durationSchema } from "../model/duration.ts";
import { nameSchema } from "../model/names.ts";
import { targetVersionSchema, versionSchema } from "../model/version.ts";
import { addonVersionSchema } from "./addon-document.ts";

const qualifiedNameSchema = z
  .string()
  .regex(
    /^[a-z0-9][-a-z0-9.]*\/[a-z0-9][-a-z0-9.]*$/,
    "expected namespace/name, like kube-system/coredns",
  );

const common = {
  /** The name under which it is repaired. */
  name: nameSchema,
  /** How long after the world's start, or after it was asked for, it begins; at once when left out. */
  after: durationSchema.optional(),
  /** How long it lasts; until it is repaired when left out. */
  for: durationSchema.optional(),
};

const ofAddon = {
  addon: nameSchema,
  /** All of its parts when left out. */
  part: z.enum(["whole", "control-plane", "proxies"]).optional(),
};

/** Something that goes wrong in one cluster, as people write it. */
export const faultSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    ...common,
    kind: z.literal("WorkloadUnavailable"),
    workload: qualifiedNameSchema,
    /** Only once every API server is at this version. */
    fromControlPlane: targetVersionSchema.optional(),
  }),
  /** Calls fail with this probability; half of those that change something were carried out all the same. */
  z.strictObject({
    ...common,
    kind: z.literal("ApiErrors"),
    probability: z.number().min(0).max(1),
  }),
  /** The Kubernetes API does not answer; the provider's does. */
  z.strictObject({ ...common, kind: z.literal("ApiDown") }),
  z.strictObject({
    ...common,
    kind: z.literal("SlowControlPlane"),
    factor: z.number().min(1).max(100),
  }),
  z.strictObject({
    ...common,
    kind: z.literal("ControlPlaneUpgradeFails"),
    /** Only on the way to this version. */
    to: targetVersionSchema.optional(),
    reason: z.string().min(1).optional(),
  }),
  z.strictObject({
    ...common,
    kind: z.literal("NodesNeverJoin"),
    /** All pools when left out. */
    pool: nameSchema.optional(),
  }),
  z.strictObject({
    ...common,
    kind: z.literal("BudgetAllowsNothing"),
    budget: qualifiedNameSchema,
  }),
  z.strictObject({ ...common, kind: z.literal("TerminationStuck"), workload: qualifiedNameSchema }),
  /** The kubelets call themselves not ready. */
  z.strictObject({
    ...common,
    kind: z.literal("NodesNotReady"),
    /** All pools when left out. */
    pool: nameSchema.optional(),
  }),
  /** Kubelets give no sign of life any more, and what is shown of their nodes stays as it was. */
  z.strictObject({
    ...common,
    kind: z.literal("NodesSilent"),
    pool: nameSchema.optional(),
  }),
  /** Whoever keeps a workload's status has not seen its newest change. */
  z.strictObject({ ...common, kind: z.literal("StatusBehind"), workload: qualifiedNameSchema }),
  /** Containers of a workload's pods end and are started again. */
  z.strictObject({
    ...common,
    kind: z.literal("ContainersRestart"),
    workload: qualifiedNameSchema,
    /** So often each, by now. */
    times: z.int().min(1),
  }),
  /** An autoscaler cannot read what it scales by. */
  z.strictObject({
    ...common,
    kind: z.literal("AutoscalerBlind"),
    autoscaler: qualifiedNameSchema,
  }),
  /** The cluster warns of something, so often a minute. */
  z.strictObject({
    ...common,
    kind: z.literal("WarningEvents"),
    perMinute: z.int().min(1).max(1_000),
    reason: z.string().min(1).optional(),
  }),
  /** The volumes of its pods stay attached to the node where they were. */
  z.strictObject({ ...common, kind: z.literal("DetachStuck"), workload: qualifiedNameSchema }),
  /** Somebody else starts an upgrade of the control plane. */
  z.strictObject({
    ...common,
    kind: z.literal("ForeignUpgrade"),
    to: versionSchema,
    by: z.string().min(1).optional(),
  }),
  /** Moves of the add-on are given up, nothing changed: each, or the first so many. */
  z.strictObject({
    ...common,
    ...ofAddon,
    kind: z.literal("AddonUpgradeFails"),
    /** Only on the way to this version or minor. */
    to: addonVersionSchema.optional(),
    times: z.int().min(1).optional(),
    /** Half of its workloads have moved by then. */
    halfway: z.boolean().optional(),
    reason: z.string().min(1).optional(),
  }),
  /** Its pods of this version and of later ones are never ready. */
  z.strictObject({
    ...common,
    ...ofAddon,
    kind: z.literal("AddonUnhealthyAfter"),
    version: addonVersionSchema,
  }),
  /** Whoever installs the add-on takes this many times as long. */
  z.strictObject({
    ...common,
    kind: z.literal("SlowAddon"),
    addon: nameSchema,
    factor: z.number().min(1).max(100),
  }),
  /** Objects of its CRDs are not converted, so that their move does not end. */
  z.strictObject({ ...common, kind: z.literal("CrdConversionStuck"), addon: nameSchema }),
  /** Somebody else moves the add-on. */
  z.strictObject({
    ...common,
    ...ofAddon,
    kind: z.literal("ForeignAddonUpgrade"),
    to: addonVersionSchema,
    by: z.string().min(1).optional(),
  }),
  /** Snapshots of etcd break off. */
  z.strictObject({
    ...common,
    kind: z.literal("BackupFails"),
    reason: z.string().min(1).optional(),
  }),
  /** There is no room for a snapshot: it ends at once. */
  z.strictObject({ ...common, kind: z.literal("BackupDiskFull") }),
  /** What a proof restores is not what the cluster had. */
  z.strictObject({
    ...common,
    kind: z.literal("BackupProofDiffers"),
    difference: z.string().min(1).optional(),
  }),
]);

export type Fault = Data<typeof faultSchema>;
export type FaultKind = Fault["kind"];
