import { expect, it } from "vitest";
import type { NodeFacts } from "../../model/cluster-facts.ts";
import {
  cleanFacts,
  foundIn,
  inWords,
  node,
  requestOf,
  seen,
  snapshotOf,
} from "../clean-snapshot.fixture.ts";
import type { NodeHandling } from "../request.ts";

function found(
  nodes: readonly NodeFacts[],
  maxSurge: NodeHandling["maxSurge"] = 0,
  size = 3,
): readonly string[] {
  const [general] = snapshotOf(undefined).pools;
  const pools = general === undefined ? [] : [{ ...general, size }];
  const request = requestOf(snapshotOf(cleanFacts({ nodes: seen(...nodes) }), { pools }));
  return inWords(foundIn({ ...request, nodes: { ...request.nodes, maxSurge } }));
}

const full = { cpuMillis: 3900, memoryMi: 100, pods: 3 };
const names = ["n1", "n2", "n3"];

it("pods of a full cluster have nowhere to go unless a node is added first", () => {
  const nodes = names.map((name) => node(name, { requested: full }));
  expect(found(nodes)).toEqual(["Will disturb headroom: node pool general"]);
  expect(found(nodes, 1)).toEqual([]);
  expect(found(nodes, "10%")).toEqual([]);
});

it("cordoned nodes have no room, and nodes of no pool are told as such", () => {
  const nodes = [
    node("n1", { requested: full, pool: "" }),
    node("n2", { unschedulable: true, pool: "" }),
    node("n3", { requested: full, pool: "" }),
  ];
  expect(found(nodes)).toContain("Will disturb headroom: nodes of no pool");
});

it("where there is room, nothing is said", () => {
  expect(found(names.map((name) => node(name)))).toEqual([]);
});

it("what shortage there is, is in the evidence", () => {
  const nodes = names.map((name) => node(name, { requested: full }));
  const request = requestOf(snapshotOf(cleanFacts({ nodes: seen(...nodes) })));
  const [finding] = foundIn({ ...request, nodes: { ...request.nodes, maxSurge: 0 } });
  expect(finding?.evidence.map(({ words }) => words)).toEqual([
    "the pods of n1 need 3900 m of CPU; free elsewhere: 200 m of CPU",
    "maxSurge is 0",
  ]);
});

it("a node whose pods ask for more than it has", () => {
  const requested = { cpuMillis: 5000, memoryMi: 100, pods: 3 };
  expect(found([node("n1", { requested }), node("n2"), node("n3")], 1)).toEqual([
    "Needs a decision node-overcommitted: Node n1",
  ]);
});

it("a pool of one node, where none is added", () => {
  const nodes = names.map((name) => node(name));
  expect(found(nodes, 0, 1)).toEqual(["Will disturb pool-of-one: node pool general"]);
  expect(found(nodes, 1, 1)).toEqual([]);
});

it("nodes that replace themselves need a decision, nodes of a provider's pools do not", () => {
  const nodes = [
    node("n1", { provisioner: "karpenter" }),
    node("n2", { provisioner: "karpenter" }),
    node("n3", { provisioner: "eks-managed-node-group" }),
  ];
  expect(found(nodes, 1)).toEqual(["Needs a decision self-provisioned-nodes: nodes of karpenter"]);
  expect(found([node("n1", { provisioner: "fargate" }), node("n2"), node("n3")], 1)).toEqual([
    "Needs a decision self-provisioned-nodes: nodes of fargate",
  ]);
});
