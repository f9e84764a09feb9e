import * as z from "zod";
import type { Data } from "./data.ts";
import { clusterFactsSchema } from "./cluster-facts.ts";
import { nameSchema, SCHEMA_VERSION } from "./names.ts";

/** Who brings a pool's nodes to a new version: the provider by itself, or we, node by node. */
export const poolDialectSchema = z.enum(["providerRolls", "weRoll"]);

export const poolNodeSchema = z.strictObject({
  name: z.string().min(1),
  /** Version of the kubelet as the node reports it; undefined until it has joined. */
  kubeletVersion: z.string().optional(),
  ready: z.boolean(),
});

export const poolSchema = z.strictObject({
  name: nameSchema,
  dialect: poolDialectSchema,
  /** How many nodes the pool is meant to have. */
  size: z.int().min(0),
  nodes: z.array(poolNodeSchema),
});

export const snapshotSchema = z.strictObject({
  schemaVersion: z.literal(SCHEMA_VERSION),
  kind: z.literal("Snapshot"),
  cluster: nameSchema,
  member: nameSchema,
  /** UID of the kube-system namespace: the one name that a real cluster cannot share. */
  identity: z.string().min(1),
  observedAtMs: z.number(),
  controlPlane: z.strictObject({
    /** The version that every API server has at least: the oldest of them. */
    version: z.string().min(1),
    servers: z.array(z.strictObject({ name: z.string(), version: z.string() })),
  }),
  pools: z.array(poolSchema),
  /** Kubernetes versions that the provider could bring this cluster to, in any order. */
  available: z.array(z.string()),
  /** What else was seen; left out where only the versions were looked at. */
  facts: clusterFactsSchema.optional(),
});

export type PoolDialect = Data<typeof poolDialectSchema>;
export type PoolNode = Data<typeof poolNodeSchema>;
export type Pool = Data<typeof poolSchema>;
export type Snapshot = Data<typeof snapshotSchema>;
