import { expect, it } from "vitest";
import type { Provider } from "../../model/fleet.ts";
import { guessProvider, plainName, type Traces } from "./guess-provider.ts";

const ARN = "arn:aws:eks:eu-west-3:123456789012:cluster/Shop_1";
const traces = (some: Partial<Traces>): Traces => ({
  context: "shop",
  cluster: "shop",
  server: "https://10.0.0.1:6443",
  ...some,
});

it.each<[Partial<Traces>, Provider, string]>([
  [
    { context: "prod", cluster: ARN },
    { kind: "eks", cluster: "Shop_1", region: "eu-west-3", account: "123456789012" },
    `the name of the cluster, ${ARN}`,
  ],
  [
    { context: "arn:aws-us-gov:eks:us-gov-west-1:123456789012:cluster/a" },
    { kind: "eks", cluster: "a", region: "us-gov-west-1", account: "123456789012" },
    "the name of the context",
  ],
  [
    { context: "me@shop.eu-west-3.eksctl.io" },
    { kind: "eks", cluster: "shop", region: "eu-west-3" },
    "the name of the context",
  ],
  [
    { context: "gke_my-project_europe-west1-b_tools" },
    { kind: "gke", cluster: "tools", project: "my-project", location: "europe-west1-b" },
    "the name of the context",
  ],
  [
    { server: "https://A1B2.gr7.ap-southeast-2.eks.amazonaws.com" },
    { kind: "eks", region: "ap-southeast-2" },
    "the server's host, a1b2.gr7.ap-southeast-2.eks.amazonaws.com",
  ],
  [
    { server: "https://A1.sk1.cn-north-1.eks.amazonaws.com.cn" },
    { kind: "eks", region: "cn-north-1" },
    "host",
  ],
  [{ server: "https://a.eks-cluster.eu-west-3.api.aws" }, { kind: "eks", region: "eu-west-3" }, ""],
  [
    { server: "https://shop-dns-1.hcp.westeurope.azmk8s.io:443" },
    { kind: "aks", location: "westeurope" },
    "the server's host, shop-dns-1.hcp.westeurope.azmk8s.io",
  ],
  [
    { server: "https://s.hcp.westeurope.azmk8s.io:443", user: "clusterUser_my_group_shop" },
    { kind: "aks", location: "westeurope", resourceGroup: "my_group", cluster: "shop" },
    "and the user's name",
  ],
  [
    { server: "https://s.hcp.westeurope.azmk8s.io:443", user: "clusterUser_group_other" },
    { kind: "aks", location: "westeurope" },
    "host",
  ],
  [
    { server: "https://gke-1-2.europe-west1.gke.goog" },
    { kind: "gke", location: "europe-west1" },
    "host",
  ],
  [{ gitVersion: "v1.34.4-eks-1a2b3c4" }, { kind: "eks" }, "its version, v1.34.4-eks-1a2b3c4"],
  [{ gitVersion: "v1.34.4-gke.1013000" }, { kind: "gke" }, "its version"],
  [
    { apiGroups: ["apps", "config.openshift.io"] },
    { kind: "openshift" },
    "it serves the API group config.openshift.io",
  ],
  [{ context: "default/api-a-example-com:6443/admin" }, { kind: "openshift" }, "context"],
  [{ context: "kubernetes-admin@kubernetes" }, { kind: "kubeadm" }, "the name of the context"],
  [{ context: "kind-demo" }, { kind: "kubeadm" }, "kind-demo: kind installs with kubeadm"],
  [{ context: "minikube" }, { kind: "kubeadm" }, "minikube installs with kubeadm"],
])("%j is %j", (some, provider, why) => {
  const guess = guessProvider(traces(some));
  expect(guess).toEqual({ kind: "known", provider, why: expect.stringContaining(why) });
});

it.each<[Partial<Traces>, string]>([
  [{}, "names, the server's host (10.0.0.1)"],
  [{ server: "" }, "names"],
  [
    { gitVersion: "v1.34.4+k3s1", apiGroups: ["apps"], server: "not an address" },
    "names, the server's host (not an address), the version (v1.34.4+k3s1), API groups",
  ],
  [{ server: "https://evil-azmk8s.io" }, "names, the server's host (evil-azmk8s.io)"],
])("what nothing tells is said with where was looked: %j", (some, where) => {
  expect(guessProvider(traces(some))).toEqual({
    kind: "unknown",
    why: `nothing tells who provides it: looked at ${where}`,
  });
});

it.each([
  [ARN, "Shop_1"],
  ["gke_p_europe-west1_tools", "tools"],
  ["me@shop.eu-west-3.eksctl.io", "shop"],
  ["default/api-a-example-com:6443/admin", "a-example-com"],
  ["shop-admin@shop", "shop"],
  ["shop-admin@other", "shop-admin@other"],
  ["kubernetes-admin@prod", "prod"],
  ["Production EU", "Production EU"],
])("the context %s is called %s", (context, name) => {
  expect(plainName(context)).toBe(name);
});
