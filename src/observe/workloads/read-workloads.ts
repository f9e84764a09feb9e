import * as z from "zod";
import type { WorkloadFacts } from "../../model/cluster-facts.ts";
import type { Missing } from "../kubernetes/missing.ts";
import { missingOf } from "../kubernetes/missing.ts";
import {
  type ListOf,
  type ListRead,
  type Look,
  readItems,
  readList,
  readServed,
} from "../kubernetes/read-list.ts";
import { controllerOf, fullName, metadataSchema, type Metadata } from "../kubernetes/shapes.ts";
import { podTemplateSchema, shapeOf, type PodShape } from "./pod-spec.ts";
import { doNotMoveOf } from "./do-not-move.ts";

/** A workload as its own object tells it, before its pods were looked at. */
export interface WrittenWorkload {
  readonly kind: WorkloadFacts["kind"];
  readonly metadata: Metadata;
  readonly replicas: number;
  readonly available: number;
  readonly updateStrategy: string;
  readonly minReadySeconds?: number;
  /** Of a Job: when it began. */
  readonly startedAtMs?: number;
  readonly shape: PodShape;
  readonly podLabels: Readonly<Record<string, string>>;
  readonly podAnnotations: Readonly<Record<string, string>>;
  readonly doNotMove: readonly string[];
}

export interface ReadWorkloads {
  readonly written: readonly WrittenWorkload[];
  /** Of each replica set with a controller, as `namespace/name`: what made it. */
  readonly madeBy: ReadonlyMap<string, { readonly kind: string; readonly name: string }>;
  /** Jobs that a CronJob made, as `namespace/name`. */
  readonly reads: readonly ListRead<unknown>[];
  readonly missing: readonly Missing[];
}

const apps = (resource: string): ListOf => ({ group: "apps", version: "v1", resource });
/** Most are old ones, of which nothing but the owner is of use. */
const REPLICA_SETS: ListOf = { ...apps("replicasets"), metadataOnly: true };

/** All workloads, each made small as it is read. */
export async function readWorkloads(look: Look): Promise<ReadWorkloads> {
  const [deployments, statefulSets, daemonSets, replicaSets, jobs, cronJobs] = await Promise.all([
    readItems(look, apps("deployments"), written("Deployment")),
    readItems(look, apps("statefulsets"), written("StatefulSet")),
    readItems(look, apps("daemonsets"), written("DaemonSet")),
    readList(look, REPLICA_SETS, z.object({ metadata: metadataSchema }), () => new Makers()),
    readList(
      look,
      { group: "batch", version: "v1", resource: "jobs" },
      jobSchema,
      () => new Jobs(),
    ),
    readServed(
      ["v1", "v1beta1"].map((version) => ({ group: "batch", version, resource: "cronjobs" })),
      (list) => readItems(look, list, cronJobSchema),
    ),
  ]);
  const reads = [deployments, statefulSets, daemonSets, replicaSets, jobs, cronJobs];
  const items = [deployments, statefulSets, daemonSets, cronJobs].flatMap((read) =>
    read.kind === "read" ? read.value : [],
  );
  return {
    written: [...items, ...(jobs.kind === "read" ? jobs.value.active : [])],
    madeBy: replicaSets.kind === "read" ? replicaSets.value.madeBy : new Map(),
    reads,
    missing: missingOf(...reads),
  };
}

class Makers {
  readonly madeBy = new Map<string, { readonly kind: string; readonly name: string }>();

  take({ metadata }: { readonly metadata: Metadata }): void {
    const maker = controllerOf(metadata);
    if (maker !== undefined)
      this.madeBy.set(fullName(metadata), { kind: maker.kind, name: maker.name });
  }
}

/** Jobs that run: there may be thousands that are done, and they are of no use. */
class Jobs {
  readonly active: WrittenWorkload[] = [];

