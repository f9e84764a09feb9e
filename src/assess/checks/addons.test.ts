import { expect, it } from "vitest";
import type { AddonFacts } from "../../model/cluster-facts.ts";
import { clusterAt, foundIn, inWords, requestOf, seen } from "../clean-snapshot.fixture.ts";
import type { AssessRequest } from "../request.ts";

const addon = (name: string, version: string, other: Partial<AddonFacts> = {}): AddonFacts => ({
  name,
  part: "whole",
  version,
  others: [],
  namespace: name,
  evidence: [`image example.com/${name}:${version}`],
  ...other,
});

interface Asked extends Partial<AssessRequest> {
  readonly from?: string;
}

function findings(addons: readonly AddonFacts[], { from = "1.35.4", ...other }: Asked = {}) {
  const request = requestOf(clusterAt(from, { addons: seen(...addons) }), other);
  return foundIn(request).filter(({ check }) => /addon|mesh/.test(check));
}

const found = (addons: readonly AddonFacts[], asked?: Asked): readonly string[] =>
  inWords(findings(addons, asked));

it("an add-on blocks the first minor that its version does not support", () => {
  expect(found([addon("cert-manager", "1.19.2")])).toEqual([
    "Blocks addon-incompatible: add-on cert-manager 1.19.2 before 1.36",
  ]);
  expect(found([addon("cert-manager", "1.21.0")])).toEqual([]);
});

it("one that does not even support what runs blocks the next hop", () => {
  const [finding] = findings([addon("cert-manager", "1.18.0")]);
  expect(finding).toMatchObject({ hop: "1.36", breaking: true });
  expect(finding?.why).toContain("which runs already");
});

it("where the control plane stays, one that does not support what runs needs a decision", () => {
  expect(found([addon("cert-manager", "1.18.0")], { target: {} })).toEqual([
    "Needs a decision addon-incompatible: add-on cert-manager 1.18.0",
  ]);
});

it("says which version would open the way, and which is only known after the hop", () => {
  const [finding] = findings([addon("cert-manager", "1.19.2")]);
  expect(finding?.help).toBe(
    "move it before the hop: cert-manager 1.21 is supported with Kubernetes 1.33 to 1.36",
  );
  expect(findings([addon("ingress-nginx", "1.14.0")])[0]?.help).toContain("see what its publisher");
});

it("every version that runs is judged, and several are told", () => {
  expect(found([addon("cert-manager", "1.21.0", { others: ["1.19.0"] })])).toEqual(
    [
      "Needs a decision addon-mixed-versions: add-on cert-manager",
      "Blocks addon-incompatible: add-on cert-manager 1.19.0 before 1.36",
    ].toSorted(),
  );
});

it.each([
  ["AddonIncompatible/cert-manager@1.19/1.36", true],
  ["AddonIncompatible/cert-manager@1.1/1.36", false],
  ["AddonIncompatible/cert@1.19/1.36", false],
])("the name %s that a way gives its risk accepts it: %s", (name, isAccepted) => {
  const accepted = [{ name, by: "ana", reason: "tried it", until: "2099-01-31" }];
  const [finding] = findings([addon("cert-manager", "1.19.2")], { accepted });
  expect(finding?.accepted !== undefined).toBe(isAccepted);
});

it("what the upgrade moves itself is left to it", () => {
  expect(found([addon("cert-manager", "1.19.2")], { movedAddons: ["cert-manager"] })).toEqual([]);
});

it("what is not known is not checked, the add-on as a whole included", () => {
  expect(found([addon("homemade", "1.0")])).toEqual([
    "Not checked addon-unknown: add-on homemade 1.0 before 1.36",
  ]);
  expect(found([addon("homemade", "1.0")], { target: {} })).toEqual([]);
});

it("what its publisher asks for beside versions is told with it", () => {
  const [finding] = findings([addon("cluster-autoscaler", "1.35.0")]);
  expect(finding?.evidence.map(({ words }) => words).at(-1)).toMatch(
    /^cluster-autoscaler: moves with the minor of the control plane/,
  );
  expect(finding?.records).toEqual(["addon-rules/cluster-autoscaler/same-minor"]);
});

it("builds of EKS are looked up under their own name", () => {
  const version = "v1.36.0-eksbuild.14";
  expect(found([addon("kube-proxy", version)])).toEqual([]);
  expect(found([addon("coredns", "v0.0.1-eksbuild.1")], { provider: "eks" })).toEqual([
    "Not checked addon-unknown: add-on coredns v0.0.1-eksbuild.1 before 1.36",
  ]);
});

it("a version that gets no fixes needs a decision", () => {
  const old = addon("istio", "1.29.0", { part: "control-plane" });
  expect(found([old], { from: "1.34.4", target: { kubernetes: "1.35" } })).toEqual([
    "Needs a decision addon-end-of-life: add-on istio control plane 1.29.0",
  ]);
  expect(
    found([addon("istio", "1.31.0", { part: "control-plane" })], {
      from: "1.34.4",
      target: { kubernetes: "1.35" },
    }),
  ).toEqual([]);
});

it("what is retired has no newer version to go to", () => {
  const way = { from: "1.33.4", target: { kubernetes: "1.34" } };
  const [finding] = findings([addon("ingress-nginx", "1.14.1")], way);
  expect(finding).toMatchObject({ check: "addon-end-of-life", level: "Needs a decision" });
  expect(finding?.help).toContain("no later version of it is known to be looked after");
  const [old] = findings([addon("istio", "1.29.0", { part: "control-plane" })], {
    from: "1.34.4",
    target: { kubernetes: "1.35" },
  });
  expect(old?.help).toContain("istio: latest-compatible");
});

it.each([
  ["1.31.0", []],
  ["1.30.1", []],
  ["1.29.0", ["Will disturb mesh-proxies-skew: add-on istio proxies 1.29.0"]],
  ["1.32.0", ["Will disturb mesh-proxies-skew: add-on istio proxies 1.32.0"]],
])("proxies of %s under a control plane of 1.31", (version, expected) => {
  const addons = [
    addon("istio", "1.31.0", { part: "control-plane" }),
    addon("istio", version, { part: "proxies" }),
  ];
  expect(found(addons)).toEqual(expected);
});

it("proxies without a control plane are not judged", () => {
  expect(found([addon("linkerd", "2.14", { part: "proxies" })])).toEqual([]);
});
