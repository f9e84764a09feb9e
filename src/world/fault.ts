import * as z from "zod";
import type { Data } from "../model/data.ts";
import { durationSchema } from "../model/duration.ts";
import { nameSchema } from "../model/names.ts";
import { targetVersionSchema, versionSchema } from "../model/version.ts";

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
  /** Somebody else starts an upgrade of the control plane. */
  z.strictObject({
    ...common,
    kind: z.literal("ForeignUpgrade"),
    to: versionSchema,
    by: z.string().min(1).optional(),
  }),
]);

export type Fault = Data<typeof faultSchema>;
export type FaultKind = Fault["kind"];
