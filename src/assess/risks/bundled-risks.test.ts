import { expect, it } from "vitest";
import { knowledge } from "../../knowledge/knowledge.ts";
import type { ClusterFacts } from "../../model/cluster-facts.ts";
import type { Provider } from "../../model/fleet.ts";
import {
  budget,
  clusterAt,
  node,
  requestOf,
  seen,
  volume,
  workload,
} from "../clean-snapshot.fixture.ts";
import { assessRisks } from "./assess-risks.ts";

const use = (group: string, version: string, kind: string): ClusterFacts["apiUses"] =>
  seen({ by: "stored", group, version, kind, objects: ["a/b"], count: 1, who: [] });

const addon = (name: string, version: string): ClusterFacts["addons"] =>
  seen({ name, part: "whole", version, others: [], namespace: "kube-system", evidence: [] });

const answered = (risk: string, value?: number): ClusterFacts["queries"] => {
  const rules = knowledge.risks().find(({ name }) => name === risk)?.matchingRules ?? [];
  const query = rules.find(({ type }) => type === "PromQL")?.promql ?? "";
  return seen({ query, ...(value === undefined ? {} : { value }) });
};

type Case = readonly [
  riskProviderAndVersion: string,
  facts: Partial<ClusterFacts>,
  levelAndWords: string,
];

const n = (name: string, other: Parameters<typeof node>[1]): ClusterFacts["nodes"] =>
  seen(node("good"), node(name, other));

