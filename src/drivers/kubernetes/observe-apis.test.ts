import { expect, it } from "vitest";
import { helmSecret, itemsIn, observeWith } from "./observed-objects.fixture.ts";

it("uses of deprecated APIs are noticed by requests, managed fields and what was applied last", async () => {
  const applied = JSON.stringify({
    apiVersion: "autoscaling/v2beta2",
    kind: "HorizontalPodAutoscaler",
    spec: { note: "secret-words" },
  });
  const metrics = `# HELP apiserver_requested_deprecated_apis x
apiserver_requested_deprecated_apis{group="policy",removed_release="1.25",resource="poddisruptionbudgets",subresource="",version="v1beta1"} 1
apiserver_request_total{code="200",group="policy",resource="poddisruptionbudgets",verb="LIST",version="v1beta1"} 3
apiserver_request_total{code="200",group="policy",resource="poddisruptionbudgets",verb="GET",version="v1beta1"} 4
apiserver_request_total{code="200",group="policy",resource="poddisruptionbudgets",verb="GET",version="v1"} 99
`;
  const { apiUses } = await observeWith(
    [
      {
        apiVersion: "autoscaling/v2",
        kind: "HorizontalPodAutoscaler",
        metadata: {
          name: "cart",
          namespace: "shop",
          annotations: { "kubectl.kubernetes.io/last-applied-configuration": applied },
          managedFields: [
            {
              manager: "old-tool",
              apiVersion: "autoscaling/v2beta2",
              time: "2026-01-02T03:04:05Z",
            },
            { manager: "kubectl", apiVersion: "autoscaling/v2", time: "2026-01-02T03:04:05Z" },
          ],
        },
      },
    ],
    metrics,
  );
  const autoscaler = {
    group: "autoscaling",
    version: "v2beta2",
    kind: "HorizontalPodAutoscaler",
    objects: ["shop/cart"],
    count: 1,
  };
  expect(itemsIn(apiUses)).toEqual([
    { by: "last-applied", ...autoscaler, who: ["kubectl"] },
    {
      by: "managed-fields",
      ...autoscaler,
      who: ["old-tool"],
      lastAtMs: Date.UTC(2026, 0, 2, 3, 4, 5),
    },
    {
      by: "requested",
      group: "policy",
      version: "v1beta1",
      kind: "PodDisruptionBudget",
      objects: [],
      count: 7,
      who: [],
    },
  ]);
  expect(JSON.stringify(apiUses)).not.toContain("secret-words");
});

const manifest = `---
# Source: x/templates/pdb.yaml
apiVersion: "policy/v1beta1"
kind: PodDisruptionBudget
metadata:
  labels:
    name: not-this
  name: guard # the guard
spec: { note: secret-words }
---
apiVersion: v1
kind: Secret
metadata: { name: s }
data: { password: secret-words }
`;

it("releases tell the newest revision, the chart of what is deployed, and what its manifest uses", async () => {
  const { helmReleases, apiUses, addons } = await observeWith([
    helmSecret("cm", 1, "superseded", ""),
    helmSecret("cm", 9, "deployed", manifest),
    helmSecret("cm", 10, "pending-upgrade", ""),
  ]);
  expect(itemsIn(helmReleases)).toEqual([
    {
      namespace: "tools",
      name: "cm",
      revision: 10,
      status: "pending-upgrade",
      chart: "cert-manager",
      chartVersion: "v1.14.2",
      appVersion: "v1.14.2",
      updatedAtMs: Date.UTC(2026, 0, 2, 3, 4, 5),
    },
  ]);
  expect(itemsIn(apiUses)).toEqual([
    {
      by: "helm-release",
      group: "policy",
      version: "v1beta1",
      kind: "PodDisruptionBudget",
      objects: ["tools/guard"],
      count: 1,
      who: ["tools/cm"],
    },
  ]);
  expect(itemsIn(addons)).toEqual([
    {
      name: "cert-manager",
      part: "whole",
      version: "1.14.2",
      others: [],
      namespace: "tools",
      evidence: ["chart cert-manager v1.14.2 of Helm release tools/cm"],
    },
  ]);
});

