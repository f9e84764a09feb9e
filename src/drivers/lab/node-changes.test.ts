import { expect, it } from "vitest";
import { demoCluster } from "./lab-cluster.fixture.ts";
import { withNewNodes, withoutNode } from "./node-changes.ts";

const [general] = demoCluster.pools;
if (general === undefined) throw new Error("the fixture has a pool");

it("new nodes spread over the zones of their own version", () => {
  const grown = withNewNodes(demoCluster, general, "1.35.4", 3);
  const added = grown.nodes.slice(2).map(({ name, zone, kubelet }) => [name, zone, kubelet]);
  expect(added).toEqual([
    ["general-3", "zone-a", "1.35.4"],
    ["general-4", "zone-b", "1.35.4"],
    ["general-5", "zone-a", "1.35.4"],
  ]);
});

it("the name of a node that is gone is not given again", () => {
  const [first] = demoCluster.nodes;
  if (first === undefined) throw new Error("the fixture has nodes");
  const shrunk = withoutNode(demoCluster, first);
  expect(shrunk.leaving).toEqual([{ name: "general-1", pool: "general" }]);
  const grown = withNewNodes({ ...shrunk, leaving: [] }, general, "1.34.4", 1);
  expect(grown.nodes.map(({ name, zone }) => `${name} ${zone}`)).toEqual([
    "general-2 zone-b",
    "general-3 zone-a",
  ]);
});
