import { writeFileSync } from "node:fs";
import { afterEach, beforeEach, expect, it } from "vitest";
import { inventoryPortSuite } from "../../ports/inventory-port.suite.ts";
import {
  type Answer,
  failure,
  loopbackApi,
  type LoopbackApi,
  type Seen,
} from "../kubernetes/loopback-api.fixture.ts";
import { clusterApiInventory } from "./cluster-api-inventory.ts";

const CORE = "/apis/cluster.x-k8s.io";
const KCP = "/apis/controlplane.cluster.x-k8s.io";

interface Objects {
  readonly served?: readonly string[];
  readonly clusters?: readonly object[];
  readonly deployments?: readonly object[];
  /** Undefined: machine pools are not served. */
  readonly pools?: readonly object[];
  /** By path behind the group. */
  readonly controlPlanes?: Readonly<Record<string, object>>;
}

const ok = (body: unknown): Answer => ({ status: 200, body });
const listOf = (items: readonly object[]) => ok({ metadata: {}, items });

/** Answers as a management cluster with these objects would. */
function management(objects: Objects) {
  const { served = ["v1beta2", "v1beta1"], clusters = [], deployments = [] } = objects;
  const versions = served.map((version) => ({ version }));
  return ({ url }: Seen): Answer => {
    const path = url.split("?")[0] ?? "";
    if (path === CORE) return served.length === 0 ? failure(404, "no") : ok({ versions });
    if (path === KCP) return ok({ versions, preferredVersion: versions[0] });
    for (const version of served) {
      if (path === `${CORE}/${version}/clusters`) return listOf(clusters);
      if (path === `${CORE}/${version}/machinedeployments`) return listOf(deployments);
      if (path === `${CORE}/${version}/machinepools` && objects.pools) return listOf(objects.pools);
      const controlPlane = objects.controlPlanes?.[path.replace(`${KCP}/${version}`, "")];
      if (controlPlane !== undefined) return ok(controlPlane);
    }
    return failure(404, "not here");
  };
}

const cluster = (name: string, spec: object, metadata: object = {}) => ({
  metadata: { name, namespace: "clusters", ...metadata },
  spec,
});
const reference = (name: string) => ({
  apiGroup: "controlplane.cluster.x-k8s.io",
  kind: "KubeadmControlPlane",
  name,
});
const workers = (name: string, of: string, version?: string) => ({
  metadata: { name, namespace: "clusters" },
  spec: { clusterName: of, template: { spec: { version } } },
});
const kcp = (name: string) => `/namespaces/clusters/kubeadmcontrolplanes/${name}`;

const open = (api: LoopbackApi) =>
  clusterApiInventory({ kubeconfig: api.kubeconfig, context: "here", env: () => undefined });

inventoryPortSuite("Cluster API objects", async () => {
  const api = await loopbackApi(
    management({
      clusters: [
        cluster("shop", { controlPlaneRef: reference("shop") }),
        cluster("away", { controlPlaneRef: reference("away") }),
      ],
      controlPlanes: { [kcp("shop")]: { status: { version: "v1.34.2" } } },
    }),
  );
  const bare = await loopbackApi(management({ served: [] }));
  return {
    open: () => open(api),
    reachable: { name: "shop", version: "1.34.2" },
    unreachable: "away",
    secret: "secret",
    requests: () => api.seen.map(({ method, url }) => `${method} ${url}`),
    openMissing: () => open(bare),
    end: async () => {
      await api.stop();
      await bare.stop();
    },
  };
});

let api: LoopbackApi;
let objects: Objects;
beforeEach(async () => {
  api = await loopbackApi((seen) => management(objects)(seen));
});
afterEach(() => api.stop());

it("everything that tells of it is read, in v1beta2", async () => {
  objects = {
    clusters: [
      cluster(
        "shop",
        {
          controlPlaneEndpoint: { host: "10.0.0.1", port: 6443 },
          controlPlaneRef: reference("shop-x1"),
          infrastructureRef: {
            apiGroup: "infrastructure.cluster.x-k8s.io",
            kind: "AWSCluster",
            name: "shop",
          },
          topology: { classRef: { name: "standard" }, version: "v1.35.1" },
          paused: true,
        },
        {
          labels: {
            env: "production",
            "topology.cluster.x-k8s.io/owned": "",
            "shop.example/tier": "1",
          },
        },
      ),
    ],
    deployments: [workers("md-1", "shop", "v1.34.2"), workers("md-9", "other", "v1.30.0")],
    pools: [workers("mp-0", "shop")],
    controlPlanes: {
      [kcp("shop-x1")]: { spec: { version: "v1.35.1" }, status: { version: "v1.34.2" } },
    },
  };
  expect(await open(api).list()).toEqual([
    {
      name: "shop",
      source: "Cluster clusters/shop of here",
      labels: { env: "production", "shop.example/tier": "1" },
      provider: {
        kind: "known",
        provider: {
          kind: "cluster-api",
          cluster: "shop",
          namespace: "clusters",
          management: "here",
        },
        why: "its Cluster object clusters/shop in context here",
      },
      access: { context: "shop-admin@shop" },
      accessHelp:
        "its kubeconfig is in Secret clusters/shop-kubeconfig: clusterctl get kubeconfig shop -n clusters --kubeconfig-context here",
      server: "https://10.0.0.1:6443",
      authority: undefined,
      identity: undefined,
      version: "1.34.2",
      unread: undefined,
      managedBy: { kind: "cluster-api-topology", where: "Cluster clusters/shop in context here" },
      deleting: false,
      notes: [
        "workers: md-1 v1.34.2, mp-0 unknown",
        "runs on AWSCluster",
        "its topology asks for v1.35.1",
        "it is paused: Cluster API changes nothing in it",
      ],
    },
  ]);
});

