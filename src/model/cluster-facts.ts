import * as z from "zod";
import type { Data } from "./data.ts";

const text = z.string();
const count = z.int().min(0);
/** `zone/name` words of Kubernetes; empty for what has no namespace. */
const objectName = { namespace: text, name: text };

/** Something of a part that was seen which could not be seen all the same: `requests to deprecated APIs`. */
export const lackingSchema = z.strictObject({ what: text, why: text, help: text });

/**
 * One part of what was seen of a cluster. What could not be seen says which right was missing and how
 * to grant it, so that a check upon it is `Not checked` and never `Passed`. `more` counts what was
 * left off to keep the snapshot within its size: checks then say that they saw a part. `lacking` names
 * what else is missing in a part that was seen, in the same words.
 */
const partOf = <Item extends z.ZodType>(item: Item) =>
  z.discriminatedUnion("kind", [
    z.strictObject({
      kind: z.literal("seen"),
      items: z.array(item),
      more: z.int().min(1).optional(),
      lacking: z.array(lackingSchema).optional(),
    }),
    z.strictObject({ kind: z.literal("not-seen"), why: text, help: text }),
  ]);

const resourcesSchema = z.strictObject({ cpuMillis: count, memoryMi: count, pods: count });

export const nodeFactsSchema = z.strictObject({
  name: text,
  /** Empty when no label tells it. */
  pool: text,
  zone: text,
  instanceType: text,
  architecture: text,
  osImage: text,
  kernel: text,
  /** `containerd://1.7.20`. */
  runtime: text,
  /** Without `v`; empty until it joined. */
  kubeletVersion: text,
  ready: z.boolean(),
  unschedulable: z.boolean(),
  /** Of conditions that are not as they should be, like `DiskPressure`. */
  badConditions: z.array(text),
  allocatable: resourcesSchema,
  /** Sum of the requests of the pods on it. */
  requested: resourcesSchema,
  /** Who makes and replaces it by itself: `karpenter`, `cluster-autoscaler`, or a provider's own word. */
  provisioner: text.optional(),
  /** Which cgroups the kubelet says that it found; left out where that could not be seen. */
  cgroup: z.enum(["v1", "v2"]).optional(),
  /** Whether its labels say that it runs a control plane: that moves with the control plane. */
  controlPlane: z.boolean().optional(),
});

export const workloadFactsSchema = z.strictObject({
  kind: z.enum(["Deployment", "StatefulSet", "DaemonSet", "ReplicaSet", "Job", "CronJob", "Other"]),
  ...objectName,
  replicas: count,
  available: count,
  /** Who answers for it, if labels or annotations tell. */
  owner: text.optional(),
  podLabels: z.record(text, text),
  /** Without registry digests: `registry.k8s.io/coredns/coredns:v1.11.3`. */
  images: z.array(text),
  emptyDir: z.boolean(),
  /** Volumes that bind its pods to a node: `hostPath` or `local`. */
  nodeBound: z.array(text),
  claims: count,
  terminationGraceSeconds: z.number(),
  /** Pods that must not share a node: required anti-affinity or spread by hostname. */
  onePerNode: z.boolean(),
  hostPorts: z.boolean(),
  /** `OnDelete` and the like, when pods are not replaced as usual. */
  updateStrategy: text,
  /** Names of budgets in its namespace that select its pods. */
  budgets: z.array(text),
  /** Restarts of all its pods, and pods in CrashLoopBackOff or without an image. */
  restarts: count,
  failing: count,
  /** Annotations that keep an autoscaler from moving it: safe-to-evict=false, do-not-disrupt. */
  doNotMove: z.array(text),
  /**
   * Behind a Service of type LoadBalancer, an Ingress or a Gateway route: traffic comes from outside.
   * Left out where some of these could not be seen and the others do not lead to it.
   */
  exposed: z.boolean().optional(),
  /** Behind any Service, of whatever type; left out where Services could not be seen. */
  served: z.boolean().optional(),
  /** Whether some container of its pods has a readiness probe, or the pods a readiness gate. */
  readinessProbe: z.boolean().optional(),
  minReadySeconds: z.number().optional(),
  /** On how many nodes its pods run now; left out where pods could not be seen. */
  nodes: count.optional(),
  /** Its pods mount the socket of Docker: `docker.sock` or `dockershim.sock`. */
  dockerSocket: z.boolean().optional(),
  /** Of a Job that runs: when it began. */
  startedAtMs: z.number().optional(),
});

/** A pod that no controller would make again. */
export const barePodFactsSchema = z.strictObject({
  ...objectName,
  node: text,
  emptyDir: z.boolean(),
  owner: text.optional(),
});

export const budgetFactsSchema = z.strictObject({
  ...objectName,
  apiVersion: text,
  /** The selector in words, like `app=shop`; empty when it selects the whole namespace. */
  selects: text,
  minAvailable: text.optional(),
  maxUnavailable: text.optional(),
  unhealthyPodEvictionPolicy: text.optional(),
  disruptionsAllowed: count,
  currentHealthy: count,
  desiredHealthy: count,
  expectedPods: count,
  /** Pods that it selects now, and of these how many are under another budget too, with its name. */
  pods: count,
  overlaps: z.array(z.strictObject({ pod: text, with: text })),
  owner: text.optional(),
});

