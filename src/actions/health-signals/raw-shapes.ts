import * as z from "zod";

const named = { name: z.string(), namespace: z.string().default("") };
const owners = z
  .array(z.object({ kind: z.string(), name: z.string(), controller: z.boolean().default(false) }))
  .default([]);

const containerSchema = z.object({ restartCount: z.number().default(0) });

/** What the signals read of a Pod. */
export const podSchema = z.object({
  metadata: z.object({
    ...named,
    creationTimestamp: z.string().optional(),
    deletionTimestamp: z.string().optional(),
    labels: z.record(z.string(), z.string()).default({}),
    ownerReferences: owners,
  }),
  status: z
    .object({
      phase: z.string().default("Unknown"),
      containerStatuses: z.array(containerSchema).default([]),
      initContainerStatuses: z.array(containerSchema).default([]),
    })
    .prefault({}),
});

export type SeenPod = z.infer<typeof podSchema>;

export const autoscalerSchema = z.object({
  metadata: z.object(named),
  status: z
    .object({
      conditions: z
        .array(z.object({ type: z.string(), status: z.string(), reason: z.string().default("") }))
        .default([]),
    })
    .prefault({}),
});

export type SeenAutoscaler = z.infer<typeof autoscalerSchema>;

/** An Event of the core API; newer writers leave the old times empty. */
export const eventSchema = z.object({
  type: z.string().default(""),
  reason: z.string().default(""),
  lastTimestamp: z.string().nullish(),
  eventTime: z.string().nullish(),
  series: z.object({ lastObservedTime: z.string().nullish() }).nullish(),
});

export type SeenEvent = z.infer<typeof eventSchema>;

/** A node's sign of life; its kubelet renews it every 10 s. */
export const leaseSchema = z.object({
  metadata: z.object(named),
  spec: z.object({ renewTime: z.string().nullish() }).prefault({}),
});

export type SeenLease = z.infer<typeof leaseSchema>;
