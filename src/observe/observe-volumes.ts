import * as z from "zod";
import type { Part, VolumeFacts } from "../model/cluster-facts.ts";
import { keepMost } from "./keep-most.ts";
import { missingOf, notSeen, seen } from "./kubernetes/missing.ts";
import { type ListRead, type Look, readItems, readServed } from "./kubernetes/read-list.ts";
import { listOf, metadataSchema, textSchema } from "./kubernetes/shapes.ts";

const VOLUMES = { group: "", version: "v1", resource: "persistentvolumes" };
const DRIVERS = {
  group: "storage.k8s.io",
  version: "v1",
  resource: "csidrivers",
  metadataOnly: true,
};

/** Of a volume's source only its kind: the rest may hold handles and addresses. */
const IN_TREE = [
  "local",
  "hostPath",
  "nfs",
  "awsElasticBlockStore",
  "gcePersistentDisk",
  "azureDisk",
  "azureFile",
  "vsphereVolume",
  "cinder",
  "portworxVolume",
  "rbd",
  "cephfs",
  "glusterfs",
  "iscsi",
  "fc",
  "flexVolume",
  "flocker",
  "photonPersistentDisk",
  "quobyte",
  "scaleIO",
  "storageos",
] as const;

const termSchema = z.object({
  matchExpressions: listOf(
    z.object({ key: z.string(), operator: z.string(), values: listOf(z.string()) }),
  ),
});

const volumeSchema = z.object({
  metadata: metadataSchema,
  spec: z.looseObject({
    csi: z.object({ driver: textSchema }).nullish(),
    claimRef: z.object({ namespace: textSchema, name: textSchema }).nullish(),
    persistentVolumeReclaimPolicy: textSchema,
    nodeAffinity: z
      .object({ required: z.object({ nodeSelectorTerms: listOf(termSchema) }).nullish() })
      .nullish(),
  }),
});

const smallVolumeSchema = volumeSchema.transform(({ metadata, spec }) => ({
  name: metadata.name,
  plugin: spec.csi?.driver ?? IN_TREE.find((name) => isThere(spec[name])) ?? "",
  zones: [...new Set([...affine(spec, isZone), ...zoneLabels(metadata.labels)])].toSorted(),
  hosts: affine(spec, (key) => key === "kubernetes.io/hostname"),
  claim: isThere(spec.claimRef) ? `${spec.claimRef.namespace}/${spec.claimRef.name}` : undefined,
  reclaimPolicy: spec.persistentVolumeReclaimPolicy,
}));

type ReadVolume = z.infer<typeof smallVolumeSchema>;

/** Volumes of the cluster, each made small as it is read. */
export function readVolumes(look: Look): Promise<ListRead<readonly ReadVolume[]>> {
  return readItems(look, VOLUMES, smallVolumeSchema);
}

/** Volumes with who uses them; without the pods that is not known. */
export function volumesPart(
  volumes: ListRead<readonly ReadVolume[]>,
  holderOf: (claim: string) => string | undefined,
): Part<VolumeFacts> {
  if (volumes.kind === "missing") return notSeen(missingOf(volumes));
  const facts = (volumes.kind === "read" ? volumes.value : []).map(({ claim, ...volume }) => {
    const workload = claim === undefined ? undefined : holderOf(claim);
    return {
      ...volume,
      ...(claim !== undefined && { claim }),
      ...(workload !== undefined && { workload }),
    };
  });
  const kept = keepMost(facts, isNoteworthy, (a, b) => (a.name < b.name ? -1 : 1));
  return seen(kept.items, { reads: [volumes], more: kept.more });
}

function isNoteworthy({ workload, zones, hosts }: VolumeFacts): number {
  return Number(workload !== undefined) + Number(zones.length > 0) + 2 * Number(hosts.length > 0);
}

/** Workloads on volumes that only some nodes have. */
export function onLocalVolumes(part: Part<VolumeFacts>): ReadonlySet<string> {
  const items = part.kind === "seen" ? part.items : [];
  return new Set(
    items.flatMap(({ workload, hosts, plugin }) =>
      workload !== undefined && (hosts.length > 0 || plugin === "local" || plugin === "hostPath")
        ? [workload]
        : [],
    ),
  );
}

/** Names of the CSI drivers that are installed. */
export async function csiDriversPart(look: Look): Promise<Part<string>> {
  const read = await readServed([DRIVERS, { ...DRIVERS, version: "v1beta1" }], (list) =>
    readItems(look, list, z.object({ metadata: metadataSchema })),
  );
  if (read.kind === "missing") return notSeen(missingOf(read));
  const items = read.kind === "read" ? read.value : [];
  return seen(items.map(({ metadata }) => metadata.name).toSorted(), { reads: [read] });
}

/** `topology.kubernetes.io/zone`, or a driver's own key, like `topology.ebs.csi.aws.com/zone`. */
const isZone = (key: string): boolean => key.endsWith("/zone");

function affine(
  { nodeAffinity }: z.infer<typeof volumeSchema>["spec"],
  isKey: (key: string) => boolean,
): readonly string[] {
  const terms = nodeAffinity?.required?.nodeSelectorTerms ?? [];
  const values = terms
    .flatMap(({ matchExpressions }) => matchExpressions)
    .filter(({ key, operator }) => isKey(key) && operator === "In")
    .flatMap((expression) => expression.values);
  return [...new Set(values)].toSorted();
}

/** Before node affinity, volumes of the clouds told their zone as a label; several with `__` between. */
function zoneLabels(labels: Readonly<Record<string, string>>): readonly string[] {
  const label =
    labels["topology.kubernetes.io/zone"] ?? labels["failure-domain.beta.kubernetes.io/zone"] ?? "";
  return label.split("__").filter((zone) => zone !== "");
}

function isThere<Value>(value: Value): value is NonNullable<Value> {
  return value !== undefined && value !== null;
}
