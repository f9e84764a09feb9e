import { gzipSync } from "node:zlib";
import { parseAllDocuments } from "yaml";
import * as z from "zod";
import type { Answer, Ask } from "../lab/api.ts";

const objectSchema = z.looseObject({
  apiVersion: z.string().default("v1"),
  kind: z.string(),
  metadata: z.looseObject({ name: z.string() }),
});
const releaseSchema = z.object({
  metadata: z.object({ name: z.string() }),
  status: z.string(),
  manifest: z.string(),
});
const nodeSchema = z.looseObject({
  metadata: z.looseObject({ labels: z.record(z.string(), z.string()) }),
  spec: z.looseObject({}),
});
const changeSchema = z.object({
  metadata: z.object({
    name: z.string(),
    labels: z.record(z.string(), z.string()).default({}),
  }),
  spec: z.record(z.string(), z.unknown()).default({}),
});

/** Where objects of a kind are made; those that stand in no namespace say so. */
const RESOURCES: Readonly<Record<string, readonly [string, "in-namespace" | "alone"]>> = {
  Deployment: ["deployments", "in-namespace"],
  StatefulSet: ["statefulsets", "in-namespace"],
  DaemonSet: ["daemonsets", "in-namespace"],
  Pod: ["pods", "in-namespace"],
  Service: ["services", "in-namespace"],
  Secret: ["secrets", "in-namespace"],
  PodDisruptionBudget: ["poddisruptionbudgets", "in-namespace"],
  PersistentVolumeClaim: ["persistentvolumeclaims", "in-namespace"],
  PersistentVolume: ["persistentvolumes", "alone"],
  ValidatingWebhookConfiguration: ["validatingwebhookconfigurations", "alone"],
  CustomResourceDefinition: ["customresourcedefinitions", "alone"],
  APIService: ["apiservices", "alone"],
  VolumeAttributesClass: ["volumeattributesclasses", "alone"],
};

/** Makes the objects of a manifest through the cluster's own API, in a namespace of their own. */
export async function plant(ask: Ask, namespace: string, manifest: string): Promise<void> {
  const made = await ask("POST", "/api/v1/namespaces", {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: namespace },
  });
  expectMade(`namespace ${namespace}`, made);
  // Pods are not let in before their namespace has its ServiceAccount.
  await until(`ServiceAccount of ${namespace}`, async () => {
    const account = `/api/v1/namespaces/${namespace}/serviceaccounts/default`;
    return (await ask("GET", account))?.status === 200;
  });
  for (const document of parseAllDocuments(manifest)) {
    const { kind } = z.looseObject({ kind: z.string() }).parse(document.toJS());
    if (kind === "NodeChange") await changeNode(ask, changeSchema.parse(document.toJS()));
    else if (kind === "HelmRelease") await create(ask, namespace, helmSecret(document.toJS()));
    else await create(ask, namespace, document.toJS());
  }
}

const PATIENCE_MS = 60_000;

/** Asks again and again until it is so; what it waits for is told when it never is. */
export async function until(what: string, isSo: () => Promise<boolean>): Promise<void> {
  const { systemClock } = await import("../../src/platform/clock.ts");
  for (let waitedMs = 0; waitedMs < PATIENCE_MS; waitedMs += 500) {
    if (await isSo()) return;
    await systemClock.sleep(500);
  }
  throw new Error(`${what} did not come`);
}

async function create(ask: Ask, namespace: string, document: unknown): Promise<void> {
  const object = objectSchema.parse(document);
  const [resource, place] = RESOURCES[object.kind] ?? ["", "alone"];
  const root = object.apiVersion === "v1" ? "/api/v1" : `/apis/${object.apiVersion}`;
  const within = place === "alone" ? "" : `/namespaces/${namespace}`;
  const answer = await ask("POST", `${root}${within}/${resource}`, object);
  expectMade(`${object.kind} ${namespace}/${object.metadata.name}`, answer);
}

function expectMade(what: string, answer: Answer | undefined): void {
  if (answer?.status === 201) return;
  throw new Error(`${what} was not made: ${JSON.stringify(answer)}`);
}

/** A release as Helm 3 keeps it: JSON, gzipped, in base64, as the data of a Secret. */
function helmSecret(document: unknown): unknown {
  const { metadata, status, manifest } = releaseSchema.parse(document);
  const chart = { metadata: { name: metadata.name, version: "1.0.0", appVersion: "1" } };
  const release = { name: metadata.name, version: 1, info: { status }, chart, manifest };
  const stored = gzipSync(JSON.stringify(release)).toString("base64");
  return {
    apiVersion: "v1",
    kind: "Secret",
    type: "helm.sh/release.v1",
    metadata: {
      name: `sh.helm.release.v1.${metadata.name}.v1`,
      labels: { owner: "helm", name: metadata.name, status, version: "1" },
    },
    data: { release: Buffer.from(stored).toString("base64") },
  };
}

/** Read, changed and written back, until nobody else wrote in between. */
async function changeNode(ask: Ask, { metadata, spec }: z.infer<typeof changeSchema>) {
  const path = `/api/v1/nodes/${metadata.name}`;
  await until(`the change of node ${metadata.name}`, async () => {
    const node = nodeSchema.safeParse((await ask("GET", path))?.body).data;
    if (node === undefined) return false;
    const labels = { ...node.metadata.labels, ...metadata.labels };
    const changed = {
      ...node,
      metadata: { ...node.metadata, labels },
      spec: { ...node.spec, ...spec },
    };
    return (await ask("PUT", path, changed))?.status === 200;
  });
}
