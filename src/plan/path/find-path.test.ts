import { expect, it } from "vitest";
import type { Snapshot } from "../../model/snapshot.ts";
import { pool, snapshot } from "../snapshot.fixture.ts";
import { findPath } from "./find-path.ts";
import { pathLines, pathRequest } from "./request.fixture.ts";

const noNodes = pool("spare", []);

const ways = (seen: Snapshot, target: string): readonly string[] =>
  pathLines(findPath(pathRequest(seen, target)));

function servers(...versions: readonly string[]): Snapshot["controlPlane"] {
  return {
    version: versions[0] ?? "",
    servers: versions.map((version, index) => ({ name: `api-${index + 1}`, version })),
  };
}

it.each<readonly [string, Snapshot, string, readonly string[]]>([
  [
    "the control plane passes the newest of every minor, the pool is rolled once",
    snapshot("1.34.4"),
    "1.36",
    ["control plane 1.34.4 > 1.35.4", "control plane 1.35.4 > 1.36.3", "general 1.34.4 > 1.36.3"],
  ],
  [
    "an exact target is taken at its word",
    snapshot("1.35.2"),
    "1.36.1",
    ["control plane 1.35.2 > 1.36.1", "general 1.35.2 > 1.36.1"],
  ],
  [
    "a patch move within a minor is one hop",
    snapshot("1.35.2"),
    "1.35",
    ["control plane 1.35.2 > 1.35.4", "general 1.35.2 > 1.35.4"],
  ],
  [
    "a pool stops only when the next hop would leave it too far behind",
    snapshot("1.33.7", { pools: [pool("old", ["1.32.1"]), pool("general", ["1.33.7"])] }),
    "1.36",
    [
      "control plane 1.33.7 > 1.34.4",
      "control plane 1.34.4 > 1.35.4",
      "old 1.32.1 > 1.35.4",
      "control plane 1.35.4 > 1.36.3",
      "general 1.33.7 > 1.36.3",
      "old 1.35.4 > 1.36.3",
    ],
  ],
  [
    "a pool that may lag no further moves first, to the version the control plane is at",
    snapshot("1.35.2", { pools: [pool("old", ["1.32.1"])] }),
    "1.36",
    ["old 1.32.1 > 1.35.2", "control plane 1.35.2 > 1.36.3", "old 1.35.2 > 1.36.3"],
  ],
  [
    "kubelets below 1.25 may lag by two",
    snapshot("1.24.1", {
      pools: [pool("old", ["1.23.9"])],
      available: ["1.25.0", "1.26.0"],
    }),
    "1.26",
    [
      "control plane 1.24.1 > 1.25.0",
      "old 1.23.9 > 1.25.0",
      "control plane 1.25.0 > 1.26.0",
      "old 1.25.0 > 1.26.0",
    ],
  ],
  [
    "a pool of mixed versions counts as its oldest",
    snapshot("1.35.4", { pools: [pool("mixed", ["1.35.4", "1.32.9", "1.33.0"])] }),
    "1.36",
    ["mixed 1.32.9 > 1.35.4", "control plane 1.35.4 > 1.36.3", "mixed 1.35.4 > 1.36.3"],
  ],
  [
    "a control plane at the target leaves the pools that are behind",
    snapshot("1.36.3", {
      pools: [pool("b", ["1.35.4"]), pool("a", ["1.34.4"]), pool("c", ["1.36.3"])],
    }),
    "1.36",
    ["a 1.34.4 > 1.36.3", "b 1.35.4 > 1.36.3"],
  ],
  ["everything there is said", snapshot("1.36.3"), "1.36", ["already at 1.36.3"]],
  [
    "a pool at a later patch than the target is left alone",
    snapshot("1.36.1", { pools: [pool("new", ["1.36.3"])] }),
    "1.36.1",
    ["already at 1.36.1"],
  ],
  [
    "what runs counts as to be had, though nobody offers it any more",
    snapshot("1.36.9"),
    "1.36",
    ["already at 1.36.9"],
  ],
  [
    "a leading v is dropped",
    snapshot("v1.35.4", { available: ["v1.36.3"] }),
    "1.36",
    ["control plane 1.35.4 > 1.36.3", "general 1.35.4 > 1.36.3"],
  ],
  [
    "an interrupted hop is gone on with",
    snapshot("1.34.4", {
      controlPlane: servers("1.34.4", "1.35.4"),
      pools: [pool("old", ["1.32.1"])],
    }),
    "1.35",
    ["control plane 1.34.4 > 1.35.4", "old 1.32.1 > 1.35.4"],
  ],
  [
    "builds of a known order are compared",
    snapshot("1.36.3+rke2r1", { available: ["1.36.3+rke2r2", "1.36.3+rke2r10"] }),
    "1.36.3",
    ["control plane 1.36.3+rke2r1 > 1.36.3+rke2r10", "general 1.36.3+rke2r1 > 1.36.3+rke2r10"],
  ],
  [
    "a pre-release is a target when it is asked for by name",
    snapshot("1.36.3", { available: ["1.37.0-rc.1"] }),
    "1.37.0-rc.1",
    ["control plane 1.36.3 > 1.37.0-rc.1", "general 1.36.3 > 1.37.0-rc.1"],
  ],
  [
    "a pool without nodes is left alone",
    snapshot("1.35.4", { pools: [noNodes] }),
    "1.36",
    ["control plane 1.35.4 > 1.36.3"],
  ],
])("%s", (_, seen, target, expected) => {
  expect(ways(seen, target)).toEqual(expected);
});

