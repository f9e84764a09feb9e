import { expect, it } from "vitest";
import type { VolumeFacts } from "../../model/cluster-facts.ts";
import {
  clusterAt,
  foundIn,
  inWords,
  node,
  requestOf,
  seen,
  volume,
} from "../clean-snapshot.fixture.ts";
import type { AssessRequest } from "../request.ts";

function found(
  each: VolumeFacts,
  { from = "1.35.4", ...other }: Partial<AssessRequest> & { readonly from?: string } = {},
): readonly string[] {
  const nodes = [
    node("n1", { zone: "a", kubeletVersion: from }),
    node("n2", { zone: "b", kubeletVersion: from }),
    node("n3", { zone: "b", kubeletVersion: from }),
  ];
  const snapshot = clusterAt(from, {
    nodes: seen(...nodes),
    volumes: seen(each),
    csiDrivers: seen("pd.csi.storage.gke.io"),
  });
  return inWords(foundIn(requestOf(snapshot, other))).filter((words) => words.includes("volume"));
}

const CLAIM = "PersistentVolumeClaim shop/data";

it.each<readonly [string, Partial<VolumeFacts>, readonly string[]]>([
  ["on one node", { hosts: ["n1"] }, [`Blocks local-volume: ${CLAIM}`]],
  ["on one node, of nobody", { hosts: ["n1"], claim: undefined }, []],
  ["in a zone of two nodes", { zones: ["b"] }, []],
  ["in a zone of one node", { zones: ["a"] }, [`Will disturb volume-zone: ${CLAIM}`]],
  ["in a zone without nodes", { zones: ["c"] }, [`Blocks volume-zone: ${CLAIM}`]],
  ["in two zones", { zones: ["a", "b"] }, []],
  ["in a zone, of nobody", { zones: ["c"], claim: undefined, workload: undefined }, []],
])("of a volume %s it says so", (_, other, expected) => {
  expect(found(volume("data", other))).toEqual(expected);
});

it("in place, a volume on a node is only waited for", () => {
  expect(found(volume("data", { hosts: ["n1"] }), { strategy: "in-place" })).toEqual([
    `Will disturb local-volume: ${CLAIM}`,
  ]);
});

it.each<readonly [string, string, string, readonly string[]]>([
  ["awsElasticBlockStore", "1.24.1", "1.25", [`Blocks in-tree-volume: ${CLAIM} before 1.25`]],
  ["awsElasticBlockStore", "1.26.1", "1.27", [`Blocks in-tree-volume: ${CLAIM}`]],
  [
    "awsElasticBlockStore",
    "1.22.1",
    "1.23",
    [`Needs a decision in-tree-volume: ${CLAIM} before 1.25`],
  ],
  ["gcePersistentDisk", "1.24.1", "1.25", []],
  ["rbd", "1.30.1", "1.31", [`Blocks in-tree-volume: ${CLAIM} before 1.31`]],
  ["nfs", "1.30.1", "1.31", []],
])("a volume of the plugin %s from %s to %s", (plugin, from, kubernetes, expected) => {
  expect(found(volume("data", { plugin }), { from, target: { kubernetes } })).toEqual(expected);
});

it("EKS hands its disks over earlier", () => {
  const each = volume("data", { plugin: "awsElasticBlockStore", claim: undefined });
  expect(found(each, { from: "1.22.1", target: { kubernetes: "1.23" }, provider: "eks" })).toEqual([
    "Blocks in-tree-volume: PersistentVolume data before 1.23",
  ]);
});
