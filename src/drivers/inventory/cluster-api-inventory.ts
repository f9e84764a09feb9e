/**
 * The clusters that a Cluster API management cluster has: its Cluster objects (v1beta2, else v1beta1),
 * their control planes and workers. It owns nothing and only reads; the secrets with the clusters'
 * kubeconfigs are named and never read.
 */
import * as z from "zod";
import { versionSchema } from "../../model/version.ts";
import { limited } from "../../platform/limited.ts";
import type { DiscoveredCluster, InventoryPort } from "../../ports/inventory-port.ts";
import { PortError } from "../../ports/port-error.ts";
import { type Api, find } from "../kubernetes/api.ts";
import { type Env, findAccess } from "../kubernetes/kubeconfig.ts";
import { listAll } from "../kubernetes/list-all.ts";
import { openTransport } from "../kubernetes/transport.ts";
import {
  type ClusterObject,
  clusterObject,
  controlPlaneObject,
  fullName,
  ownerOf,
  ownLabels,
  serverOf,
  type WorkersObject,
  workersObject,
} from "./cluster-api-objects.ts";

export interface ClusterApiSource {
  readonly kubeconfig?: string | undefined;
  /** Context of the management cluster. */
  readonly context: string;
  readonly env: Env;
}

const GROUP = "cluster.x-k8s.io";
const MAX_CONCURRENT = 8;

const versionsAnswer = z.object({
  versions: z.array(z.object({ version: z.string() })),
  preferredVersion: z.object({ version: z.string() }).optional(),
});

/** `list` throws `PortError` when the management cluster gives no answer or has no Cluster API. */
export function clusterApiInventory({ kubeconfig, context, env }: ClusterApiSource): InventoryPort {
  return {
    list: async () => {
      const api = await openTransport(await findAccess({ kubeconfig, context }, env));
      const base = `/apis/${GROUP}/${await servedVersion(api, context)}`;
      const [clusters, workers] = await Promise.all([
        listAll(api, { resource: `clusters.${GROUP}`, path: `${base}/clusters` }, clusterObject),
        listWorkers(api, base),
      ]);
      const enter = limited(MAX_CONCURRENT);
      const found = clusters
        .toSorted((a, b) => (fullName(a) < fullName(b) ? -1 : 1))
        .map((cluster) => enter(() => discover(api, cluster, workers, context)));
      return await Promise.all(found);
    },
  };
}

async function servedVersion(api: Api, context: string): Promise<string> {
  const path = `/apis/${GROUP}`;
  const answer = await find(api, { verb: "get", resource: "apis", path }, versionsAnswer);
  const served = answer?.versions.map(({ version }) => version) ?? [];
  const known = ["v1beta2", "v1beta1"].find((version) => served.includes(version));
  if (known !== undefined) return known;
  const found = served.length === 0 ? "no Cluster API" : `Cluster API ${served.join(", ")} only`;
  throw new PortError(
    "terminal",
    `context "${context}" serves ${found}: expected a management cluster with ${GROUP}/v1beta2 or v1beta1`,
  );
}

/** Machine pools are behind a feature gate: where they are not served there are none. */
async function listWorkers(api: Api, base: string): Promise<readonly WorkersObject[]> {
  const [deployments, pools] = await Promise.all(
    ["machinedeployments", "machinepools"].map(async (plural) => {
      const list = { resource: `${plural}.${GROUP}`, path: `${base}/${plural}` };
      const served = await find(
        api,
        { ...list, verb: "list", query: { limit: "1" } },
        z.object({}),
      );
      return served === undefined ? [] : await listAll(api, list, workersObject);
    }),
  );
  return [...(deployments ?? []), ...(pools ?? [])];
}

async function discover(
  api: Api,
  cluster: ClusterObject,
  workers: readonly WorkersObject[],
  management: string,
): Promise<DiscoveredCluster> {
  const { name, namespace } = cluster.metadata;
  const read = await controlPlaneVersion(api, cluster);
  return {
    name,
    source: `Cluster ${fullName(cluster)} of ${management}`,
    labels: ownLabels(cluster),
    provider: {
      kind: "known",
      provider: { kind: "cluster-api", cluster: name, namespace, management },
      why: `its Cluster object ${fullName(cluster)} in context ${management}`,
    },
    // As Cluster API names it in the kubeconfig that it makes.
    access: { context: `${name}-admin@${name}` },
    accessHelp: `its kubeconfig is in Secret ${namespace}/${name}-kubeconfig: clusterctl get kubeconfig ${name} -n ${namespace} --kubeconfig-context ${management}`,
    server: serverOf(cluster),
    authority: undefined,
    identity: undefined,
    version: read.version,
    unread: read.unread,
    managedBy: ownerOf(cluster, management),
    deleting: cluster.metadata.deletionTimestamp !== undefined,
    notes: notesOf(cluster, workers),
  };
}

/** What runs, as the control plane's object says it, and not what is only wished for. */
async function controlPlaneVersion(
  api: Api,
  { metadata, spec }: ClusterObject,
): Promise<Pick<DiscoveredCluster, "version" | "unread">> {
  const reference = spec.controlPlaneRef;
  const unread = (why: string) => ({ version: undefined, unread: why });
  if (reference === undefined) return unread("it names no control plane");
  const [group = ""] = (reference.apiGroup ?? reference.apiVersion ?? "").split("/");
  // Cluster API itself asks providers to name their resources so.
  const plural = `${reference.kind.toLowerCase()}s`;
  const object = `${reference.namespace ?? metadata.namespace}/${reference.name}`;
  try {
    const path = `/apis/${group}`;
    const versions = await find(api, { verb: "get", resource: "apis", path }, versionsAnswer);
    const version = versions?.preferredVersion?.version ?? versions?.versions[0]?.version;
    if (version === undefined)
      return unread(`the API group ${group} of its control plane is not served`);
    const request = {
      verb: "get",
      resource: `${plural}.${group}`,
      object,
      path: `${path}/${version}/namespaces/${object.replace("/", `/${plural}/`)}`,
    } as const;
    const found = await find(api, request, controlPlaneObject);
    if (found === undefined)
      return unread(`its control plane, ${reference.kind} ${object}, is not there`);
    const running = versionSchema.safeParse(found.status.version ?? found.spec.version).data;
    return running === undefined
      ? unread(`its control plane, ${reference.kind} ${object}, says no version`)
      : { version: running, unread: undefined };
  } catch (error) {
    if (error instanceof PortError) return unread(error.message);
    throw error;
  }
}

function notesOf(cluster: ClusterObject, workers: readonly WorkersObject[]): readonly string[] {
  const { metadata, spec } = cluster;
  const own = workers
    .filter(
      (worker) =>
        worker.spec.clusterName === metadata.name &&
        worker.metadata.namespace === metadata.namespace,
    )
    .map((worker) => `${worker.metadata.name} ${worker.spec.template.spec.version ?? "unknown"}`)
    .toSorted();
  return [
    ...(own.length === 0 ? [] : [`workers: ${own.join(", ")}`]),
    ...(spec.infrastructureRef === undefined ? [] : [`runs on ${spec.infrastructureRef.kind}`]),
    ...(spec.topology?.version === undefined
      ? []
      : [`its topology asks for ${spec.topology.version}`]),
    ...(spec.paused ? ["it is paused: Cluster API changes nothing in it"] : []),
  ];
}
