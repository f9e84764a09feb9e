import { expect, it } from "vitest";
import type { Hop } from "../model/plan.ts";
import { managedElsewhere, type ManagedWay } from "./managed-elsewhere.ts";

const controlPlane = (from: string, to: string): Hop => ({ component: "control-plane", from, to });
const pool = (name: string, to: string): Hop => ({
  component: "node-pool",
  pool: name,
  dialect: "providerRolls",
  from: "1.33.4",
  to,
});
const addon = (part: "whole" | "proxies"): Hop => ({
  component: "addon",
  addon: "istio",
  part,
  from: "1.26.0",
  to: "1.27.1",
});

const TWO_MINORS = [
  controlPlane("1.33.4", "1.34.2"),
  addon("whole"),
  controlPlane("1.34.2", "1.35.1"),
  pool("a", "1.35.1"),
  pool("b", "1.35.1"),
];
const terraform = { kind: "terraform", where: "github.com/shop/infra/eks.tf" } as const;
const topology = { kind: "cluster-api-topology", where: "Cluster clusters/shop" } as const;

function told(way: Omit<ManagedWay, "cluster">) {
  return managedElsewhere({ cluster: "shop", ...way });
}

it("says who owns the version, and is left out as managed elsewhere", () => {
  expect(told({ provider: "eks", managedBy: terraform, hops: TWO_MINORS })).toEqual({
    name: "shop",
    kind: "managed-elsewhere",
    why: "its version is owned by Terraform (github.com/shop/infra/eks.tf)",
    help:
      "in github.com/shop/infra/eks.tf: 1. set aws_eks_cluster.version to 1.34, apply; 2. move istio to 1.27.1, apply; " +
      "3. set aws_eks_cluster.version to 1.35, apply; 4. set aws_eks_node_group.version of pools a, b to 1.35, apply; then plan again",
  });
});

it.each<[string, Omit<ManagedWay, "cluster">, string]>([
  [
    "GKE's resources",
    {
      provider: "gke",
      managedBy: terraform,
      hops: [controlPlane("1.34.2", "1.35.1"), pool("a", "1.35.1")],
    },
    "1. set google_container_cluster.min_master_version to 1.35.1, apply; 2. set google_container_node_pool.version of pool a to 1.35.1, apply; then plan again",
  ],
  [
    "AKS's resources",
    {
      provider: "aks",
      managedBy: terraform,
      hops: [controlPlane("1.34.2", "1.35.1"), pool("a", "1.35.1")],
    },
    "1. set azurerm_kubernetes_cluster.kubernetes_version to 1.35.1, apply; 2. set orchestrator_version (of default_node_pool, or of azurerm_kubernetes_cluster_node_pool) of pool a to 1.35.1, apply; then plan again",
  ],
  [
    "no resources that are known, and pools at two versions",
    { provider: "kubeadm", managedBy: terraform, hops: [pool("a", "1.34.2"), pool("b", "1.35.1")] },
    "1. set the version of pool a to 1.34.2, apply; 2. set the version of pool b to 1.35.1, apply; then plan again",
  ],
  [
    "what the fleet says of the field",
    {
      provider: "eks",
      managedBy: { ...terraform, change: "module.shop.cluster_version" },
      hops: [controlPlane("1.34.2", "1.35.1")],
    },
    "set module.shop.cluster_version to 1.35, apply; then plan again",
  ],
])("Terraform: %s", (_, way, help) => {
  expect(told(way).help).toBe(`in github.com/shop/infra/eks.tf: ${help}`);
});

it.each([
  ["git", "Git", "merge, and wait until it is applied"],
  ["other", "someone else", "wait until it is done"],
] as const)("%s: a change and when it is true", (kind, owner, done) => {
  const way = {
    provider: "eks",
    managedBy: { kind, where: "fleet.git/shop" },
    hops: [controlPlane("1.34.2", "1.35.1"), addon("proxies")],
  } as const;
  expect(told(way)).toMatchObject({
    why: `its version is owned by ${owner} (fleet.git/shop)`,
    help: `in fleet.git/shop: 1. set the version of the control plane to 1.35.1, ${done}; 2. move the proxies of istio to 1.27.1, ${done}; then plan again`,
  });
});

it("a topology has one version for everything, and takes all minors at once only from some classes", () => {
  const way = { provider: "cluster-api", managedBy: topology, hops: TWO_MINORS } as const;
  expect(told(way)).toMatchObject({
    why: "its version is owned by a Cluster API topology (Cluster clusters/shop)",
    help:
      "in Cluster clusters/shop: 1. set spec.topology.version to v1.34.2, wait until control plane and workers are there; " +
      "2. move istio to 1.27.1, wait until control plane and workers are there; " +
      "3. set spec.topology.version to v1.35.1, wait until control plane and workers are there; then plan again; " +
      "all minors at once is only for a ClusterClass with kubernetesVersions or an upgrade plan extension",
  });
});

it("a topology of one minor, and one whose workers lag behind", () => {
  const of = (hops: readonly Hop[]) => told({ provider: "cluster-api", managedBy: topology, hops });
  expect(of([controlPlane("1.34.2", "1.35.1"), pool("a", "1.35.1")]).help).toBe(
    "in Cluster clusters/shop: set spec.topology.version to v1.35.1, wait until control plane and workers are there; then plan again",
  );
  const held =
    "see whether topology.cluster.x-k8s.io/defer-upgrade or hold-upgrade-sequence holds its workers back";
  expect(of([pool("a", "1.35.1"), addon("whole")]).help).toBe(
    `in Cluster clusters/shop: 1. spec.topology.version is there already: ${held}; 2. move istio to 1.27.1, wait until it is done; then plan again`,
  );
});
