import * as z from "zod";
import type { Data } from "./data.ts";
import { API_VERSION, labelsSchema, metadataSchema, nameSchema } from "./names.ts";
import { notYet } from "./not-yet.ts";

/** How a member is upgraded: by which driver, and under which name that driver knows it. */
export const providerSchema = z.discriminatedUnion("kind", [
  z.strictObject({
    kind: z.literal("world"),
    /** The cluster's name in the simulated world; the member's own name when left out. */
    cluster: nameSchema.optional(),
    region: z.string().min(1).optional(),
  }),
  z.strictObject({
    kind: z.literal("lab"),
    /** The lab cluster's name (`fleetlift lab up NAME`); the member's own name when left out. */
    cluster: nameSchema.optional(),
  }),
]);

/**
 * Where the credentials for a member's API are to be found. Always a reference, resolved anew at
 * each look, never the credential itself.
 */
export const accessSchema = z.strictObject({
  /** A context of the kubeconfig; its current one when left out. */
  context: z.string().min(1).optional(),
  /** Path of a kubeconfig file; found as kubectl finds it when left out. */
  kubeconfig: z.string().min(1).optional(),
});

export const memberSchema = z.strictObject({
  name: nameSchema,
  current: z.boolean().optional(),
  access: accessSchema.optional(),
  provider: providerSchema.optional(),
});

const contactsSchema = z.strictObject({
  operations: z.string().min(1).optional(),
  support: z.string().min(1).optional(),
  customers: z.string().min(1).optional(),
});

export const clusterSchema = z.strictObject({
  name: nameSchema,
  labels: labelsSchema.optional(),
  provider: providerSchema.optional(),
  /** The real clusters behind this one; left out, there is one of the same name. */
  members: z.array(memberSchema).min(1).optional(),
  contacts: contactsSchema.optional(),
  windows: notYet(),
  naming: notYet(),
});

export const fleetSchema = z
  .strictObject({
    apiVersion: z.literal(API_VERSION),
    kind: z.literal("Fleet"),
    metadata: metadataSchema,
    spec: z.strictObject({
      defaults: z
        .strictObject({
          provider: providerSchema.optional(),
          labels: labelsSchema.optional(),
          contacts: contactsSchema.optional(),
          windows: notYet(),
        })
        .optional(),
      freezes: notYet(),
      desired: notYet(),
      clusters: z.array(clusterSchema).min(1),
    }),
  })
  .meta({
    title: "Fleet",
    description: "The inventory: every cluster with its labels, provider and access.",
  });

export type Provider = Data<typeof providerSchema>;
export type Access = Data<typeof accessSchema>;
export type Contacts = Data<typeof contactsSchema>;
export type ClusterSpec = Data<typeof clusterSchema>;
export type FleetDocument = Data<typeof fleetSchema>;

/** A real cluster behind a logical one, with all that is needed to reach it. */
export interface Member {
  readonly name: string;
  readonly provider: Provider;
  readonly access: Access;
}

/** A cluster of the fleet with the fleet's defaults filled in. */
export interface Cluster {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly contacts: Contacts;
  /** The member that serves now: role `self`. */
  readonly current: Member;
  readonly others: readonly Member[];
}

export interface Fleet {
  readonly name: string;
  readonly clusters: readonly Cluster[];
}