it("v1beta1 is read where there is nothing newer, with its own form of references", async () => {
  const controlPlaneRef = {
    apiVersion: "controlplane.cluster.x-k8s.io/v1beta1",
    kind: "KubeadmControlPlane",
    name: "a",
    namespace: "clusters",
  };
  objects = {
    served: ["v1beta1", "v1alpha4"],
    clusters: [
      cluster("a", { controlPlaneRef, topology: { class: "c", version: "v1.33.0" } }),
      cluster("b", {}, { deletionTimestamp: "2026-11-21T10:00:00Z" }),
    ],
    controlPlanes: { [kcp("a")]: { spec: { version: "v1.33.0" } } },
  };
  expect(await open(api).list()).toMatchObject([
    { name: "a", version: "1.33.0", managedBy: { kind: "cluster-api-topology" } },
    { name: "b", unread: "it names no control plane", managedBy: undefined, deleting: true },
  ]);
});

it.each<[string, object, object]>([
  [
    "Argo CD",
    {
      annotations: {
        "argocd.argoproj.io/tracking-id": "shop:cluster.x-k8s.io/Cluster:clusters/a",
      },
    },
    { where: "Argo CD application shop", change: "spec.topology.version of Cluster clusters/a" },
  ],
  [
    "Flux's Kustomization",
    {
      labels: {
        "kustomize.toolkit.fluxcd.io/name": "fleet",
        "kustomize.toolkit.fluxcd.io/namespace": "flux-system",
      },
    },
    { where: "Flux Kustomization flux-system/fleet" },
  ],
  [
    "Flux's HelmRelease",
    { labels: { "helm.toolkit.fluxcd.io/name": "fleet" } },
    { where: "Flux HelmRelease fleet" },
  ],
])("what is applied by %s is owned in Git", async (_, metadata, owner) => {
  objects = { clusters: [cluster("a", { topology: { version: "v1.35.1" } }, metadata)] };
  expect(await open(api).list()).toMatchObject([
    { labels: {}, managedBy: { kind: "git", ...owner } },
  ]);
});

it.each<[string, object, string]>([
  ["is not there", { controlPlaneRef: reference("gone") }, "KubeadmControlPlane clusters/gone, is"],
  ["says no version", { controlPlaneRef: reference("mute") }, "says no version"],
  [
    "is of a group that is not served",
    { controlPlaneRef: { ...reference("a"), apiGroup: "nowhere.example" } },
    "the API group nowhere.example of its control plane is not served",
  ],
])("a control plane that %s leaves the version unknown", async (_, spec, words) => {
  objects = { clusters: [cluster("a", spec)], controlPlanes: { [kcp("mute")]: {} } };
  expect(await open(api).list()).toMatchObject([
    { version: undefined, unread: expect.stringContaining(words) },
  ]);
});

it.each([
  [{ host: "fd00::1", port: 6443 }, "https://[fd00::1]:6443"],
  [{ host: "api.example" }, "https://api.example:443"],
  [{ host: "", port: 0 }, undefined],
])("the address %j is %s", async (controlPlaneEndpoint, server) => {
  objects = { clusters: [cluster("a", { controlPlaneEndpoint })] };
  expect((await open(api).list())[0]?.server).toBe(server);
});

it("versions that are too old to be read are said", async () => {
  objects = { served: ["v1alpha4"] };
  await expect(open(api).list()).rejects.toThrow('context "here" serves Cluster API v1alpha4 only');
});

it("a management cluster that refuses is an error with its words", async () => {
  const refusing = await loopbackApi(() => failure(403, "not for you"));
  await expect(open(refusing).list()).rejects.toThrow("not for you");
  writeFileSync(refusing.kubeconfig, "{}");
  await expect(open(refusing).list()).rejects.toThrow("no cluster in");
  await refusing.stop();
});
