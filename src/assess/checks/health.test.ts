import { expect, it } from "vitest";
import type { ClusterFacts } from "../../model/cluster-facts.ts";
import {
  cleanFacts,
  foundIn,
  inWords,
  node,
  NOW_MS,
  requestOf,
  seen,
  snapshotOf,
  workload,
} from "../clean-snapshot.fixture.ts";

const DAY_MS = 86_400_000;
const release = {
  namespace: "shop",
  name: "web",
  revision: 3,
  chart: "web",
  chartVersion: "1.0.0",
  appVersion: "1",
};
const crd = {
  name: "things.example.com",
  group: "example.com",
  kind: "Thing",
  storedVersions: ["v1"],
  versions: [{ name: "v1", served: true, storage: true, deprecated: false }],
  established: true,
};

it.each<readonly [string, Partial<ClusterFacts>, readonly string[]]>([
  [
    "one node of three away",
    {
      nodes: seen(
        node("n1", { ready: false, badConditions: ["NotReady"] }),
        node("n2"),
        node("n3"),
      ),
    },
    ["Needs a decision node-not-ready: Node n1"],
  ],
  [
    "most nodes away",
    { nodes: seen(node("n1", { ready: false }), node("n2", { ready: false }), node("n3")) },
    ["Blocks node-not-ready: Node n1", "Blocks node-not-ready: Node n2"],
  ],
  [
    "a node under pressure",
    { nodes: seen(node("n1", { badConditions: ["DiskPressure"] }), node("n2"), node("n3")) },
    ["Needs a decision node-condition: Node n1"],
  ],
  [
    "a cordoned node",
    { nodes: seen(node("n1", { unschedulable: true }), node("n2"), node("n3")) },
    ["Needs a decision node-cordoned: Node n1"],
  ],
  [
    "a pod that waits",
    { pendingPods: seen("shop/web-1") },
    ["Needs a decision pod-pending: Pod shop/web-1"],
  ],
  [
    "a workload that lacks pods",
    { workloads: seen(workload("web", { available: 2 })) },
    ["Needs a decision workload-unavailable: Deployment shop/web"],
  ],
  [
    "a DaemonSet that lacks pods",
    { workloads: seen(workload("agent", { kind: "DaemonSet", available: 2 })) },
    ["Needs a decision daemonset-unavailable: DaemonSet shop/agent"],
  ],
  [
    "pods that crash",
    { workloads: seen(workload("web", { failing: 1, restarts: 40 })) },
    ["Needs a decision workload-failing: Deployment shop/web"],
  ],
  [
    "a release in the middle",
    {
      helmReleases: seen(
        { ...release, status: "pending-upgrade" },
        { ...release, name: "b", status: "deployed" },
      ),
    },
    ["Needs a decision helm-release-unfinished: Helm release shop/web"],
  ],
  [
    "a stored version that is not served",
    {
      crds: seen({
        ...crd,
        storedVersions: ["v1beta1", "v1"],
        versions: [
          ...crd.versions,
          { name: "v1beta1", served: false, storage: false, deprecated: true },
        ],
      }),
    },
    ["Needs a decision crd-stored-version: CustomResourceDefinition things.example.com v1beta1"],
  ],
  [
    "a stored version that is deprecated",
    {
      crds: seen({
        ...crd,
        versions: [{ name: "v1", served: true, storage: true, deprecated: true }],
      }),
    },
    ["Needs a decision crd-stored-version: CustomResourceDefinition things.example.com v1"],
  ],
  [
    "a stored version that is gone",
    { crds: seen({ ...crd, storedVersions: ["v1alpha1", "v1"] }) },
    ["Blocks crd-stored-version: CustomResourceDefinition things.example.com v1alpha1"],
  ],
  [
    "a CRD that is not served",
    { crds: seen({ ...crd, established: false }) },
    ["Needs a decision crd-not-established: CustomResourceDefinition things.example.com"],
  ],
  [
    "an API server's certificate that is over",
    { certificates: seen({ what: "API server", expiresAtMs: NOW_MS - DAY_MS }) },
    ["Blocks certificate-expiry: certificate of API server"],
  ],
  [
    "another certificate that is over",
    { certificates: seen({ what: "Secret shop/tls", expiresAtMs: NOW_MS - DAY_MS }) },
    ["Needs a decision certificate-expiry: certificate of Secret shop/tls"],
  ],
  [
    "a certificate that ends soon, one that does not",
    {
      certificates: seen(
        { what: "API server", expiresAtMs: NOW_MS + 30 * DAY_MS },
        { what: "front proxy", expiresAtMs: NOW_MS + 31 * DAY_MS },
      ),
    },
    ["Needs a decision certificate-expiry: certificate of API server"],
  ],
])("of %s it is said", (_, facts, expected) => {
  expect(inWords(foundIn(requestOf(snapshotOf(cleanFacts(facts)))))).toEqual(expected);
});
