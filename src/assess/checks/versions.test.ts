import { expect, it } from "vitest";
import type { AddonFacts } from "../../model/cluster-facts.ts";
import type { Pool } from "../../model/snapshot.ts";
import {
  cleanFacts,
  clusterAt,
  foundIn,
  inWords,
  node,
  requestOf,
  seen,
  snapshotOf,
} from "../clean-snapshot.fixture.ts";

const found = (
  snapshot: Parameters<typeof requestOf>[0],
  kubernetes: string | undefined = "1.36",
): readonly string[] => inWords(foundIn(requestOf(snapshot, { target: { kubernetes } })));

function pool(...kubelets: readonly string[]): Pool {
  const nodes = kubelets.map((kubeletVersion, index) => ({
    name: `p${index}`,
    kubeletVersion,
    ready: true,
  }));
  return { name: "p", dialect: "weRoll", size: nodes.length, nodes };
}

it("a kubelet newer than the API server, or too far behind it, blocks", () => {
  const facts = cleanFacts({ nodes: seen() });
  expect(found(snapshotOf(facts, { pools: [pool("1.36.0", "1.31.9", "1.35.1")] }))).toEqual([
    "Blocks kubelet-skew: Node p0",
    "Blocks kubelet-skew: Node p1",
  ]);
});

it("a node of no pool is moved by nobody, and left too far behind by a hop", () => {
  const nodes = ["n1", "n2", "n3"].map((name) => node(name));
  const facts = cleanFacts({
    nodes: seen(
      ...nodes,
      node("alone", { kubeletVersion: "1.32.1", provisioner: "kops" }),
      node("master", { controlPlane: true }),
      // What makes it replaces it too: self-provisioned-nodes tells of that.
      node("spot", { pool: "", provisioner: "karpenter" }),
    ),
  });
  expect(found(snapshotOf(facts))).toEqual(
    [
      "Needs a decision node-without-pool: Node alone",
      "Needs a decision self-provisioned-nodes: nodes of karpenter",
      "Blocks kubelet-skew: Node alone before 1.36",
    ].toSorted(),
  );
});

it.each([
  [["1.35.4", "1.36.1"], "Needs a decision api-server-versions: control plane"],
  [["1.34.4", "1.36.1"], "Blocks api-server-versions: control plane"],
])("API servers of %s", (versions, expected) => {
  const servers = versions.map((version) => ({ name: version, version }));
  const controlPlane = { version: versions[0] ?? "", servers };
  expect(found(snapshotOf(cleanFacts({ nodes: seen() }), { controlPlane, pools: [] }))).toContain(
    expected,
  );
});

it("a downgrade, and minors that nobody offers, block", () => {
  expect(found(snapshotOf(cleanFacts()), "1.34")).toContain("Blocks target-version: control plane");
  expect(found(snapshotOf(cleanFacts()), "1.35.1")).toContain(
    "Blocks target-version: control plane",
  );
  expect(found(snapshotOf(cleanFacts(), { available: ["1.36.1"] }), "1.37")).toContain(
    "Blocks target-version: Kubernetes 1.37 before 1.37",
  );
  // A misspelt target far away is one finding, not one for each minor on the way there.
  expect(
    found(snapshotOf(cleanFacts(), { available: ["1.36.1"] }), "1.99").filter((words) =>
      words.includes("target-version"),
    ),
  ).toEqual(["Blocks target-version: Kubernetes 1.37 before 1.37"]);
  expect(found(snapshotOf(cleanFacts(), { available: [] }))).toEqual([
    "Not checked target-version: versions on offer",
  ]);
});

const proxy = (version: string, other: Partial<AddonFacts> = {}): AddonFacts => ({
  name: "kube-proxy",
  part: "whole",
  version,
  others: [],
  namespace: "kube-system",
  evidence: [`image registry.k8s.io/kube-proxy:v${version}`],
  ...other,
});

const OBJECT = "DaemonSet kube-system/kube-proxy";

it.each<readonly [AddonFacts, readonly string[]]>([
  [proxy("1.35.4"), []],
  [proxy("1.36.0"), [`Blocks kube-proxy-skew: ${OBJECT}`]],
  [proxy("1.31.0"), [`Blocks kube-proxy-skew: ${OBJECT}`]],
  [proxy("1.32.0"), [`Needs a decision kube-proxy-skew: ${OBJECT} before 1.36`]],
])("a kube-proxy is held to the skew policy (%o)", (each, expected) => {
  expect(found(snapshotOf(cleanFacts({ addons: seen(each) })))).toEqual(expected);
});

it("a kube-proxy that the way moves in time is too old for no hop, and still too new for what runs", () => {
  const moved = (version: string): readonly string[] => {
    const facts = cleanFacts({ addons: seen(proxy(version)) });
    return inWords(foundIn(requestOf(snapshotOf(facts), { movedAddons: ["kube-proxy"] })));
  };
  expect(moved("1.32.0")).toEqual([]);
  expect(moved("1.36.0")).toEqual([`Blocks kube-proxy-skew: ${OBJECT}`]);
});

it.each<readonly [string | undefined, readonly string[]]>([
  ["iptables", []],
  ["ipvs", [`Needs a decision kube-proxy-ipvs: ${OBJECT} before 1.35`]],
  [undefined, [`Not checked kube-proxy-ipvs: ${OBJECT} before 1.35`]],
])("a kube-proxy in mode %s on the way to 1.35", (mode, expected) => {
  const each = proxy("1.34.4", mode === undefined ? {} : { mode });
  expect(
    found(clusterAt("1.34.4", { addons: seen(each) }), "1.36").filter((words) =>
      words.includes("kube-proxy"),
    ),
  ).toEqual(expected);
});
