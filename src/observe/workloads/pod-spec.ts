import * as z from "zod";
import { selects } from "../../model/selector.ts";
import { ceiling, quantity } from "../kubernetes/quantity.ts";
import { listOf, selectorSchema, textMapSchema, textSchema } from "../kubernetes/shapes.ts";

const resourcesSchema = z
  .object({ requests: z.record(z.string(), z.union([z.string(), z.number()])).nullish() })
  .nullish();

const containerSchema = z.object({
  name: textSchema,
  image: textSchema,
  resources: resourcesSchema,
  ports: listOf(z.object({ hostPort: z.number().nullish() })),
  readinessProbe: z.unknown().optional(),
  /** `Always` makes an init container one that stays (sidecar). */
  restartPolicy: z.string().nullish(),
});

/** Of a volume only what kind it is, and which claim: nothing of what it is filled with. */
const volumeSchema = z.object({
  name: textSchema,
  emptyDir: z.unknown().optional(),
  hostPath: z.object({ path: textSchema }).nullish(),
  ephemeral: z.unknown().optional(),
  persistentVolumeClaim: z.object({ claimName: textSchema }).nullish(),
});

const spreadTermSchema = z.object({
  topologyKey: textSchema,
  labelSelector: selectorSchema.nullish(),
});

/** What is read of a pod's spec, in the pod or in its workload's template; environment and arguments are not. */
export const podSpecSchema = z.object({
  nodeName: textSchema,
  containers: listOf(containerSchema),
  initContainers: listOf(containerSchema),
  volumes: listOf(volumeSchema),
  readinessGates: listOf(z.unknown()),
  resources: resourcesSchema,
  overhead: z.record(z.string(), z.union([z.string(), z.number()])).nullish(),
  terminationGracePeriodSeconds: z.number().nullish(),
  affinity: z
    .object({
      podAntiAffinity: z
        .object({ requiredDuringSchedulingIgnoredDuringExecution: listOf(spreadTermSchema) })
        .partial()
        .nullish(),
    })
    .nullish(),
  topologySpreadConstraints: listOf(spreadTermSchema.extend({ whenUnsatisfiable: textSchema })),
});

export type PodSpec = z.infer<typeof podSpecSchema>;

export const podTemplateSchema = z
  .object({
    metadata: z.object({ labels: textMapSchema, annotations: textMapSchema }).nullish(),
    spec: podSpecSchema.nullish(),
  })
  .nullish();

/** What a pod's spec says of how it can be moved. */
export interface PodShape {
  readonly images: readonly string[];
  readonly emptyDir: boolean;
  readonly nodeBound: readonly "hostPath"[];
  /** Claims that each pod of it holds. */
  readonly claims: number;
  readonly terminationGraceSeconds: number;
  readonly onePerNode: boolean;
  readonly hostPorts: boolean;
  readonly readinessProbe: boolean;
  readonly dockerSocket: boolean;
}

const DOCKER_SOCKET = /\/(docker|dockershim)\.sock$/;
const DEFAULT_GRACE_SECONDS = 30;

export function shapeOf(
  spec: PodSpec | undefined,
  labels: Readonly<Record<string, string>>,
): PodShape {
  const { containers = [], initContainers = [], volumes = [] } = spec ?? {};
  const all = [...initContainers, ...containers];
  return {
    images: [...new Set(all.map(({ image }) => withoutDigest(image)))].filter(
      (image) => image !== "",
    ),
    emptyDir: volumes.some(({ emptyDir }) => isThere(emptyDir)),
    nodeBound: volumes.some(({ hostPath }) => isThere(hostPath)) ? ["hostPath"] : [],
    claims: volumes.filter(
      ({ persistentVolumeClaim, ephemeral }) =>
        isThere(persistentVolumeClaim) || isThere(ephemeral),
    ).length,
    terminationGraceSeconds: spec?.terminationGracePeriodSeconds ?? DEFAULT_GRACE_SECONDS,
    onePerNode: spec !== undefined && isOnePerNode(spec, labels),
    hostPorts: all.some(({ ports }) => ports.some(({ hostPort }) => (hostPort ?? 0) > 0)),
    readinessProbe:
      (spec?.readinessGates.length ?? 0) > 0 ||
      all.some(({ readinessProbe }) => isThere(readinessProbe)),
    dockerSocket: volumes.some(({ hostPath }) => DOCKER_SOCKET.test(hostPath?.path ?? "")),
  };
}

const HOSTNAME = "kubernetes.io/hostname";

/** Required anti-affinity to its own kind by hostname, or a spread by hostname that may not be broken. */
function isOnePerNode(spec: PodSpec, labels: Readonly<Record<string, string>>): boolean {
  const required =
    spec.affinity?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [];
  const strict = spec.topologySpreadConstraints.filter(
    ({ whenUnsatisfiable }) => whenUnsatisfiable !== "ScheduleAnyway",
  );
  // A term without a selector takes no pods.
  return [...required, ...strict].some(
    ({ topologyKey, labelSelector }) =>
      topologyKey === HOSTNAME && isThere(labelSelector) && selects(labelSelector, labels),
  );
}

/** The image without its digest, which says nothing to people: `registry/name:tag`. */
export function withoutDigest(image: string): string {
  const at = image.indexOf("@");
  return at === -1 ? image : image.slice(0, at);
}

/** Claims of a pod: written, and those that are made with it. */
export function claimsOf(pod: string, { volumes }: PodSpec): readonly string[] {
  return volumes.flatMap(({ name, persistentVolumeClaim, ephemeral }) => {
    if (isThere(persistentVolumeClaim)) return [persistentVolumeClaim.claimName];
    return isThere(ephemeral) ? [`${pod}-${name}`] : [];
  });
}

export interface Requests {
  readonly cpuMillis: number;
  readonly memoryMi: number;
}

/**
 * What the scheduler counts a pod for: its containers and the init containers that stay, or the
 * largest other init container beside those that stay before it, and the overhead of its runtime
 * (Kubernetes, "Resource sharing within containers"). What the pod itself asks for goes before.
 */
export function requestsOf(spec: PodSpec): Requests {
  return {
    cpuMillis: ceiling(requestOf(spec, "cpu") * 1_000),
    memoryMi: ceiling(requestOf(spec, "memory") / 2 ** 20),
  };
}

function requestOf(spec: PodSpec, resource: "cpu" | "memory"): number {
  const overhead = quantity(spec.overhead?.[resource]);
  const whole = spec.resources?.requests?.[resource];
  if (whole !== undefined) return quantity(whole) + overhead;
  const ask = ({ resources }: PodSpec["containers"][number]): number =>
    quantity(resources?.requests?.[resource]);
  let staying = 0;
  let starting = 0;
  for (const container of spec.initContainers) {
    if (container.restartPolicy === "Always") staying += ask(container);
    starting = Math.max(
      starting,
      container.restartPolicy === "Always" ? staying : staying + ask(container),
    );
  }
  const running = spec.containers.reduce((sum, container) => sum + ask(container), staying);
  return Math.max(running, starting) + overhead;
}

function isThere<Value>(value: Value): value is NonNullable<Value> {
  return value !== undefined && value !== null;
}