it("releases that cannot be decoded are there all the same, without a chart", async () => {
  const broken = {
    ...helmSecret("cm", 1, "deployed", ""),
    data: { release: "bm90IGEgcmVsZWFzZQ==" },
  };
  const { helmReleases } = await observeWith([broken]);
  expect(itemsIn(helmReleases)).toMatchObject([{ name: "cm", revision: 1, chart: "" }]);
});

const running = (name: string, image: string, container = "main", labels = {}) => ({
  apiVersion: "v1",
  kind: "Pod",
  metadata: {
    name,
    namespace: "kube-system",
    labels,
    ownerReferences: [{ kind: "DaemonSet", name, controller: true }],
  },
  spec: { nodeName: "general-1", containers: [{ name: container, image }] },
  status: { phase: "Running" },
});

it.each([
  ["registry.k8s.io/coredns/coredns:v1.11.3@sha256:00", "coredns", "whole", "1.11.3"],
  [
    "602401143452.dkr.ecr.us-west-2.amazonaws.com/eks/coredns:v1.11.1-eksbuild.4",
    "coredns-eks",
    "whole",
    "1.11.1-eksbuild.4",
  ],
  [
    "602401143452.dkr.ecr.us-west-2.amazonaws.com/eks/kube-proxy:v1.33.0-minimal-eksbuild.2",
    "kube-proxy-eks",
    "whole",
    "1.33.0-eksbuild.2",
  ],
  ["docker.io/istio/pilot:1.24.1-distroless", "istio", "control-plane", "1.24.1"],
  ["mirror.example:5000/istio/proxyv2:1.23.0", "istio", "proxies", "1.23.0"],
  ["quay.io/jetstack/cert-manager-controller:v1.14.2", "cert-manager", "whole", "1.14.2"],
  ["registry.k8s.io/ingress-nginx/controller:v1.11.1", "ingress-nginx", "whole", "1.11.1"],
  [
    "registry.k8s.io/autoscaling/cluster-autoscaler:v1.32.0",
    "cluster-autoscaler",
    "whole",
    "1.32.0",
  ],
  ["public.ecr.aws/karpenter/controller:1.1.1", "karpenter", "whole", "1.1.1"],
  ["cr.l5d.io/linkerd/controller:stable-2.14.1", "linkerd", "control-plane", "2.14.1"],
  ["quay.io/argoproj/argocd:v3.2.0", "argo-cd", "whole", "3.2.0"],
  ["registry.k8s.io/metrics-server/metrics-server:v0.7.1", "metrics-server", "whole", "0.7.1"],
])("%s is %s (%s) %s", async (image, name, part, version) => {
  const { addons } = await observeWith([running("x", image)]);
  expect(itemsIn(addons)).toMatchObject([
    {
      name,
      part,
      version,
      evidence: [`image ${image.split("@")[0]} of DaemonSet kube-system/x`],
    },
  ]);
});

it("add-ons of several versions tell the oldest, and the others from older to newer", async () => {
  const { addons } = await observeWith([
    running("a", "istio/proxyv2:1.24.1", "istio-proxy"),
    running("b", "istio/proxyv2:1.9.10", "istio-proxy"),
    running("c", "istio/proxyv2:1.22.0", "istio-proxy"),
  ]);
  expect(itemsIn(addons)).toMatchObject([{ version: "1.9.10", others: ["1.22.0", "1.24.1"] }]);
});

it("add-ons under renamed images are known by their labels", async () => {
  const labels = { "app.kubernetes.io/name": "karpenter", "app.kubernetes.io/version": "1.2.0" };
  const { addons } = await observeWith([running("x", "reg.example/a/b@sha256:00", "main", labels)]);
  expect(itemsIn(addons)).toMatchObject([
    { name: "karpenter", version: "1.2.0", evidence: ["label of DaemonSet kube-system/x"] },
  ]);
});
