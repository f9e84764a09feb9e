import * as z from "zod";
import type { Data } from "./data.ts";
import { durationSchema } from "./duration.ts";
import { API_VERSION, labelsSchema, metadataSchema, nameSchema } from "./names.ts";
import { notYet } from "./not-yet.ts";
import { rolloutTemplateSchema, selectorSchema } from "./rollout.ts";
import { targetVersionSchema } from "./version.ts";
import { type Freeze, freezeSchema, type Window, windowsSchema } from "./window.ts";

const textSchema = z.string().min(1).optional();

/** The name at the provider, which is not always one that Kubernetes would allow. */
const clusterNameSchema = textSchema.describe(
  "The cluster's name at the provider; left out, the member's name.",
);

/**
 * How a member is upgraded: by which driver, and under which name that driver knows it. Only the
 * kinds in `DRIVEN_PROVIDERS` have a driver that upgrades; of the others a member is observed through
 * its own API, judged and planned for.
 */
export const providerSchema = z
  .discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("world"),
      cluster: nameSchema
        .optional()
        .describe("The cluster's name in the simulated world; left out, the member's name."),
      region: textSchema,
    }),
    z.strictObject({
      kind: z.literal("lab"),
      cluster: nameSchema
        .optional()
        .describe("The lab cluster's name (fleetlift lab up NAME); left out, the member's name."),
    }),
    z.strictObject({
      kind: z.literal("eks"),
      cluster: clusterNameSchema,
      region: textSchema.describe("AWS region, like eu-west-3."),
      account: textSchema.describe("AWS account, twelve digits in quotes."),
    }),
    z.strictObject({
      kind: z.literal("gke"),
      cluster: clusterNameSchema,
      project: textSchema.describe("Google Cloud project."),
      location: textSchema.describe("Region or zone, like europe-west1 or europe-west1-b."),
    }),
    z.strictObject({
      kind: z.literal("aks"),
      cluster: clusterNameSchema,
      subscription: textSchema.describe("Azure subscription."),
      resourceGroup: textSchema.describe("Azure resource group."),
      location: textSchema.describe("Azure region, like westeurope."),
    }),
    z.strictObject({
      kind: z.literal("cluster-api"),
      cluster: clusterNameSchema.describe(
        "Name of the Cluster object in its management cluster; left out, the member's name.",
      ),
      namespace: textSchema.describe("Namespace of the Cluster object."),
      management: textSchema.describe("Context of the management cluster in the kubeconfig."),
    }),
    z.strictObject({ kind: z.literal("openshift"), cluster: clusterNameSchema }),
    z.strictObject({ kind: z.literal("kubeadm"), cluster: clusterNameSchema }),
  ])
  .describe("How a member is upgraded: by which driver, and under which name it knows the member.");

/** The providers with a driver that upgrades; members of the others are observed and planned for. */
export const DRIVEN_PROVIDERS: ReadonlySet<Provider["kind"]> = new Set(["world", "lab"]);

/** Those of them whose driver upgrades add-ons too. */
export const ADDON_PROVIDERS: ReadonlySet<Provider["kind"]> = new Set(["world"]);

/**
 * Where the credentials for a member's API are to be found. Always a reference, resolved anew at
 * each look, never the credential itself.
 */
export const accessSchema = z
  .strictObject({
    context: z
      .string()
      .min(1)
      .optional()
      .describe("A context of the kubeconfig; left out, its current one."),
    kubeconfig: z
      .string()
      .min(1)
      .optional()
      .describe("Path of a kubeconfig file; left out, found as kubectl finds it."),
  })
  .describe("Where the credentials are to be found: a reference, never the credentials.");

const PROMETHEUS_WORDS =
  "expected where Prometheus is served, without credentials, like http://prometheus.example:9090";

/** Where a member's metrics are asked; rules of risks ask them, and never change anything. */
export const metricsSchema = z
  .strictObject({
    prometheus: z
      .url({ protocol: /^https?$/, error: PROMETHEUS_WORDS })
      .refine((url) => !url.includes("@"), PROMETHEUS_WORDS)
      .describe("Where Prometheus' HTTP API is served, a path before /api/v1 included."),
  })
  .describe("Where metrics are asked, read only.");

export const memberSchema = z.strictObject({
  name: nameSchema,
  current: z
    .boolean()
    .optional()
    .describe("True for the member that serves now; a single member need not say so."),
  access: accessSchema.optional(),
  metrics: metricsSchema.optional(),
  provider: providerSchema.optional(),
});

