import type { Chance } from "../random-streams.ts";
import type { WrittenTemplate } from "./small-cluster.ts";

type WrittenAddon = NonNullable<WrittenTemplate["addons"]>[number];
type WrittenWorkload = NonNullable<WrittenTemplate["workloads"]>[number];

export interface SmallAddons {
  readonly addons: WrittenAddon[];
  /** What they run in. */
  readonly workloads: WrittenWorkload[];
}

/** Releases of the mesh with the minors of Kubernetes that its publisher supports, as the knowledge has them. */
const MESH: readonly { readonly version: string; readonly from: number; readonly to: number }[] = [
  { version: "1.28.1", from: 30, to: 34 },
  { version: "1.29.2", from: 31, to: 35 },
  { version: "1.30.1", from: 32, to: 36 },
];

const CRD = "virtualservices.networking.istio.io";

/** DNS, and a mesh whose proxies are in the pods of some apps; beside a Kubernetes that it was not made for nothing of it comes up. */
export function smallAddons(
  minor: number,
  apps: readonly WrittenWorkload[],
  chance: Chance,
): SmallAddons {
  const hasMesh = chance.happens(0.6);
  const fitting = MESH.filter(({ from, to }) => from <= minor && minor <= to);
  const version = chance.one(fitting).version;
  const carrying = apps.map(({ namespace, name }) => `${namespace}/${name}`);
  const mesh = smallMesh(version, carrying);
  return {
    addons: [dns(), ...(hasMesh ? [mesh] : [])],
    workloads: [
      { kind: "Deployment", namespace: "kube-system", name: "coredns", replicas: 2 },
      ...(hasMesh
        ? [{ kind: "Deployment" as const, namespace: "istio-system", name: "istiod", replicas: 2 }]
        : []),
    ],
  };
}

function dns(): WrittenAddon {
  return {
    name: "coredns",
    version: "1.11.3",
    image: "registry.k8s.io/coredns/coredns:v{version}",
    workloads: ["kube-system/coredns"],
    releases: [{ version: "1.12.1" }],
  };
}

function smallMesh(version: string, carrying: readonly string[]): WrittenAddon {
  return {
    name: "istio",
    version,
    image: "docker.io/istio/pilot:{version}",
    workloads: ["istio-system/istiod"],
    proxies: { image: "docker.io/istio/proxyv2:{version}", workloads: [...carrying] },
    releases: MESH.map((release, at) => ({
      version: release.version,
      kubernetes: { from: `1.${release.from}`, to: `1.${release.to}` },
      crds: [{ name: CRD, kind: "VirtualService", versions: at === 0 ? ["v1beta1"] : ["v1beta1", "v1"] }], // prettier-ignore
    })),
  };
}