/** Each risk on the way of one hop: what is seen, and what is said of it. */
const CASES: readonly Case[] = [
  [
    "CoreDnsNeedsEndpointSlices kubeadm 1.21.9",
    { addons: addon("coredns", "1.8.0") },
    "Not checked: does not tell",
  ],
  [
    "CoreDnsNeedsEndpointSlices kubeadm 1.21.9",
    { addons: addon("coredns", "1.8.4") },
    "Passed: false",
  ],
  [
    "EbsCsiDriverMissing eks 1.22.9",
    { volumes: seen(volume("pv-1", { plugin: "awsElasticBlockStore" })), csiDrivers: seen() },
    "Blocks: pv-1",
  ],
  ["EbsCsiDriverMissing eks 1.22.9", { csiDrivers: seen() }, "Not checked: does not tell"],
  ["EbsCsiDriverMissing eks 1.22.9", {}, "Passed: none"],
  [
    "DockershimRemoved kubeadm 1.23.9",
    { nodes: n("old", { runtime: "docker://20.10.7", kubeletVersion: "1.23.9" }) },
    "Blocks: says yes: old",
  ],
  [
    "DockershimRemoved kubeadm 1.23.9",
    { nodes: n("old", { runtime: "docker://20.10.7", kubeletVersion: "1.24.1" }) },
    "Passed: none",
  ],
  [
    "TokenSecretsNotMade kubeadm 1.23.9",
    { queries: answered("TokenSecretsNotMade", 1) },
    "Needs a decision: 1: sum",
  ],
  [
    "TokenSecretsNotMade kubeadm 1.23.9",
    { queries: answered("TokenSecretsNotMade", 0) },
    "Passed: 0: sum",
  ],
  [
    "TokenSecretsNotMade kubeadm 1.23.9",
    { queries: answered("TokenSecretsNotMade", 7) },
    "Not checked: 7, expected 0 or 1",
  ],
  [
    "TokenSecretsNotMade kubeadm 1.23.9",
    { queries: answered("TokenSecretsNotMade") },
    "Not checked: no data",
  ],
  ["TokenSecretsNotMade kubeadm 1.23.9", {}, "Not checked: was not asked"],
  ["ExecCredentialV1alpha1Removed kubeadm 1.23.9", {}, "Not checked: "],
  [
    "PodSecurityPolicyInUse kubeadm 1.24.9",
    { apiUses: use("policy", "v1beta1", "PodSecurityPolicy") },
    "Blocks: policy/v1beta1 PodSecurityPolicy (stored)",
  ],
  [
    "PodSecurityPolicyInUse kubeadm 1.24.9",
    { apiUses: use("policy", "v1beta1", "podsecuritypolicies") },
    "Blocks: policy/v1beta1",
  ],
  [
    "PodSecurityPolicyInUse kubeadm 1.24.9",
    { apiUses: use("policy", "v1beta1", "PodDisruptionBudget") },
    "Passed: none",
  ],
  [
    "EmptyBudgetSelectorCoversAll kubeadm 1.24.9",
    { budgets: seen(budget("all", { selects: "", apiVersion: "policy/v1beta1" })) },
    "Needs a decision: shop/all",
  ],
  [
    "EmptyBudgetSelectorCoversAll kubeadm 1.24.9",
    { budgets: seen(budget("all", { selects: "" })) },
    "Passed: none",
  ],
  [
    "LoadBalancerControllerTooOld eks 1.24.9",
    { addons: addon("aws-load-balancer-controller", "2.4.6") },
    "Blocks: aws-load-balancer-controller 2.4.6",
  ],
  [
    "LoadBalancerControllerTooOld eks 1.24.9",
    { addons: addon("aws-load-balancer-controller", "2.10.0") },
    "Passed: none",
  ],
  [
    "OldVolumePluginsGone kubeadm 1.24.9",
    { volumes: seen(volume("pv-1", { plugin: "quobyte" })) },
    "Blocks: pv-1",
  ],
  [
    "RuntimeWithoutCriV1 kubeadm 1.25.9",
    { nodes: n("old", { runtime: "containerd://1.5.18" }) },
    "Blocks: says yes: old",
  ],
  [
    "RuntimeWithoutCriV1 kubeadm 1.25.9",
    { nodes: n("old", { runtime: "containerd://1.10.1" }) },
    "Passed: none",
  ],
  [
    "GlusterfsVolumesGone kubeadm 1.25.9",
    { volumes: seen(volume("pv-1", { plugin: "glusterfs" })) },
    "Blocks: pv-1",
  ],
  [
    "CinderCsiDriverMissing kubeadm 1.25.9",
    { volumes: seen(volume("pv-1", { plugin: "cinder" })) },
    "Blocks: pv-1",
  ],
  [
    "CinderCsiDriverMissing kubeadm 1.25.9",
    {
      volumes: seen(volume("pv-1", { plugin: "cinder" })),
      csiDrivers: seen("cinder.csi.openstack.org"),
    },
    "Passed: none",
  ],
  [
    "AzureDiskInTreeCodeGone aks 1.26.9",
    { volumes: seen(volume("pv-1", { plugin: "azureDisk" })) },
    "Blocks: pv-1",
  ],
  [
    "EbsInTreeCodeGone eks 1.26.9",
    { volumes: seen(volume("pv-1", { plugin: "awsElasticBlockStore" })) },
    "Passed: none",
  ],
  [
    "InTreeCloudProviderOff kubeadm 1.28.9",
    { nodes: seen(node("bare", { zone: "", instanceType: "" })) },
    "Passed: false",
  ],
  [
    "InTreeCloudProviderOff kubeadm 1.28.9",
    { workloads: seen(workload("aws-cloud-controller-manager")) },
    "Passed: false",
  ],
  ["InTreeCloudProviderOff kubeadm 1.28.9", {}, "Not checked: does not tell"],
  [
    "AmazonLinux2UserData eks 1.29.9",
    { nodes: n("al2", { osImage: "Amazon Linux 2" }) },
    "Needs a decision: says yes: al2",
  ],
  [
    "CephVolumePluginsGone kubeadm 1.30.9",
    { volumes: seen(volume("pv-1", { plugin: "cephfs" })) },
    "Blocks: pv-1",
  ],
  [
    "AmazonLinux2Ended eks 1.32.9",
    { nodes: n("al2", { osImage: "Amazon Linux 2" }) },
    "Blocks: says yes: al2",
  ],
  [
    "AmazonLinux2Ended eks 1.32.9",
    { nodes: n("al2023", { osImage: "Amazon Linux 2023.6.20250107" }) },
    "Passed: none",
  ],
  ["EtcdLeftTooEarly kubeadm 1.33.9", { addons: addon("etcd", "3.5.21") }, "Blocks: etcd 3.5.21"],
  ["EtcdLeftTooEarly kubeadm 1.33.9", { addons: addon("etcd", "3.5.26") }, "Passed: none"],
  ["EtcdLeftTooEarly kubeadm 1.33.9", {}, "Not checked: does not tell"],
  ["CgroupV1Nodes kubeadm 1.34.9", { nodes: n("old", { cgroup: "v1" }) }, "Blocks: says yes: old"],
  ["CgroupV1Nodes kubeadm 1.34.9", {}, "Passed: none"],
  [
    "CgroupV1Nodes kubeadm 1.34.9",
    { nodes: seen(node("x", { cgroup: undefined, osImage: "Ubuntu 20.04.6 LTS" })) },
    "Blocks: says yes: x",
  ],
  [
    "CgroupV1Nodes kubeadm 1.34.9",
    { nodes: seen(node("x", { cgroup: undefined, osImage: "Ubuntu 24.04.1 LTS" })) },
    "Passed: rule 3 (CEL) says no",
  ],
  [
    "CgroupV1Nodes kubeadm 1.34.9",
    { nodes: seen(node("x", { cgroup: undefined, osImage: "My Linux" })) },
    "Not checked: does not tell",
  ],
  [
    "CgroupV1Nodes kubeadm 1.34.9",
    {
      nodes: seen(node("x", { cgroup: undefined, osImage: "My Linux" })),
      queries: answered("CgroupV1Nodes", 1),
    },
    "Blocks: rule 2 (PromQL) says yes",
  ],
  [
    "Containerd1OnEks eks 1.35.9",
    { nodes: n("old", { runtime: "containerd://1.7.27" }) },
    "Blocks: says yes: old",
  ],
  [
    "IngressNginxRetired kubeadm 1.35.9",
    {
      workloads: seen(
        workload("nginx", { images: ["registry.k8s.io/ingress-nginx/controller:v1.12.1"] }),
      ),
    },
    "Needs a decision: Deployment shop/nginx",
  ],
  ["IngressNginxRetired kubeadm 1.35.9", {}, "Passed: none"],
  [
    "WorkloadAlphaObjectsLeft kubeadm 1.35.9",
    { apiUses: use("scheduling.k8s.io", "v1alpha1", "Workload") },
    "Blocks: scheduling.k8s.io/v1alpha1 Workload",
  ],
  [
    "GitRepoVolumesOffByDefault kubeadm 1.32.9",
    { queries: answered("GitRepoVolumesOffByDefault", 1) },
    "Blocks: rule 1 (PromQL) says yes",
  ],
  [
    "GitRepoVolumesOff kubeadm 1.35.9",
    { queries: answered("GitRepoVolumesOff", 1) },
    "Blocks: rule 1 (PromQL) says yes",
  ],
  [
    "SELinuxMountConflicts kubeadm 1.36.9",
    { nodes: seen(node("u", { osImage: "Ubuntu 24.04.1 LTS" })) },
    "Passed: rule 2 (CEL) says no",
  ],
  [
    "KubeDnsDeprecated kubeadm 1.36.9",
    {
      workloads: seen(
        workload("kube-dns", { images: ["registry.k8s.io/dns/k8s-dns-kube-dns:1.22"] }),
      ),
    },
    "Needs a decision: Deployment shop/kube-dns",
  ],
  [
    "Containerd1Refused kubeadm 1.37.9",
    { nodes: n("old", { runtime: "containerd://1.7.27" }) },
    "Blocks: says yes: old",
  ],
  [
    "Containerd1Refused kubeadm 1.37.9",
    { nodes: n("old", { runtime: "cri-o://1.27.3" }) },
    "Blocks: says yes: old",
  ],
  [
    "Containerd1Refused kubeadm 1.37.9",
    { nodes: n("new", { runtime: "cri-o://1.36.0" }) },
    "Passed: none",
  ],
  [
    "Containerd1Refused kubeadm 1.37.9",
    { nodes: n("other", { runtime: "other://1" }) },
    "Not checked: does not tell",
  ],
];

const nextMinor = (version: string): string => `1.${Number(version.split(".")[1]) + 1}`;

it.each(CASES)("%s, case %#", (which, facts, answer) => {
  const [risk, provider, from = ""] = which.split(" ");
  const [level = ""] = answer.split(": ");
  const says = answer.slice(level.length + 2);
  const target = { kubernetes: nextMinor(from) };
  const request = requestOf(clusterAt(from, facts), {
    target,
    provider: providerOf(provider),
    facts: knowledge,
  });
  const finding = assessRisks(request).find(({ check }) => check === risk);
  const record = knowledge.risks().find(({ name }) => name === risk);
  expect(finding).toMatchObject({
    id: `${risk}/shop`,
    level,
    hop: target.kubernetes,
    breaking: finding?.level === record?.level && record?.breaking,
    url: record?.url,
    records: [record?.id, record?.behaviour],
  });
  expect(finding?.evidence.map(({ words }) => words).join("\n")).toContain(says);
});

function providerOf(kind: string | undefined): Provider["kind"] {
  const known = (["eks", "aks", "kubeadm"] as const).find((each) => each === kind);
  if (known === undefined) throw new Error(`${kind} is no provider of these cases`);
  return known;
}
