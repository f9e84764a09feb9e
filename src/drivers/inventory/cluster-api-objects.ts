import * as z from "zod";
import type { ManagedBy } from "../../model/fleet.ts";

const text = z.string().min(1);
const names = z.record(z.string(), z.string()).default({});

const metadata = z.object({
  name: text,
  namespace: text,
  labels: names,
  annotations: names,
  deletionTimestamp: z.string().optional(),
});

/** A reference to an object in the Cluster's namespace: v1beta1 says `apiVersion`, v1beta2 `apiGroup`. */
const reference = z
  .object({
    apiVersion: text.optional(),
    apiGroup: text.optional(),
    kind: text,
    name: text,
    namespace: text.optional(),
  })
  .optional();

/** A `Cluster` of cluster.x-k8s.io, v1beta1 or v1beta2, as far as an inventory needs it. */
export const clusterObject = z.object({
  metadata,
  spec: z
    .object({
      paused: z.boolean().default(false),
      controlPlaneEndpoint: z
        .object({ host: z.string().default(""), port: z.number().default(0) })
        .optional(),
      controlPlaneRef: reference,
      infrastructureRef: reference,
      topology: z
        .object({
          version: z.string().optional(),
          class: z.string().optional(),
          classRef: z.object({ name: z.string() }).optional(),
        })
        .optional(),
    })
    .default({ paused: false }),
});

/** A `MachineDeployment` or `MachinePool`: the version is that of its machines' template. */
export const workersObject = z.object({
  metadata,
  spec: z.object({
    clusterName: text,
    template: z.object({ spec: z.object({ version: z.string().optional() }) }),
  }),
});

/** A control plane of any provider: what its contract says of versions. */
export const controlPlaneObject = z.object({
  spec: z.object({ version: z.string().optional() }).default({}),
  status: z.object({ version: z.string().optional() }).default({}),
});

export type ClusterObject = z.infer<typeof clusterObject>;
export type WorkersObject = z.infer<typeof workersObject>;

/** `ns/name`, as kubectl and our words have it. */
export function fullName({ metadata: { namespace, name } }: ClusterObject): string {
  return `${namespace}/${name}`;
}

/** `https://host:port` of its API servers, once they have an address. */
export function serverOf({ spec }: ClusterObject): string | undefined {
  const { host = "", port = 0 } = spec.controlPlaneEndpoint ?? {};
  if (host === "") return undefined;
  const bracketed = host.includes(":") ? `[${host}]` : host;
  return `https://${bracketed}:${port === 0 ? 443 : port}`;
}

/** Labels that people gave it: those of Kubernetes' own projects and of appliers say nothing of a fleet. */
export function ownLabels({ metadata: { labels } }: ClusterObject): Record<string, string> {
  return Object.fromEntries(
    Object.entries(labels).filter(
      ([key]) =>
        !/(^|[./])(k8s\.io|x-k8s\.io|kubernetes\.io|helm\.sh|fluxcd\.io|argoproj\.io|cattle\.io)\//.test(
          `/${key}`,
        ),
    ),
  );
}

/**
 * Who owns the version: the topology of the Cluster object, and above it whoever applies that object
 * (Argo CD and Flux mark what they apply). `management` is the context of the management cluster.
 */
export function ownerOf(cluster: ClusterObject, management: string): ManagedBy | undefined {
  const object = `Cluster ${fullName(cluster)}`;
  const applier = applierOf(cluster);
  const field =
    cluster.spec.topology === undefined
      ? "spec.version of its control plane"
      : "spec.topology.version";
  if (applier !== undefined) {
    return { kind: "git", where: applier, change: `${field} of ${object}` };
  }
  if (cluster.spec.topology === undefined) return undefined;
  return { kind: "cluster-api-topology", where: `${object} in context ${management}` };
}

function applierOf({ metadata: { labels, annotations } }: ClusterObject): string | undefined {
  const tracked = annotations["argocd.argoproj.io/tracking-id"]?.split(":")[0];
  if (tracked) return `Argo CD application ${tracked}`;
  for (const kind of ["Kustomization", "HelmRelease"]) {
    const group = kind === "Kustomization" ? "kustomize" : "helm";
    const name = labels[`${group}.toolkit.fluxcd.io/name`];
    const namespace = labels[`${group}.toolkit.fluxcd.io/namespace`];
    if (name !== undefined) return `Flux ${kind} ${[namespace, name].filter(Boolean).join("/")}`;
  }
  return undefined;
}