  take({
    isActive,
    workload,
  }: {
    readonly isActive: boolean;
    readonly workload: WrittenWorkload;
  }): void {
    if (isActive) this.active.push(workload);
  }
}

const count = z.number().nullish();

const writtenSchema = z.object({
  metadata: metadataSchema,
  spec: z.object({
    replicas: count,
    minReadySeconds: count,
    template: podTemplateSchema,
    /** Of a Deployment; the others call it `updateStrategy`. */
    strategy: z.object({ type: z.string().nullish() }).nullish(),
    updateStrategy: z.object({ type: z.string().nullish() }).nullish(),
    volumeClaimTemplates: z.array(z.unknown()).nullish(),
  }),
  status: z
    .object({ availableReplicas: count, desiredNumberScheduled: count, numberAvailable: count })
    .nullish(),
});

function written(kind: "Deployment" | "StatefulSet" | "DaemonSet") {
  return writtenSchema.transform(({ metadata, spec, status }): WrittenWorkload => {
    const { template } = spec;
    const every = kind === "DaemonSet";
    return {
      kind,
      metadata: slim(metadata),
      ...pods(template, spec.volumeClaimTemplates?.length ?? 0),
      replicas: whole(every ? status?.desiredNumberScheduled : (spec.replicas ?? 1)),
      available: whole(every ? status?.numberAvailable : status?.availableReplicas),
      minReadySeconds: spec.minReadySeconds ?? 0,
      updateStrategy: spec.strategy?.type ?? spec.updateStrategy?.type ?? "RollingUpdate",
    };
  });
}

const jobSchema = z
  .object({
    metadata: metadataSchema,
    spec: z.object({ parallelism: count, template: podTemplateSchema }),
    status: z.object({ active: count, ready: count, startTime: z.string().nullish() }).nullish(),
  })
  .transform(({ metadata, spec, status }) => {
    const startedAtMs = Date.parse(status?.startTime ?? "");
    const workload: WrittenWorkload = {
      kind: "Job",
      metadata: slim(metadata),
      ...pods(spec.template, 0),
      replicas: whole(spec.parallelism ?? 1),
      available: whole(status?.ready ?? status?.active),
      updateStrategy: "",
      ...(startedAtMs > 0 && { startedAtMs }),
    };
    return { isActive: whole(status?.active) > 0, workload };
  });

const cronJobSchema = z
  .object({
    metadata: metadataSchema,
    spec: z.object({
      jobTemplate: z
        .object({ spec: z.object({ template: podTemplateSchema }).nullish() })
        .nullish(),
    }),
  })
  .transform(({ metadata, spec }): WrittenWorkload => ({
    kind: "CronJob",
    metadata: slim(metadata),
    ...pods(spec.jobTemplate?.spec?.template, 0),
    // Its pods are those of its jobs.
    replicas: 0,
    available: 0,
    updateStrategy: "",
  }));

function pods(template: z.infer<typeof podTemplateSchema>, claimTemplates: number) {
  const podLabels = template?.metadata?.labels ?? {};
  const podAnnotations = template?.metadata?.annotations ?? {};
  const shape = shapeOf(template?.spec ?? undefined, podLabels);
  return {
    podLabels,
    podAnnotations: slimAnnotations(podAnnotations),
    doNotMove: doNotMoveOf(podAnnotations),
    shape: { ...shape, claims: shape.claims + claimTemplates },
  };
}

/** Annotations can be large, and hold the whole object once more (last-applied). */
function slim(metadata: Metadata): Metadata {
  return { ...metadata, annotations: slimAnnotations(metadata.annotations) };
}

function slimAnnotations(
  annotations: Readonly<Record<string, string>>,
): Readonly<Record<string, string>> & Record<string, string> {
  return Object.fromEntries(Object.entries(annotations).filter(([, value]) => value.length <= 200));
}

function whole(number: number | null | undefined): number {
  return Math.max(0, Math.round(number ?? 0));
}
