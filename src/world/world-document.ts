import * as z from "zod";
import { countFrom0Schema } from "../model/count.ts";
import type { Data } from "../model/data.ts";
import { durationSchema } from "../model/duration.ts";
import { API_VERSION, labelsSchema, metadataSchema, nameSchema } from "../model/names.ts";
import { selectorSchema } from "../model/rollout.ts";
import { poolDialectSchema } from "../model/snapshot.ts";
import { versionSchema } from "../model/version.ts";
import { addonSchema, clusterAddonsSchema } from "./addon-document.ts";
import { faultSchema } from "./fault.ts";

const poolSchema = z.strictObject({
  name: nameSchema,
  dialect: poolDialectSchema,
  size: z.int().min(1).max(1_000),
  /** Room on a node for pods of workloads; 30 when left out. */
  podsPerNode: z.int().min(1).max(500).optional(),
  /** Nodes that the provider adds above the size while it rolls; 1 when left out. */
  maxSurge: z.int().min(1).optional(),
});

const workloadSchema = z.strictObject({
  kind: z.enum(["Deployment", "StatefulSet", "DaemonSet", "StaticPod", "Pod"]),
  namespace: nameSchema,
  name: nameSchema,
  /** Of deployments and stateful sets; 1 when left out. */
  replicas: z.int().min(0).max(5_000).optional(),
  /** Labels of its pods; `app: NAME` when left out. */
  labels: labelsSchema.optional(),
  /** The only pool that its pods may run in. */
  pool: nameSchema.optional(),
  /** Whether its pods keep data in an emptyDir. */
  emptyDir: z.boolean().optional(),
  /** Whether each of its pods has a volume, which is attached to the node where it runs. */
  volume: z.boolean().optional(),
  gracePeriod: durationSchema.optional(),
  /** Image of its pods' one container, like `registry.k8s.io/coredns/coredns:v1.11.3`; it is only shown. */
  image: z.string().min(1).optional(),
  /** Of bare pods: it has run to its end. */
  finished: z.enum(["Succeeded", "Failed"]).optional(),
});

const budgetSchema = z.strictObject({
  namespace: nameSchema,
  name: nameSchema,
  /** Pods with the label `app: NAME` when left out. */
  selector: selectorSchema.optional(),
  minAvailable: countFrom0Schema.optional(),
  maxUnavailable: countFrom0Schema.optional(),
  /** Whether pods that are not ready may go although the budget allows none; IfHealthyBudget when left out. */
  unhealthyPodEvictionPolicy: z.enum(["IfHealthyBudget", "AlwaysAllow"]).optional(),
});

/** A Kubernetes object as it would be read: webhooks, volumes, CRDs. Nothing in the world acts on it. */
const objectSchema = z.looseObject({
  apiVersion: z.string().min(1),
  kind: z.string().min(1),
  metadata: z.looseObject({ name: z.string().min(1), namespace: z.string().min(1).optional() }),
});

const templateSchema = z.strictObject({
  name: nameSchema,
  /** API servers, upgraded one after the other; 3 when left out. */
  apiServers: z.int().min(1).max(9).optional(),
  pools: z.array(poolSchema).min(1),
  workloads: z.array(workloadSchema).optional(),
  budgets: z.array(budgetSchema).optional(),
  /** What of its workloads is an add-on, which can be upgraded as one. */
  addons: z.array(addonSchema).optional(),
  /** What else its API shows to those who read it. */
  objects: z.array(objectSchema).optional(),
});

const worldClusterSchema = z.strictObject({
  name: nameSchema,
  template: nameSchema,
  version: versionSchema,
  region: z.string().min(1).optional(),
  /** Of its kube-system namespace; drawn when left out. */
  uid: z.string().min(1).optional(),
  apiServers: z.int().min(1).max(9).optional(),
  /** What differs from the template, by pool. `version` is that of its kubelets; the cluster's when left out. */
  pools: z
    .record(
      nameSchema,
      z.strictObject({
        size: z.int().min(1).max(1_000).optional(),
        version: versionSchema.optional(),
      }),
    )
    .optional(),
  addons: clusterAddonsSchema.optional(),
  faults: z.array(faultSchema).optional(),
  /** Beside the template's. */
  objects: z.array(objectSchema).optional(),
});

export const worldSchema = z
  .strictObject({
    apiVersion: z.literal(API_VERSION),
    kind: z.literal("World"),
    metadata: metadataSchema,
    spec: z.strictObject({
      /** Decides every chance in this world: the same seed, the same story. */
      seed: z.string().min(1),
      /** What its clock shows at the beginning. */
      start: z.iso.datetime({
        error: "expected a time in UTC, like 2026-11-23T08:00:00Z",
      }),
      /** Kubernetes versions to be had, by every cluster. */
      versions: z.array(versionSchema).min(1),
      templates: z.array(templateSchema).min(1),
      clusters: z.array(worldClusterSchema).min(1),
    }),
  })
  .meta({
    title: "World",
    description: "A simulated fleet: clusters, what runs in them, and what goes wrong.",
  });

export type WorldDocument = Data<typeof worldSchema>;
export type WorldTemplate = Data<typeof templateSchema>;
export type WorldCluster = Data<typeof worldClusterSchema>;
export type WorldWorkload = Data<typeof workloadSchema>;
export type WorldAddon = Data<typeof addonSchema>;
export type WorldObject = Data<typeof objectSchema>;
export type WorldBudget = Data<typeof budgetSchema>;