export const webhookFactsSchema = z.strictObject({
  kind: z.enum(["validating", "mutating", "conversion", "api-service"]),
  /** The configuration object, and the webhook in it. */
  configuration: text,
  name: text,
  failurePolicy: z.enum(["Fail", "Ignore"]),
  /** `apps/deployments`, `*`: groups and resources of all rules. */
  resources: z.array(text),
  /** `namespace/name`, or the URL's host. */
  target: text,
  /** Ready addresses behind its Service; undefined for a URL or when it could not be seen. */
  endpoints: count.optional(),
  /** Whether its selectors leave kube-system alone. */
  sparesKubeSystem: z.boolean(),
  timeoutSeconds: z.number(),
  caExpiresAtMs: z.number().optional(),
});

export const volumeFactsSchema = z.strictObject({
  name: text,
  /** CSI driver, or the plugin in the tree: `ebs.csi.aws.com`, `local`, `awsElasticBlockStore`. */
  plugin: text,
  /** Zones or hosts that it may be used in; none when it may be used anywhere. */
  zones: z.array(text),
  hosts: z.array(text),
  /** `namespace/claim`, and `Kind namespace/name` of the workload that uses it. */
  claim: text.optional(),
  workload: text.optional(),
  reclaimPolicy: text,
});

export const crdFactsSchema = z.strictObject({
  name: text,
  group: text,
  kind: text,
  storedVersions: z.array(text),
  versions: z.array(
    z.strictObject({
      name: text,
      served: z.boolean(),
      storage: z.boolean(),
      deprecated: z.boolean(),
    }),
  ),
  /** Whether its Established condition holds. */
  established: z.boolean(),
});

/** Use of one API version, with how it was noticed. */
export const apiUseFactsSchema = z.strictObject({
  /** `requested`: the API server's own metric; `stored`: storage versions of objects. */
  by: z.enum(["requested", "managed-fields", "last-applied", "helm-release", "stored"]),
  group: text,
  version: text,
  /** The kind, or the resource where only that is known. */
  kind: text,
  /** `namespace/name` of some of them, and of how many in all. */
  objects: z.array(text),
  count,
  /** Who wrote or asked: field managers, the release. */
  who: z.array(text),
  /** When it was last written, where that is told. */
  lastAtMs: z.number().optional(),
});

export const helmReleaseFactsSchema = z.strictObject({
  ...objectName,
  revision: count,
  status: text,
  chart: text,
  chartVersion: text,
  appVersion: text,
  updatedAtMs: z.number().optional(),
});

export const addonFactsSchema = z.strictObject({
  /** As the knowledge calls it: `istio`, `coredns`, `cert-manager`. */
  name: text,
  /** Of a mesh: its control plane, and its proxies beside the workloads. */
  part: z.enum(["whole", "control-plane", "proxies"]),
  /** Without `v`; the oldest where several run. */
  version: text,
  /** Other versions that run too, older first. */
  others: z.array(text),
  namespace: text,
  /** How it was recognised, like `image registry.k8s.io/coredns/coredns:v1.11.3 of Deployment kube-system/coredns`. */
  evidence: z.array(text),
  /** Of kube-proxy, where its configuration could be read: `iptables`, `ipvs`, `nftables`. */
  mode: text.optional(),
});

export const certificateFactsSchema = z.strictObject({
  /** `API server`, `webhook x`, `Secret ns/name`. */
  what: text,
  expiresAtMs: z.number(),
});

/** What one PromQL query said; asked for by rules. */
export const queryFactsSchema = z.strictObject({
  query: text,
  /** Undefined for an empty answer: no data. */
  value: z.number().optional(),
  /** Why there is no answer. */
  error: text.optional(),
});

/** What was seen of a cluster beyond its versions, part by part. */
export const clusterFactsSchema = z.strictObject({
  nodes: partOf(nodeFactsSchema),
  workloads: partOf(workloadFactsSchema),
  barePods: partOf(barePodFactsSchema),
  /** Pods that wait for a node, as `namespace/name`. */
  pendingPods: partOf(text),
  budgets: partOf(budgetFactsSchema),
  webhooks: partOf(webhookFactsSchema),
  volumes: partOf(volumeFactsSchema),
  csiDrivers: partOf(text),
  crds: partOf(crdFactsSchema),
  apiUses: partOf(apiUseFactsSchema),
  helmReleases: partOf(helmReleaseFactsSchema),
  addons: partOf(addonFactsSchema),
  certificates: partOf(certificateFactsSchema),
  queries: partOf(queryFactsSchema),
});

export type Part<Item> =
  | {
      readonly kind: "seen";
      readonly items: readonly Item[];
      readonly more?: number | undefined;
      readonly lacking?: readonly Lacking[] | undefined;
    }
  | { readonly kind: "not-seen"; readonly why: string; readonly help: string };
export type Lacking = Data<typeof lackingSchema>;
export type NodeFacts = Data<typeof nodeFactsSchema>;
export type WorkloadFacts = Data<typeof workloadFactsSchema>;
export type BarePodFacts = Data<typeof barePodFactsSchema>;
export type BudgetFacts = Data<typeof budgetFactsSchema>;
export type WebhookFacts = Data<typeof webhookFactsSchema>;
export type VolumeFacts = Data<typeof volumeFactsSchema>;
export type CrdFacts = Data<typeof crdFactsSchema>;
export type ApiUseFacts = Data<typeof apiUseFactsSchema>;
export type HelmReleaseFacts = Data<typeof helmReleaseFactsSchema>;
export type AddonFacts = Data<typeof addonFactsSchema>;
export type CertificateFacts = Data<typeof certificateFactsSchema>;
export type QueryFacts = Data<typeof queryFactsSchema>;
export type ClusterFacts = Data<typeof clusterFactsSchema>;
