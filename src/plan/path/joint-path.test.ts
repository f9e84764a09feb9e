import { expect, it } from "vitest";
import type { Snapshot } from "../../model/snapshot.ts";
import { pool, snapshot } from "../snapshot.fixture.ts";
import { findPath } from "./find-path.ts";
import type { PathRequest } from "./path.ts";
import { accept, node, pathLines, pathRequest, withAddons, withFacts } from "./request.fixture.ts";

const lines = (
  seen: Snapshot,
  kubernetes: string,
  other: Partial<PathRequest> = {},
): readonly string[] => pathLines(findPath(pathRequest(seen, kubernetes, other)));

const CASE = { available: ["1.16.15", "1.17.17", "1.18.20"], pools: [] };
const MESH = ["istio@1.4.10/control-plane", "istio@1.4.10/proxies"];
const toIstio = (istio: string, kubernetes = "1.18"): Partial<PathRequest> => ({
  target: { kubernetes, addons: { istio } },
});

it.each<readonly [string, Snapshot, string, Partial<PathRequest>, readonly string[]]>([
  [
    "a mesh and a control plane climb in turns, and proxies follow their control plane",
    withAddons("1.15.12", MESH, { ...CASE, pools: [pool("general", ["1.15.12"])] }),
    "1.18",
    toIstio("1.8"),
    [
      "istio control plane 1.4.10 > 1.5",
      "istio proxies 1.4.10 > 1.5",
      "control plane 1.15.12 > 1.16.15",
      "istio control plane 1.5 > 1.6",
      "istio proxies 1.5 > 1.6",
      "control plane 1.16.15 > 1.17.17",
      "general 1.15.12 > 1.17.17",
      "control plane 1.17.17 > 1.18.20",
      "istio control plane 1.6 > 1.7",
      "istio proxies 1.6 > 1.7",
      "istio control plane 1.7 > 1.8",
      "istio proxies 1.7 > 1.8",
      "general 1.17.17 > 1.18.20",
    ],
  ],
  [
    "an add-on that nobody names moves only where the way needs it",
    withAddons("1.15.12", ["istio@1.4.10"], CASE),
    "1.18",
    {},
    [
      "istio 1.4.10 > 1.5",
      "control plane 1.15.12 > 1.16.15",
      "istio 1.5 > 1.6",
      "control plane 1.16.15 > 1.17.17",
      "control plane 1.17.17 > 1.18.20",
    ],
  ],
  [
    "latest-compatible is the newest that may end there and that there is a way to",
    withAddons("1.35.4", ["cert-manager@1.19.1", "linkerd@2.18.0"]),
    "1.36",
    {
      target: {
        kubernetes: "1.36",
        addons: { "cert-manager": "latest-compatible", linkerd: "latest-compatible" },
      },
    },
    [
      "cert-manager 1.19.1 > 1.20",
      "cert-manager 1.20 > 1.21",
      "control plane 1.35.4 > 1.36.3",
      "linkerd 2.18.0 > 2.19",
      "linkerd 2.19 > 2.20",
      "general 1.35.4 > 1.36.3",
    ],
  ],
  [
    "the newest that there is no way to is left for the next, with the proxies",
    withAddons("1.35.4", ["mesh@1.0/control-plane", "mesh@1.0/proxies"], { pools: [] }),
    "1.36",
    {
      target: { kubernetes: "1.36", addons: { mesh: "latest-compatible" } },
      facts: withFacts(
        [
          { addon: "mesh", version: "1.0", from: "1.30", to: "1.36" },
          { addon: "mesh", version: "1.1", from: "1.36", to: "1.36" },
          { addon: "mesh", version: "1.5", from: "1.36", to: "1.36" },
        ],
        { addon: "mesh", minorsAtOnce: 2 },
      ),
    },
    ["control plane 1.35.4 > 1.36.3", "mesh control plane 1.0 > 1.1", "mesh proxies 1.0 > 1.1"],
  ],
  [
    "an add-on of which nothing is known goes where it is sent, and otherwise stays",
    withAddons("1.35.4", ["acme@2.0.0", "other@main"]),
    "1.36",
    { target: { kubernetes: "1.36", addons: { acme: "v2.1.0", other: "latest-compatible" } } },
    ["control plane 1.35.4 > 1.36.3", "acme 2.0.0 > 2.1.0", "general 1.35.4 > 1.36.3"],
  ],
  [
    "of one hop the least is jumped, and of a minor the newest is taken",
    withAddons("1.35.4", ["acme@1.0.0"], { pools: [] }),
    "1.36",
    {
      facts: withFacts([
        { addon: "acme", version: "1.0.0", to: "1.35" },
        { addon: "acme", version: "1.1.0", from: "1.34" },
        { addon: "acme", version: "1.1.1", from: "1.34" },
        { addon: "acme", version: "1.3.0", from: "1.34" },
      ]),
    },
    ["acme 1.0.0 > 1.1.1", "control plane 1.35.4 > 1.36.3"],
  ],
  [
    "the first minor of a new major follows the last of the old",
    withAddons("1.20.1", ["cert-manager@0.16.1"], { pools: [], available: ["1.21.3"] }),
    "1.21",
    { target: { kubernetes: "1.21", addons: { "cert-manager": "1.1" } } },
    ["control plane 1.20.1 > 1.21.3", "cert-manager 0.16.1 > 1.0", "cert-manager 1.0 > 1.1"],
  ],
  [
    "builds of EKS are known by their own lists",
    withAddons("1.34.4", ["coredns@v1.11.3-eksbuild.1"], { pools: [] }),
    "1.35",
    { target: { kubernetes: "1.35", addons: { coredns: "latest-compatible" } } },
    ["control plane 1.34.4 > 1.35.4", "coredns 1.11.3-eksbuild.1 > 1.14.2-eksbuild.4"],
  ],
  [
    "an accepted risk opens the way",
    withAddons("1.15.12", ["istio@1.4.10"], { ...CASE, available: ["1.16.15"] }),
    "1.16",
    { ...toIstio("keep", "1.16"), accepted: [accept("AddonUntested/istio@1.4")] },
    ["control plane 1.15.12 > 1.16.15"],
  ],
  [
    "kube-proxy moves where it would fall too far behind, between nodes that may run it",
    withAddons("1.31.1", ["kube-proxy@1.30.1"], {
      available: ["1.32.1", "1.33.7", "1.34.4"],
      pools: [pool("old", ["1.30.1"]), pool("b", ["1.31.1"]), pool("a", ["1.30.1"])],
    }),
    "1.34",
    {},
    [
      "control plane 1.31.1 > 1.32.1",
      "control plane 1.32.1 > 1.33.7",
      "kube-proxy 1.30.1 > 1.33.7",
      "a 1.30.1 > 1.33.7",
      "old 1.30.1 > 1.33.7",
      "control plane 1.33.7 > 1.34.4",
      "a 1.33.7 > 1.34.4",
      "b 1.31.1 > 1.34.4",
      "old 1.33.7 > 1.34.4",
    ],
  ],
  [
    "kube-proxy that is too far behind from the start moves before the nodes that it could not serve",
    withAddons("1.23.0", ["kube-proxy@1.20.0"], {
      pools: [pool("a", ["1.21.0"]), pool("b", ["1.22.0"])],
    }),
    "1.23",
    {},
    ["kube-proxy 1.20.0 > 1.23.0", "a 1.21.0 > 1.23.0", "b 1.22.0 > 1.23.0"],
  ],
  [
    "kube-proxy goes with the control plane where it is asked for",
    withAddons("1.35.4", ["kube-proxy@1.35.4"], { pools: [] }),
    "1.36",
    { target: { kubernetes: "1.36", addons: { "kube-proxy": "latest-compatible" } } },
    ["control plane 1.35.4 > 1.36.3", "kube-proxy 1.35.4 > 1.36.3"],
  ],
  [
    "kube-proxy that is there already stays",
    withAddons("1.36.1", ["kube-proxy@1.36.1"], { pools: [] }),
    "1.36.3",
    { target: { kubernetes: "1.36.3", addons: { "kube-proxy": "latest-compatible" } } },
    ["control plane 1.36.1 > 1.36.3"],
  ],
  [
    "a provider that moves kube-proxy itself is left to it",
    withAddons("1.33.7", ["kube-proxy@1.31.0"], { pools: [] }),
    "1.35",
    { provider: "gke" },
    ["control plane 1.33.7 > 1.34.4", "control plane 1.34.4 > 1.35.4"],
  ],
  [
    "nodes of a stricter provider stop sooner",
    snapshot("1.33.7"),
    "1.36",
    { provider: "gke" },
    [
      "control plane 1.33.7 > 1.34.4",
      "control plane 1.34.4 > 1.35.4",
      "general 1.33.7 > 1.35.4",
      "control plane 1.35.4 > 1.36.3",
      "general 1.35.4 > 1.36.3",
    ],
  ],
  [
    "add-ons alone may be upgraded",
    withAddons("1.35.4", ["cert-manager@1.19.1"]),
    "",
    { target: { addons: { "cert-manager": "1.20" } } },
    ["cert-manager 1.19.1 > 1.20"],
  ],
])("%s", (_, seen, kubernetes, other, expected) => {
  expect(lines(seen, kubernetes, other)).toEqual(expected);
});