it.each<readonly [string, Snapshot, string, readonly string[]]>([
  [
    "no downgrade of a minor",
    snapshot("1.36.3"),
    "1.35",
    ["downgrade: the control plane runs 1.36.3, newer than 1.35; no downgrade is ever a hop"],
  ],
  [
    "no downgrade of a patch",
    snapshot("1.36.3"),
    "1.36.1",
    ["downgrade: the control plane runs 1.36.3, newer than 1.36.1; no downgrade is ever a hop"],
  ],
  [
    "no downgrade of one API server",
    snapshot("1.36.1", { controlPlane: servers("1.36.1", "1.36.3") }),
    "1.36.1",
    ["downgrade: the control plane runs 1.36.3, newer than 1.36.1; no downgrade is ever a hop"],
  ],
  [
    "no downgrade of a node, even where the pool's oldest goes up",
    snapshot("1.36.1", { pools: [pool("mixed", ["1.34.0", "1.36.3"])] }),
    "1.36.1",
    ["downgrade: node pool mixed runs 1.36.3, newer than 1.36.1; no downgrade is ever a hop"],
  ],
  [
    "a target that is not offered",
    snapshot("1.35.4"),
    "1.36.2",
    ["not-available: 1.36.2 is not to be had: of 1.36 there is 1.36.1, 1.36.3"],
  ],
  [
    "a minor that is not offered",
    snapshot("1.35.4"),
    "1.37",
    ["not-available: 1.37 is not to be had: no 1.37 is offered"],
  ],
  [
    "another major",
    snapshot("1.35.4"),
    "2.0",
    ["not-available: 2.0 is not to be had: no 2.0 is offered"],
  ],
  [
    "a pre-release that nobody asked for by name",
    snapshot("1.35.4", { available: ["1.36.0-rc.1"] }),
    "1.36",
    ["not-available: 1.36 is not to be had: of 1.36 there is 1.36.0-rc.1"],
  ],
  [
    "minors missing on the way",
    snapshot("1.33.7", { available: ["1.36.3"] }),
    "1.36",
    [
      "missing-minor: 1.34 is not to be had: no 1.34 is offered, and the control plane passes every minor on its way",
      "missing-minor: 1.35 is not to be had: no 1.35 is offered, and the control plane passes every minor on its way",
    ],
  ],
  [
    "pools too far behind and ahead, all at once",
    snapshot("1.35.4", {
      pools: [pool("old", ["1.31.0"]), pool("new", ["1.36.0"]), pool("fine", ["1.34.4"])],
    }),
    "1.36",
    [
      "pool-ahead: node pool new runs 1.36.0, newer than its API server's 1.35.4; a kubelet is never newer",
      "pool-too-far-behind: node pool old runs 1.31.0, 4 minors behind its API server's 1.35.4; 3 are allowed",
    ],
  ],
  [
    "a pool of which nothing is known",
    snapshot("1.35.4", {
      pools: [
        pool("joining", [], { size: 2 }),
        pool("starting", [], { nodes: [{ name: "n", ready: false }] }),
      ],
    }),
    "1.36",
    [
      "pool-unknown: node pool joining: none of its nodes has joined yet, so its version is not known",
      "pool-unknown: node pool starting: none of its nodes has joined yet, so its version is not known",
    ],
  ],
  [
    "API servers more than a minor apart",
    snapshot("1.33.7", { controlPlane: servers("1.33.7", "1.35.4") }),
    "1.36",
    ["servers-apart: its API servers run 1.33.7, 1.35.4; they may be one minor apart at most"],
  ],
  [
    "versions that are none, all named",
    snapshot("1.35", {
      controlPlane: servers("1.35", "2.0.0"),
      pools: [pool("p", ["latest", "1.35.1"])],
      available: ["1.36.3", "1.36"],
    }),
    "1.36",
    [
      'unreadable-version: the control plane says its version is "1.35", which is no Kubernetes 1.x version with a patch',
      'unreadable-version: API server api-1 says its version is "1.35", which is no Kubernetes 1.x version with a patch',
      'unreadable-version: API server api-2 says its version is "2.0.0", which is no Kubernetes 1.x version with a patch',
      'unreadable-version: node p-1 says its version is "latest", which is no Kubernetes 1.x version with a patch',
      'unreadable-version: an available version of the provider says its version is "1.36", which is no Kubernetes 1.x version with a patch',
    ],
  ],
  [
    "targets whose order is not known",
    snapshot("1.35.4", { available: ["1.36.3-eks-aa1", "1.36.3-eks-bb2"] }),
    "1.36",
    [
      "unordered-versions: the newest 1.36: whether 1.36.3-eks-aa1 or 1.36.3-eks-bb2 is newer is not known",
    ],
  ],
  [
    "minors on the way whose order is not known",
    snapshot("1.34.4", { available: ["1.35.3-eks-aa1", "1.35.3-eks-bb2", "1.36.3"] }),
    "1.36",
    [
      "unordered-versions: the newest 1.35: whether 1.35.3-eks-aa1 or 1.35.3-eks-bb2 is newer is not known",
    ],
  ],
  [
    "a control plane whose order to the target is not known",
    snapshot("1.36.3-eks-aa1", { available: ["1.36.3-eks-bb2"] }),
    "1.36.3-eks-bb2",
    [
      "unordered-versions: the control plane: whether 1.36.3-eks-aa1 or 1.36.3-eks-bb2 is newer is not known",
    ],
  ],
  [
    "kubelets whose order to the target is not known",
    snapshot("1.36.3", { pools: [pool("p", ["1.36.3-eks-aa1"])] }),
    "1.36",
    ["unordered-versions: node pool p: whether 1.36.3-eks-aa1 or 1.36.3 is newer is not known"],
  ],
])("blocked: %s", (_, seen, target, expected) => {
  expect(ways(seen, target)).toEqual(expected);
});

it("every problem says what would open the way", () => {
  const path = findPath(pathRequest(snapshot("1.35.4", { available: [] }), "1.36"));
  expect(path).toMatchObject({ problems: [{ help: "choose one of 1.35.4 in full" }] });
});

it("a pool that is left alone because it is empty is noted", () => {
  const path = findPath(pathRequest(snapshot("1.35.4", { pools: [noNodes] }), "1.36"));
  expect(path).toMatchObject({
    from: "1.35.4",
    to: "1.36.3",
    notes: ["node pool spare has no nodes: nothing of it is moved"],
  });
});
