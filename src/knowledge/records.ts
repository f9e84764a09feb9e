import * as z from "zod";
import type { Data } from "../model/data.ts";
import {
  addonVersionSchema,
  common,
  dateSchema,
  daySchema,
  idOf,
  minorSchema,
  type sourceSchema,
  wordsSchema,
} from "./record-parts.ts";
import { riskSchema } from "./risk-record.ts";

const typeSchema = z.strictObject({
  group: z.string(),
  version: wordsSchema,
  kind: wordsSchema,
});

const apiSchema = z.strictObject({
  id: idOf("apis"),
  ...typeSchema.shape,
  stability: z.enum(["alpha", "beta", "ga"]),
  /** `wire`: sent, never stored; `never`: in the source only. */
  served: z.enum(["resource", "subresource", "wire", "never"]),
  subresource: wordsSchema.optional(),
  resource: wordsSchema.optional(),
  namespaced: z.boolean().optional(),
  introduced: minorSchema.optional(),
  /** `introduced` is the oldest minor that was looked at. */
  orEarlier: z.literal(true).optional(),
  deprecated: minorSchema.optional(),
  /** The first minor that does not serve it as installed; planned where it is not released. */
  removed: minorSchema.optional(),
  replacement: typeSchema.optional(),
  /** What changes in the fields on the way to the replacement; left out when only the name does. */
  changes: wordsSchema.optional(),
  /** The minors whose OpenAPI, with all groups on, has it. */
  published: z.strictObject({ first: minorSchema, last: minorSchema }).optional(),
  ...common,
});

const addonApiSchema = z.strictObject({
  id: idOf("addon-apis"),
  ...typeSchema.shape,
  addon: wordsSchema,
  deprecatedInAddon: addonVersionSchema.optional(),
  removedInAddon: addonVersionSchema.optional(),
  replacement: wordsSchema.optional(),
  /** Kubernetes minor since which the replacement is there. */
  replacementSince: minorSchema.optional(),
  ...common,
});

/** A type of files and wires, which no API server stores. */
const configApiSchema = z.strictObject({
  id: idOf("config-apis"),
  ...typeSchema.shape,
  usedIn: wordsSchema,
  deprecated: minorSchema.optional(),
  removed: minorSchema.optional(),
  replacement: wordsSchema.optional(),
  changes: wordsSchema.optional(),
  ...common,
});

const releaseSchema = z.strictObject({
  id: idOf("releases"),
  minor: minorSchema,
  /** Left out while it is in development. */
  releasedOn: daySchema.optional(),
  plannedOn: daySchema.optional(),
  maintenanceFrom: daySchema.optional(),
  endOfLife: daySchema.optional(),
  /** The dates follow from the release team's rule; none was published. */
  derivedDates: z.literal(true).optional(),
  latestPatch: z
    .strictObject({ version: wordsSchema, on: daySchema.optional(), seenOn: daySchema.optional() })
    .optional(),
  /** How many records of `apis` end with it: 0 is a statement, left out it was not looked at. */
  removedApis: z.int().min(0).optional(),
  /** What other sources say instead. */
  otherwise: z.array(z.strictObject({ endOfLife: daySchema, source: wordsSchema })).optional(),
  ...common,
});

const supportSchema = z.strictObject({
  id: idOf("support"),
  provider: z.enum(["eks", "gke", "aks"]),
  minor: minorSchema,
  releasedOn: dateSchema,
  maintenanceFrom: daySchema.optional(),
  standardEndsOn: dateSchema,
  /** Support that is paid for or asked for: extended, or long-term. */
  extendedEndsOn: z.union([dateSchema, z.enum(["none", "unknown"])]),
  /** Nodes and provider are still looked after until this minor is available. */
  platformSupportUntil: minorSchema.optional(),
  latest: wordsSchema.optional(),
  planned: z.literal(true).optional(),
  ...common,
});

const rangeOf = (end: typeof minorSchema) => z.strictObject({ from: end, to: end });

const minorRangeSchema = z.strictObject({
  from: minorSchema.optional(),
  to: minorSchema.optional(),
});

const addonSchema = z.strictObject({
  id: idOf("addons"),
  addon: wordsSchema,
  /** Both ends belong to it; `1.9` as an end stands for every 1.9. */
  versions: z.strictObject({
    from: addonVersionSchema.optional(),
    to: addonVersionSchema.optional(),
  }),
  kubernetes: minorRangeSchema,
  /** `supported`: others are not; `tested`: others were not tried; `listed`: says nothing of others. */
  basis: z.enum(["supported", "tested", "listed"]),
  /** The true lower end may be older. */
  lowestUncertain: z.literal(true).optional(),
  /** The part of `kubernetes` that was tested. */
  tested: minorRangeSchema.optional(),
  /** Tested, and not supported. */
  testedOnly: z.array(minorSchema).optional(),
  releasedOn: daySchema.optional(),
  endOfLife: dateSchema.optional(),
  endOfLifeAbout: z.literal(true).optional(),
  ...common,
});