const contactSchema = z.string().min(1).optional();

const contactsSchema = z
  .strictObject({ operations: contactSchema, support: contactSchema, customers: contactSchema })
  .describe("Who is told: a channel, an address, a page.");

/**
 * Whose code says which version a cluster has. Where it is someone else's, a version that is moved
 * here would be moved back there: the plan says what to change there instead.
 */
export const managedBySchema = z
  .discriminatedUnion("kind", [
    z.strictObject({
      kind: z.enum(["terraform", "git", "cluster-api-topology", "other"]),
      where: z
        .string()
        .min(1)
        .describe("Repository and path, or address, of what says the version."),
      change: z
        .string()
        .min(1)
        .optional()
        .describe("What says the version there, like module.shop.cluster_version."),
    }),
    z.strictObject({ kind: z.literal("fleetlift") }),
  ])
  .describe("Who owns the version of the cluster; left out, or fleetlift: nobody else.");

export const clusterSchema = z.strictObject({
  name: nameSchema,
  labels: labelsSchema.optional(),
  provider: providerSchema.optional(),
  members: z
    .array(memberSchema)
    .min(1)
    .optional()
    .describe("The real clusters behind this one; left out, there is one of the same name."),
  contacts: contactsSchema.optional(),
  metrics: metricsSchema.optional().describe("Of members that do not say otherwise."),
  managedBy: managedBySchema.optional(),
  windows: windowsSchema.optional(),
  dependsOn: z
    .array(nameSchema)
    .min(1)
    .optional()
    .describe("Clusters that are upgraded before this one, where a rollout has both."),
  naming: notYet(),
});

/** The versions that a loop holds the fleet to. */
export const desiredSchema = z
  .strictObject({
    kubernetes: targetVersionSchema.describe('In quotes: "1.36" (its newest patch) or "1.36.3".'),
    drift: z
      .enum(["report", "plan", "upgrade"])
      .describe("What comes of a cluster that is elsewhere: it is told, planned, or brought back."),
    every: durationSchema.optional().describe("How often is looked; 5m when left out."),
    selector: selectorSchema.optional().describe("Only these clusters; left out, all."),
    rollout: rolloutTemplateSchema
      .optional()
      .describe("How they are brought back; left out, one after the other, no failure allowed."),
  })
  .describe("The version that the clusters are held to.");

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
          managedBy: managedBySchema.optional(),
          windows: windowsSchema.optional(),
        })
        .optional()
        .describe("What holds for every cluster that does not say otherwise."),
      freezes: z.array(freezeSchema).optional(),
      desired: desiredSchema.optional(),
      clusters: z.array(clusterSchema).min(1),
    }),
  })
  .meta({
    title: "Fleet",
    description: "The inventory: every cluster with its labels, provider and access.",
  });

export type Provider = Data<typeof providerSchema>;
export type Access = Data<typeof accessSchema>;
export type Metrics = Data<typeof metricsSchema>;
export type Contacts = Data<typeof contactsSchema>;
/** Someone else who owns a cluster's version. */
export type ManagedBy = Exclude<Data<typeof managedBySchema>, { readonly kind: "fleetlift" }>;
export type Desired = Data<typeof desiredSchema>;
export type ClusterSpec = Data<typeof clusterSchema>;
export type FleetDocument = Data<typeof fleetSchema>;

/** A real cluster behind a logical one, with all that is needed to reach it. */
export interface Member {
  readonly name: string;
  readonly provider: Provider;
  readonly access: Access;
  /** Left out where nobody named any. */
  readonly metrics?: Metrics;
}

/** A cluster of the fleet with the fleet's defaults filled in. */
export interface Cluster {
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly contacts: Contacts;
  /** The member that serves now: role `self`. */
  readonly current: Member;
  readonly others: readonly Member[];
  /** Someone else owns its version; left out, nobody does. */
  readonly managedBy?: ManagedBy;
  /** When upgrades may start; left out, at any time. */
  readonly windows?: readonly Window[];
  /** When nothing starts on it, in the order of the fleet; left out, never. */
  readonly freezes?: readonly Freeze[];
  /** Clusters that are upgraded before it, where a rollout has both. */
  readonly dependsOn?: readonly string[];
}

export interface Fleet {
  readonly name: string;
  /** Left out, nobody holds it to a version. */
  readonly desired?: Desired;
  readonly clusters: readonly Cluster[];
}