it("nodes that nobody in particular makes are ours to move", () => {
  const seen = withAddons("1.35.4", [], {}, [node("general-1", "general", "cluster-autoscaler")]);
  expect(lines(seen, "1.36").at(-1)).toBe("general 1.35.4 > 1.36.3");
  const facts = withAddons("1.35.4", []).facts;
  const unseen = { kind: "not-seen" as const, why: "", help: "" };
  const blind = snapshot(
    "1.35.4",
    facts === undefined ? {} : { facts: { ...facts, nodes: unseen } },
  );
  expect(lines(blind, "1.36").at(-1)).toBe("general 1.35.4 > 1.36.3");
});

it("a way tells which risks it takes and which records decided", () => {
  const seen = withAddons("1.15.12", ["istio@1.4.10"], CASE);
  const accepted = [accept("AddonUntested/istio@1.4/1.16"), accept("AddonUntested/istio@1.9")];
  const path = findPath(
    pathRequest(seen, "1.16", { accepted, target: toIstio("1.5", "1.16").target ?? {} }),
  );
  expect(path).toMatchObject({
    accepted: [],
    records: expect.arrayContaining(["addons/istio/1.5"]),
  });
  const kept = findPath(pathRequest(seen, "1.16", { ...toIstio("keep", "1.16"), accepted }));
  expect(kept).toMatchObject({
    accepted: ["AddonUntested/istio@1.4/1.16"],
    records: ["addons/istio/1.4", "skew/apiserver-no-skip"],
  });
  const ended = findPath(
    pathRequest(
      snapshot("1.29.7", { observedAtMs: Date.UTC(2026, 10, 21), available: ["1.30.1"] }),
      "1.30",
      {
        provider: "eks",
        accepted: [accept("SupportEnded/eks@1.30")],
      },
    ),
  );
  expect(ended).toMatchObject({
    accepted: ["SupportEnded/eks@1.30"],
    records: ["skew/apiserver-no-skip", "skew/eks", "skew/kubelet", "support/eks/1.30"],
  });
});

it("clusters that are alike are searched once", () => {
  const known = new Map();
  const first = findPath(pathRequest(snapshot("1.35.4"), "1.36"), known);
  const second = findPath(
    pathRequest(snapshot("1.35.4", { cluster: "other", observedAtMs: 5 }), "1.36"),
    known,
  );
  expect(second).toBe(first);
  expect(findPath(pathRequest(snapshot("1.34.4"), "1.36"), known)).not.toEqual(first);
});
