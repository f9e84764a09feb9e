import { afterEach, expect, it } from "vitest";
import { knowledge } from "../../knowledge/knowledge.ts";
import type { Provider } from "../../model/fleet.ts";
import { minorNumber, minorOf } from "../../model/version.ts";
import { findAccess } from "./kubeconfig.ts";
import {
  type Answer,
  failure,
  type LoopbackApi,
  loopbackApi,
  type Seen,
} from "./loopback-api.fixture.ts";
import { offeredVersions } from "./offered-versions.ts";
import { readOnlyProvider } from "./read-only-provider.ts";
import { openTransport } from "./transport.ts";

const servers: LoopbackApi[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

async function open(kind: Provider["kind"], answer: (seen: Seen) => Answer) {
  const server = await loopbackApi(answer);
  servers.push(server);
  const access = await findAccess({ kubeconfig: server.kubeconfig }, () => undefined);
  return readOnlyProvider(await openTransport(access), kind, knowledge);
}

function node(name: string, labels: Readonly<Record<string, string>>, kubelet: string): object {
  return {
    metadata: { name, resourceVersion: "1", labels },
    status: {
      conditions: [{ type: "Ready", status: "True" }],
      nodeInfo: { kubeletVersion: `v${kubelet}` },
    },
  };
}

const managed = [
  node("a", { "eks.amazonaws.com/nodegroup": "General_1" }, "1.33.5-eks-113cf36"),
  node("b", { "eks.amazonaws.com/nodegroup": "General_1" }, "1.34.1-eks-113cf36"),
  node("c", {}, "1.34.1"),
];

it("reads versions and pools of a managed cluster from its own API", async () => {
  const provider = await open("eks", ({ url }) => {
    if (url.startsWith("/version")) {
      return { status: 200, body: { gitVersion: "v1.34.1-eks-3cfe0ce" } };
    }
    const items = url.startsWith("/api/v1/nodes") ? managed : [];
    return { status: 200, body: { metadata: {}, items } };
  });
  const view = await provider.observe();
  expect(view).toMatchObject({
    status: "active",
    controlPlaneVersion: "1.34.1-eks-3cfe0ce",
    servers: [{ name: "api", version: "1.34.1-eks-3cfe0ce" }],
    pools: [
      { name: "general-1", dialect: "providerRolls", size: 2 },
      { name: "nodes", size: 1, nodes: [{ name: "c", kubeletVersion: "1.34.1", ready: true }] },
    ],
  });
  expect(view.available.every((version) => minorNumber(version) >= 34)).toBe(true);
});

it("sees each API server where they are pods, and takes the oldest", async () => {
  const server = (name: string, version: string) => ({
    metadata: { name },
    spec: { containers: [{ image: `registry.k8s.io/kube-apiserver:v${version}` }] },
  });
  const provider = await open("kubeadm", ({ url }) => {
    if (url.startsWith("/version")) return { status: 200, body: { gitVersion: "v1.35.4" } };
    const items = url.startsWith("/api/v1/nodes")
      ? [node("m", { "node-role.kubernetes.io/control-plane": "" }, "1.34.4")]
      : [server("kube-apiserver-a", "1.35.4"), server("kube-apiserver-b", "1.34.4")];
    return { status: 200, body: { metadata: {}, items } };
  });
  expect(await provider.observe()).toMatchObject({
    controlPlaneVersion: "1.34.4",
    servers: [
      { name: "kube-apiserver-a", version: "1.35.4" },
      { name: "kube-apiserver-b", version: "1.34.4" },
    ],
    pools: [{ name: "control-plane", dialect: "weRoll", size: 1 }],
  });
});

it("knows the version that answers also without the right to see pods", async () => {
  const provider = await open("gke", ({ url }) => {
    if (url.includes("/pods")) return failure(403, "no");
    if (url.startsWith("/version")) return { status: 200, body: { gitVersion: "v1.33.5-gke.10" } };
    return { status: 200, body: { metadata: {}, items: [] } };
  });
  expect(await provider.observe()).toMatchObject({
    servers: [{ name: "api", version: "1.33.5-gke.10" }],
  });
});

it("without the right to see nodes says which it is", async () => {
  const provider = await open("aks", ({ url }) =>
    url.startsWith("/api/v1/nodes")
      ? failure(403, "no")
      : { status: 200, body: { gitVersion: "v1.33.5", metadata: {}, items: [] } },
  );
  await expect(provider.observe()).rejects.toThrow('needs the right "list" on "nodes"');
});

it("starts nothing", async () => {
  const provider = await open("openshift", () => failure(500, "not asked"));
  const refused = {
    kind: "refused",
    why: "this version of fleetlift plans for provider openshift and does not carry out",
  };
  const token = "t";
  expect(await provider.startControlPlaneUpgrade({ to: "1.36.3", token })).toEqual(refused);
  expect(await provider.startPoolUpgrade({ pool: "p", to: "1.36.3", token })).toEqual(refused);
  expect(await provider.ensureNodes({ pool: "p", version: "1.36.3", count: 1, token })).toEqual(
    refused,
  );
  expect(await provider.removeNode({ pool: "p", node: "n", token })).toEqual(refused);
  expect(servers[0]?.seen).toEqual([]);
});

it("offers the newest patch of every minor from the one that runs, older first", () => {
  const offered = offeredVersions(knowledge, "kubeadm", "1.34.0");
  const minors = offered.map(minorOf);
  expect(minors).toEqual([...new Set(minors)]);
  expect(minors.slice(0, 3)).toEqual(["1.34", "1.35", "1.36"]);
  const [newest = ""] = offered;
  expect(offeredVersions(knowledge, "kubeadm", newest)).toEqual(offered.slice(1));
});

it("offers of a cloud only the minors that it has", () => {
  const eks = offeredVersions(knowledge, "eks", "1.30.0").map(minorOf);
  const has = knowledge.support().filter(({ provider }) => provider === "eks");
  const planned = has.filter(({ planned: is }) => is === true).map(({ minor }) => minor);
  expect(eks.length).toBeGreaterThan(0);
  expect(eks.filter((minor) => planned.includes(minor))).toEqual([]);
  expect(eks.every((minor) => has.some((each) => each.minor === minor))).toBe(true);
});
