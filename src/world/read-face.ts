/**
 * A simulated cluster as its API would show it to those who only read: what the world knows in
 * Kubernetes' own form, and the objects that its file adds. What a fresh cluster serves and the
 * world knows nothing of is an empty list; everything else is not served.
 */
import type {
  ListTarget,
  ObjectAnswer,
  PageAnswer,
  ReadTarget,
  TextAnswer,
} from "../ports/api-reader.ts";
import { crdObjects } from "./addon-objects.ts";
import {
  budgetObjects,
  type KubernetesObject,
  namespaceObjects,
  nodeObjects,
  podObjects,
  replicaSetObjects,
  workloadObjects,
} from "./kubernetes-objects.ts";
import { autoscalerObjects, eventObjects, leaseObjects } from "./signs.ts";
import { oldestServerVersion } from "./versions.ts";
import type { ClusterState } from "./world-state.ts";

/** One page of a list. `next` is the number of objects before it. */
export function readList(cluster: ClusterState, target: ListTarget): PageAnswer {
  const path = parsePath(target.path);
  if (path === undefined || path.name !== undefined) return { kind: "not-served" };
  const all = objectsOf(cluster, path);
  if (all === undefined) return { kind: "not-served" };
  const selected = all.filter((object) => isSelected(object, target)).toSorted(byName);
  const from = Number(target.next ?? 0);
  const to = from + target.limit;
  const page = selected.slice(from, to);
  return {
    kind: "page",
    items: target.metadataOnly === true ? page.map(({ metadata }) => ({ metadata })) : page,
    next: to < selected.length ? String(to) : undefined,
  };
}

/** One object by its name, the version of the API servers, or the groups that are served. */
export function readObject(cluster: ClusterState, { path }: ReadTarget): ObjectAnswer {
  if (path === "/version") {
    return { kind: "object", object: { gitVersion: `v${oldestServerVersion(cluster)}` } };
  }
  if (path === "/apis") return { kind: "object", object: groupList(cluster) };
  const parsed = parsePath(path);
  const found =
    parsed && objectsOf(cluster, parsed)?.find(({ metadata }) => metadata.name === parsed.name);
  return found === undefined ? { kind: "not-served" } : { kind: "object", object: found };
}

/** Metrics: nobody asks a simulated API server for anything that it would count. */
export function readText({ path }: ReadTarget): TextAnswer {
  return path === "/metrics" ? { kind: "text", text: "" } : { kind: "not-served" };
}

interface ResourcePath {
  readonly group: string;
  readonly version: string;
  readonly namespace: string | undefined;
  readonly plural: string;
  readonly name: string | undefined;
}

function parsePath(path: string): ResourcePath | undefined {
  const match =
    /^\/(?:api|apis\/([^/]+))\/([^/]+)(?:\/namespaces\/([^/]+)(?=\/))?\/([^/]+)(?:\/([^/]+))?$/.exec(
      path,
    );
  if (match === null) return undefined;
  const [, group = "", version = "", namespace, plural = "", name] = match;
  return { group, version, namespace, plural, name };
}

function groupList({ objects = [] }: ClusterState): object {
  const served = [...Object.keys(SERVED), ...objects.map(({ apiVersion }) => `${apiVersion}/`)];
  const versions = served.flatMap((path) => {
    const [group = "", version = "", ...rest] = path.split("/");
    return group === "" || rest.length === 0 ? [] : [{ group, version }];
  });
  const byGroup = Map.groupBy(versions, ({ group }) => group);
  return {
    groups: [...byGroup].map(([name, of]) => ({
      name,
      versions: [...new Set(of.map(({ version }) => version))].map((version) => ({ version })),
    })),
  };
}

type Make = (cluster: ClusterState) => readonly KubernetesObject[];

const none: Make = () => [];