const addonRuleSchema = z.strictObject({
  id: idOf("addon-rules"),
  addon: wordsSchema,
  minorsAtOnce: z.int().min(1).optional(),
  /** How many minors it may go back at once. */
  minorsBack: z.int().min(1).optional(),
  /** Of what changes with a version: that version. A way that passes it tells it. */
  since: wordsSchema.optional(),
  strength: z.enum(["required", "recommended", "note"]),
  says: wordsSchema,
  ...common,
});

const behaviourSchema = z.strictObject({
  id: idOf("behaviours"),
  /** The first minor that behaves so; planned where it is not released. */
  minor: minorSchema,
  scope: z.enum(["upstream", "eks", "ecosystem"]),
  area: wordsSchema,
  impact: z.enum(["breaks", "behaviour", "deprecates", "unsupported", "scheduled", "relaxes"]),
  says: wordsSchema,
  /** What to look for in a cluster; none where nothing can go wrong. */
  lookFor: z.array(wordsSchema),
  ...common,
});

const skewSchema = z.strictObject({
  id: idOf("skew"),
  component: z.array(wordsSchema).min(1),
  relativeTo: wordsSchema.optional(),
  provider: wordsSchema.optional(),
  minorsNewer: z.int().min(0).optional(),
  minorsOlder: z.int().min(0).optional(),
  /** How many minors it may move in one step. */
  minorsAtOnce: z.int().min(1).optional(),
  /** The component's own minors for which it holds. */
  fromMinor: minorSchema.optional(),
  belowMinor: minorSchema.optional(),
  says: wordsSchema,
  ...common,
});

/** Versions that each component may have beside API servers of one minor; computed from the rules of `skew`. */
const skewRowSchema = z.strictObject({
  id: idOf("skew-rows"),
  apiServer: minorSchema,
  kubelet: rangeOf(minorSchema),
  kubeProxy: rangeOf(minorSchema),
  /** kube-controller-manager, kube-scheduler and cloud-controller-manager. */
  controllers: rangeOf(minorSchema),
  kubectl: rangeOf(minorSchema),
  ...common,
});

const etcdReleaseSchema = z.strictObject({
  id: idOf("etcd-releases"),
  minor: wordsSchema,
  releasedOn: daySchema,
  /** Left out while it is looked after. */
  endOfLife: daySchema.optional(),
  latest: z.strictObject({ version: wordsSchema, on: daySchema }),
  ...common,
});

/** Which etcd kubeadm brings with a minor of Kubernetes. */
const etcdDefaultSchema = z.strictObject({
  id: idOf("etcd-defaults"),
  minor: minorSchema,
  /** In the order of the minor's patches. */
  versions: z.array(wordsSchema).min(1),
  /** The least that kubeadm takes of an etcd that it does not run. */
  leastExternal: wordsSchema.optional(),
  ...common,
});

/** What a provider can do with a whole cluster, beyond its versions. */
const abilitySchema = z.strictObject({
  id: idOf("abilities"),
  provider: wordsSchema,
  /** Whether nodes come to a new version by new machines, or where they stand. */
  nodes: z.enum(["replaced", "in-place"]),
  /** Whether it can be asked for a second cluster. */
  createsClusters: z.boolean(),
  /** How far, and for how many days after an upgrade, the control plane can go back; left out, it cannot. */
  controlPlaneBack: z
    .strictObject({
      minors: z.int().min(1),
      days: z.number().positive(),
      onlyIf: wordsSchema.optional(),
    })
    .optional(),
  says: wordsSchema,
  ...common,
});

/** The schema of each kind of record; unknown fields are refused. */
export const recordSchemas = {
  apis: apiSchema,
  "addon-apis": addonApiSchema,
  "config-apis": configApiSchema,
  releases: releaseSchema,
  support: supportSchema,
  addons: addonSchema,
  "addon-rules": addonRuleSchema,
  behaviours: behaviourSchema,
  skew: skewSchema,
  risks: riskSchema,
  "skew-rows": skewRowSchema,
  "etcd-releases": etcdReleaseSchema,
  "etcd-defaults": etcdDefaultSchema,
  abilities: abilitySchema,
} as const;

export type Source = Data<typeof sourceSchema>;

/** Who brings a record that is not fleetlift's own. */
export interface Origin {
  /** A file, or a pack. */
  readonly from: string;
  /** Of one that stands in place of another: why, and who says so. */
  readonly reason?: string;
  readonly by?: string;
}

/** The records as they are looked up: with their sources in place of the sources' ids. */
export type Records = {
  readonly [Kind in keyof typeof recordSchemas]: Omit<
    Data<(typeof recordSchemas)[Kind]>,
    "sources"
  > & {
    readonly sources: readonly Source[];
    /** Left out of fleetlift's own. */
    readonly origin?: Origin;
  };
};

export type RecordKind = keyof Records;
export type AnyRecord = Records[RecordKind];
export type ApiRecord = Records["apis"];
export type ReleaseRecord = Records["releases"];
export type SupportRecord = Records["support"];
export type AddonRecord = Records["addons"];
export type BehaviourRecord = Records["behaviours"];
export type SkewRecord = Records["skew"];
export type AbilityRecord = Records["abilities"];
export type RiskRecord = Records["risks"];
