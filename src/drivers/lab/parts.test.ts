import { expect, it } from "vitest";
import { clusterFolder } from "./cluster-folder.ts";
import { demoCluster } from "./lab-cluster.fixture.ts";
import type { Ports } from "./loopback-ports.ts";
import { CONTROL_PLANE, nodeOfPart, nodePart, partsOf } from "./parts.ts";

const ports: Ports = {
  etcd: 1001,
  etcdPeer: 1002,
  "kube-apiserver": 1003,
  "kube-controller-manager": 1004,
  "kube-scheduler": 1005,
};
const folder = clusterFolder("/lab", "demo");

it("has the control plane in the order in which it is upgraded, then the nodes", () => {
  const names = partsOf(demoCluster, folder, ports).map(({ name }) => name);
  expect(names).toEqual([...CONTROL_PLANE, "node/general-1", "node/general-2"]);
});

it("listens on this machine only", () => {
  const args = partsOf(demoCluster, folder, ports).flatMap((part) => part.args);
  const addresses = args.filter((arg) => /address|-urls=/.test(arg));
  expect(addresses.length).toBeGreaterThan(6);
  expect(addresses.filter((arg) => !arg.includes("127.0.0.1"))).toEqual([]);
});

it("keeps all its files in the cluster's folder", () => {
  const args = partsOf(demoCluster, folder, ports).flatMap((part) => part.args);
  const files = args.filter((arg) => arg.includes("=/"));
  expect(files.length).toBeGreaterThan(10);
  expect(files.filter((arg) => !arg.includes("=/lab/demo/"))).toEqual([]);
});

it("gives no secret away in arguments, which everybody on the machine can read", () => {
  const args = partsOf(demoCluster, folder, ports).flatMap((part) => part.args);
  expect(args.filter((arg) => /[0-9a-f]{32}/.test(arg))).toEqual([]);
});

function changed(after: readonly { readonly fingerprint: string }[]): readonly string[] {
  return partsOf(demoCluster, folder, ports)
    .filter((part, index) => part.fingerprint !== after[index]?.fingerprint)
    .map(({ name }) => name);
}

it("a new port of the API server changes whoever speaks to it", () => {
  const moved = partsOf(demoCluster, folder, { ...ports, "kube-apiserver": 2003 });
  expect(changed(moved)).toEqual([
    "kube-apiserver",
    "kube-controller-manager",
    "kube-scheduler",
    "node/general-1",
    "node/general-2",
  ]);
});

it("a new version of Kubernetes changes the control plane without etcd, and no node", () => {
  const upgraded = partsOf({ ...demoCluster, kubernetes: "1.35.4" }, folder, ports);
  expect(changed(upgraded)).toEqual(CONTROL_PLANE.slice(1));
});

it("a node carries its pool, its zone and the pool's labels", () => {
  const web = { name: "web-3", pool: "web", zone: "zone-a", kubelet: "1.34.4" };
  const part = partsOf({ ...demoCluster, nodes: [web] }, folder, ports).at(-1);
  expect(part?.args).toContain(
    "--node-labels=tier=web,fleetlift.dev/pool=web,topology.kubernetes.io/region=lab,topology.kubernetes.io/zone=zone-a",
  );
});

it("knows a node by the name of its part", () => {
  expect(nodeOfPart(nodePart("a-1"))).toBe("a-1");
  expect(nodeOfPart("etcd")).toBeUndefined();
});
