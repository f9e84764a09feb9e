import { gzipSync } from "node:zlib";
import { type LoopbackCluster, openLoopbackCluster } from "./loopback-cluster.fixture.ts";

export type Objects = NonNullable<LoopbackCluster["objects"]>;

/** One look at the small world with these objects in it. */
export async function observeWith(objects: Objects, metrics = "") {
  const { server, observe } = await openLoopbackCluster({ objects, metrics });
  try {
    return await observe();
  } finally {
    await server.stop();
  }
}

/** The items of a part that was seen. */
export function itemsIn<Item>(part: {
  readonly kind: string;
  readonly items?: readonly Item[];
}): readonly Item[] {
  if (part.kind !== "seen") throw new Error(`not seen: ${JSON.stringify(part)}`);
  return part.items ?? [];
}

/** Self-signed, until 2126-10-28. */
export const CERTIFICATE = `-----BEGIN CERTIFICATE-----
MIIBejCCASGgAwIBAgIUWX9AjofPjYws0ByryIDD0P5L3SkwCgYIKoZIzj0EAwIw
EjEQMA4GA1UEAwwHZml4dHVyZTAgFw0yNjExMjExNTQ4MTdaGA8yMTI2MTAyODE1
NDgxN1owEjEQMA4GA1UEAwwHZml4dHVyZTBZMBMGByqGSM49AgEGCCqGSM49AwEH
A0IABOT2hw/W4DXAt0UhEELopVP8T5xOUcSnqdQGlcbwYxsROMrdzkBTylD0QYfT
NgP+WH6krkOXgqHC+LKeGyvcr4ajUzBRMB0GA1UdDgQWBBTBdzHxYHhU30Z0kGbX
DKP8cfG1TTAfBgNVHSMEGDAWgBTBdzHxYHhU30Z0kGbXDKP8cfG1TTAPBgNVHRMB
Af8EBTADAQH/MAoGCCqGSM49BAMCA0cAMEQCIC6uHujgTV13UA7D4BevfsWSvy69
fux+g4AQo8cqOdPFAiAaEgXyQ3tNSeauE4kfXiXFWw9tpzjrEH9CBKrTSpuz6g==
-----END CERTIFICATE-----
`;
export const CERTIFICATE_ENDS = Date.UTC(2126, 9, 28, 15, 48, 17);
export const caBundle = Buffer.from(CERTIFICATE).toString("base64");

/** A pod of a deployment; the spec is whatever the test is about. */
export function deployment(
  name: string,
  spec: object,
  other: { readonly metadata?: object; readonly replicas?: number } = {},
): Objects {
  const labels = { app: name };
  const template = { metadata: { labels, annotations: {} }, spec };
  const namespace = "shop";
  return [
    {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name, namespace, ...other.metadata },
      spec: { replicas: other.replicas ?? 1, selector: { matchLabels: labels }, template },
    },
    {
      apiVersion: "apps/v1",
      kind: "ReplicaSet",
      metadata: {
        name: `${name}-7d9`,
        namespace,
        ownerReferences: [{ kind: "Deployment", name, controller: true }],
      },
    },
    {
      apiVersion: "v1",
      kind: "Pod",
      metadata: {
        name: `${name}-7d9-x`,
        namespace,
        labels,
        ownerReferences: [{ kind: "ReplicaSet", name: `${name}-7d9`, controller: true }],
      },
      spec: { nodeName: "general-1", ...spec },
      status: {
        phase: "Running",
        containerStatuses: [
          { restartCount: 7, state: { waiting: { reason: "CrashLoopBackOff" } } },
        ],
      },
    },
  ];
}

/** A release as Helm 3 stores it in a Secret. */
export function helmSecret(name: string, revision: number, status: string, manifest: string) {
  const release = {
    name,
    info: { last_deployed: "2026-01-02T03:04:05Z", notes: "secret-words" },
    chart: {
      metadata: { name: "cert-manager", version: "v1.14.2", appVersion: "v1.14.2" },
      values: { password: "secret-words" },
    },
    config: { password: "secret-words" },
    manifest,
  };
  const inner = gzipSync(JSON.stringify(release)).toString("base64");
  return {
    apiVersion: "v1",
    kind: "Secret",
    metadata: {
      name: `sh.helm.release.v1.${name}.v${revision}`,
      namespace: "tools",
      labels: { owner: "helm", name, status, version: String(revision) },
    },
    type: "helm.sh/release.v1",
    data: { release: Buffer.from(inner).toString("base64") },
  };
}
