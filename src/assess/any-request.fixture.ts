import * as fc from "fast-check";
import { knowledge } from "../knowledge/knowledge.ts";
import type { ClusterFacts, Part } from "../model/cluster-facts.ts";
import {
  budget,
  cleanFacts,
  clusterAt,
  node,
  NODES,
  NOW_MS,
  requestOf,
  volume,
  webhook,
  workload,
} from "./clean-snapshot.fixture.ts";
import type { AssessRequest } from "./request.ts";

const clean = cleanFacts();

/** A part with any of these, in any of the states in which it can have been seen. */
function anyPart<Item>(items: fc.Arbitrary<readonly Item[]>): fc.Arbitrary<Part<Item>> {
  const lacking = [{ what: "traffic", why: "nobody may list it", help: "grant it" }];
  return fc.oneof(
    { weight: 8, arbitrary: items.map((list) => ({ kind: "seen" as const, items: list })) },
    items.map((list) => ({ kind: "seen" as const, items: list, more: 2 })),
    items.map((list) => ({ kind: "seen" as const, items: list, lacking })),
    fc.constant({ kind: "not-seen" as const, why: "it is forbidden", help: "grant list" }),
  );
}

const anyNodes = fc.tuple(
  ...NODES.map((name) =>
    fc
      .record({
        ready: fc.boolean(),
        runtime: fc.constantFrom("containerd://2.1.0", "containerd://1.7.2", "docker://20.10.1"),
        osImage: fc.constantFrom("Bottlerocket OS 1.50", "Amazon Linux 2", "Ubuntu 20.04.6 LTS"),
        cgroup: fc.constantFrom("v1" as const, "v2" as const),
      })
      .map((other) => node(name, other)),
  ),
);

const anyWorkloads = fc.array(
  fc
    .record({
      kind: fc.constantFrom("Deployment" as const, "StatefulSet" as const, "DaemonSet" as const),
      replicas: fc.integer({ min: 0, max: 3 }),
      emptyDir: fc.boolean(),
      dockerSocket: fc.boolean(),
      images: fc.constantFrom(["example.com/web:1"], ["registry.k8s.io/ingress-nginx/controller"]),
      nodeBound: fc.constantFrom([], ["hostPath /data"]),
    })
    .map((other) => workload("web", other)),
  { maxLength: 3 },
);

const anyVolumes = fc.array(
  fc
    .record({
      hosts: fc.constantFrom([], ["n1"]),
      plugin: fc.constantFrom("ebs.csi.aws.com", "cephfs", "awsElasticBlockStore", "glusterfs"),
    })
    .map((other) => volume("data", other)),
  { maxLength: 2 },
);

const anyFacts: fc.Arbitrary<Partial<ClusterFacts>> = fc.record(
  {
    nodes: anyPart(anyNodes),
    workloads: anyPart(anyWorkloads),
    volumes: anyPart(anyVolumes),
    budgets: anyPart(
      fc.constantFrom([], [budget("web", { maxUnavailable: "0", disruptionsAllowed: 0 })]),
    ),
    webhooks: anyPart(fc.constantFrom([], [webhook("policy", { endpoints: 0 })])),
    csiDrivers: anyPart(fc.constantFrom([], ["ebs.csi.aws.com"])),
    barePods: anyPart(
      fc.constant([{ namespace: "shop", name: "one", node: "n1", emptyDir: false }]),
    ),
  },
  { requiredKeys: [] },
);

/** What a cluster with some things wrong, seen in part, is judged by: its facts bundled, risks included. */
export const anyRequest: fc.Arbitrary<AssessRequest> = fc
  .record({
    version: fc.constantFrom("1.23.9", "1.31.9", "1.34.9", "1.35.9", "1.36.9"),
    facts: anyFacts,
    provider: fc.constantFrom("kubeadm" as const, "eks" as const, "gke" as const),
    accepted: fc.subarray(["empty-dir-data", "bare-pod", "local-volume", "webhook/policy"]),
    until: fc.constantFrom("2026-11-20", "2027-01-01"),
  })
  .map(({ version, facts, provider, accepted, until }) =>
    requestOf(clusterAt(version, { ...clean, ...facts }, { observedAtMs: NOW_MS }), {
      facts: knowledge,
      provider,
      accepted: accepted.map((name) => ({ name, by: "ada", reason: "known", until })),
    }),
  );
