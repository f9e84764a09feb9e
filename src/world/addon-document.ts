import * as z from "zod";
import { nameSchema } from "../model/names.ts";

const VERSION_WORDS = 'expected an add-on\'s version in quotes, like "1.11.3"';
const MINOR_WORDS = 'expected a minor of Kubernetes in quotes, like "1.34"';

/** A version of an add-on, or a minor of it. */
export const addonVersionSchema = z
  .string({ error: VERSION_WORDS })
  .regex(/^\d+(\.\d+)+(-[0-9A-Za-z.-]+)?$/, VERSION_WORDS);

const minorSchema = z.string({ error: MINOR_WORDS }).regex(/^1\.\d+$/, MINOR_WORDS);

const workloadKeySchema = z
  .string()
  .regex(
    /^[a-z0-9][-a-z0-9.]*\/[a-z0-9][-a-z0-9.]*$/,
    "expected namespace/name, like kube-system/coredns",
  );

/** `docker.io/istio/pilot:{version}`: what the pods' container runs. */
const imageSchema = z
  .string()
  .regex(/\{version\}/, "expected an image with {version} in it, like coredns:v{version}");

const crdSchema = z.strictObject({
  /** `virtualservices.networking.istio.io`: plural and group. */
  name: z
    .string()
    .regex(
      /^[a-z0-9]+\.[a-z0-9.-]+$/,
      "expected PLURAL.GROUP, like virtualservices.networking.istio.io",
    ),
  kind: z.string().min(1),
  /** Versions that it serves; the last is the one that objects are stored in. */
  versions: z.array(z.string().min(1)).min(1),
});

const releaseSchema = z.strictObject({
  version: addonVersionSchema,
  /** Minors of Kubernetes beside which its pods work; any when left out. */
  kubernetes: z.strictObject({ from: minorSchema, to: minorSchema }).optional(),
  /** CRDs that it brings; those of the release before it when left out. */
  crds: z.array(crdSchema).optional(),
});

/** An add-on that runs in workloads of the same template. */
export const addonSchema = z.strictObject({
  /** As the knowledge calls it: `coredns`, `istio`. */
  name: nameSchema,
  /** What runs at the beginning. */
  version: addonVersionSchema,
  /** Image of its own workloads. */
  image: imageSchema,
  /** Its own workloads, as namespace/name. */
  workloads: z.array(workloadKeySchema).min(1),
  /** Makes it a mesh: its own workloads are its control plane, and the pods of these workloads carry its proxies. */
  proxies: z
    .strictObject({
      image: imageSchema,
      workloads: z.array(workloadKeySchema).min(1),
      /** As the control plane when left out. */
      version: addonVersionSchema.optional(),
    })
    .optional(),
  /** Versions to be had, beside the one that runs. */
  releases: z.array(releaseSchema).optional(),
  /** Minors that one move may pass; 1 for a mesh and any number for others when left out. */
  minorsAtOnce: z.int().min(1).optional(),
  /** Who installs it; a Helm release of its name when left out. */
  managedBy: z
    .strictObject({
      kind: z.enum(["helm", "manifests", "operator", "provider", "gitops", "unknown"]),
      name: z.string().min(1),
    })
    .optional(),
});

/** What differs from the template in one cluster, by add-on. */
export const clusterAddonsSchema = z.record(
  nameSchema,
  z.strictObject({
    version: addonVersionSchema.optional(),
    proxies: addonVersionSchema.optional(),
  }),
);