/** By group, version and plural: what the world knows, and what any cluster serves. */
const SERVED: Readonly<Record<string, Make>> = {
  "/v1/nodes": nodeObjects,
  "/v1/namespaces": namespaceObjects,
  "/v1/pods": podObjects,
  "apps/v1/deployments": (cluster) => workloadObjects(cluster, "Deployment"),
  "apps/v1/statefulsets": (cluster) => workloadObjects(cluster, "StatefulSet"),
  "apps/v1/daemonsets": (cluster) => workloadObjects(cluster, "DaemonSet"),
  "apps/v1/replicasets": replicaSetObjects,
  "policy/v1/poddisruptionbudgets": budgetObjects,
  "/v1/configmaps": none,
  "/v1/events": eventObjects,
  "/v1/persistentvolumeclaims": none,
  "/v1/persistentvolumes": none,
  "/v1/secrets": none,
  "/v1/services": none,
  "admissionregistration.k8s.io/v1/mutatingwebhookconfigurations": none,
  "admissionregistration.k8s.io/v1/validatingwebhookconfigurations": none,
  "apiextensions.k8s.io/v1/customresourcedefinitions": crdObjects,
  "apiregistration.k8s.io/v1/apiservices": none,
  "autoscaling/v2/horizontalpodautoscalers": autoscalerObjects,
  "batch/v1/cronjobs": none,
  "batch/v1/jobs": none,
  "coordination.k8s.io/v1/leases": leaseObjects,
  "discovery.k8s.io/v1/endpointslices": none,
  "internal.apiserver.k8s.io/v1alpha1/storageversions": none,
  "networking.k8s.io/v1/ingressclasses": none,
  "networking.k8s.io/v1/ingresses": none,
  "storage.k8s.io/v1/csidrivers": none,
  "storage.k8s.io/v1/storageclasses": none,
};

function objectsOf(
  cluster: ClusterState,
  { group, version, plural, namespace }: ResourcePath,
): readonly KubernetesObject[] | undefined {
  const apiVersion = group === "" ? version : `${group}/${version}`;
  const added = (cluster.objects ?? []).filter(
    (object) => object.apiVersion === apiVersion && pluralOf(object.kind) === plural,
  );
  const make = SERVED[`${group}/${version}/${plural}`];
  if (make === undefined && added.length === 0) return undefined;
  const all: readonly KubernetesObject[] = [...(make ?? none)(cluster), ...added];
  return namespace === undefined
    ? all
    : all.filter(({ metadata }) => metadata.namespace === namespace);
}

/** As Kubernetes makes resources' names of kinds. */
function pluralOf(kind: string): string {
  const small = kind.toLowerCase();
  if (small.endsWith("endpoints")) return small;
  if (/(s|x|ch|sh)$/.test(small)) return `${small}es`;
  return /[^aeiou]y$/.test(small) ? `${small.slice(0, -1)}ies` : `${small}s`;
}

/** Selectors by equality are all that is asked for: `owner=helm,status=deployed`, `type=Opaque`. */
function isSelected(object: KubernetesObject, target: ListTarget): boolean {
  const { labels = {} } = object.metadata as {
    readonly labels?: Readonly<Record<string, unknown>>;
  };
  return (
    terms(target.labelSelector).every(([key, value]) => labels[key] === value) &&
    terms(target.fieldSelector).every(([path, value]) => fieldAt(object, path) === value)
  );
}

const terms = (selector: string | undefined): readonly (readonly [string, string])[] =>
  (selector ?? "")
    .split(",")
    .filter((term) => term !== "")
    .map((term) => [term.slice(0, term.indexOf("=")), term.slice(term.indexOf("=") + 1)]);

function fieldAt(object: unknown, path: string): unknown {
  return path.split(".").reduce((at: unknown, field) => {
    // Written by people: anything may stand there.
    return typeof at === "object" && at !== null
      ? (at as Record<string, unknown>)[field]
      : undefined;
  }, object);
}

function byName({ metadata: a }: KubernetesObject, { metadata: b }: KubernetesObject): number {
  const [left, right] = [`${a.namespace ?? ""}/${a.name}`, `${b.namespace ?? ""}/${b.name}`];
  return left < right ? -1 : Number(left > right);
}
