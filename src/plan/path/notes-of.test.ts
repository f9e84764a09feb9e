import { expect, it } from "vitest";
import type { Snapshot } from "../../model/snapshot.ts";
import { pool, snapshot } from "../snapshot.fixture.ts";
import { findPath } from "./find-path.ts";
import type { PathRequest } from "./path.ts";
import { accept, addon, node, pathLines, pathRequest, withAddons } from "./request.fixture.ts";

const notesOf = (seen: Snapshot, other: Partial<PathRequest> = {}): readonly string[] => {
  const path = findPath(pathRequest(seen, "1.36", other));
  return path.kind === "hops" ? path.notes : pathLines(path);
};

it.each<readonly [string, Snapshot, Partial<PathRequest>, readonly string[]]>([
  [
    "add-ons that could not be seen",
    withAddons("1.35.4", { kind: "not-seen", why: "no right to list pods", help: "" }),
    { target: { kubernetes: "1.36", addons: { istio: "keep" } } },
    [
      "its add-ons could not be seen (no right to list pods), so none is checked or moved",
      "target.addons names istio, which was not seen here: nothing of it is moved",
    ],
  ],
  [
    "add-ons of which nothing is known, or that nobody can read",
    withAddons("1.35.4", ["zebra@main", "acme@2.0.0", "mesh@1.0/proxies"]),
    {},
    [
      "of mesh only proxies were seen, so it is not checked or moved",
      'zebra says its version is "main", so it is not checked or moved',
      "not checked beside Kubernetes 1.36, because nothing is known: acme 2.0.0",
    ],
  ],
  [
    "an add-on in several versions",
    withAddons("1.35.4", {
      kind: "seen",
      items: [{ ...addon("velero@1.18.1"), others: ["1.18.2"] }],
    }),
    {},
    [
      "velero runs in several versions, and counts as the oldest",
      "not checked beside Kubernetes 1.36, because nothing is known: velero 1.18.1",
    ],
  ],
  [
    "an add-on that stands outside of what it supports before anything moves",
    withAddons("1.35.4", ["calico@3.33.1", "karpenter@1.8.0"]),
    { accepted: [accept("AddonIncompatible/karpenter@1.8/1.35")] },
    ["karpenter 1.8.0 supports Kubernetes 1.29 to 1.34, which is not what it runs beside now"],
  ],
  [
    "versions that an add-on passes and that take something out of its configuration",
    withAddons("1.35.4", ["coredns@1.7.1", "kube-dns@1.2.0"]),
    { target: { kubernetes: "1.36", addons: { coredns: "1.8.4" } } },
    [
      "coredns passes 1.8.0: its Corefile may not have the option transfer of the plugins kubernetes, file, auto and secondary any more: the plugin transfer stands in its place",
      "coredns passes 1.8.4: ClusterRole system:coredns must allow to list and watch EndpointSlices before it moves, or it resolves nothing",
      "not checked beside Kubernetes 1.36, because nothing is known: coredns 1.8.4, kube-dns 1.2.0",
    ],
  ],
  [
    "nodes that Karpenter makes",
    withAddons("1.35.4", [], { pools: [pool("spot", ["1.35.4"])] }, [
      node("spot-1", "spot", "karpenter"),
    ]),
    {},
    [
      "node pool spot is Karpenter's: it makes its nodes anew by itself after each hop of the control plane, so there is no hop of it",
    ],
  ],
  [
    "support that has to be paid for, or whose end is not known",
    snapshot("1.34.4", { observedAtMs: Date.UTC(2027, 4, 1), pools: [] }),
    { provider: "eks" },
    [
      "standard support of eks for 1.35 ended on 2027-03-27; extended support, until 2028-03-27, may cost more",
    ],
  ],
  [
    "a minor of which the provider's dates are not known",
    snapshot("1.35.4", { available: ["1.36.3", "1.37.0"], pools: [] }),
    { provider: "eks", target: { kubernetes: "1.37" } },
    [],
  ],
  [
    "add-ons of which only one end is known",
    withAddons("1.35.4", ["external-dns@0.19.0"]),
    {},
    ["not checked beside Kubernetes 1.36, because nothing is known: external-dns 0.19.0"],
  ],
  [
    "support whose end is not known",
    snapshot("1.34.4", { observedAtMs: Date.UTC(2027, 4, 1), pools: [] }),
    { provider: "gke" },
    [
      "standard support of gke for 1.35 ended on 2027-04-11; extended support, until an unknown day, may cost more",
    ],
  ],
])("noted: %s", (_, seen, other, expected) => {
  expect(notesOf(seen, other)).toEqual(expected);
});
