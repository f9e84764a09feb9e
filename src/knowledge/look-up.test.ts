import { expect, it } from "vitest";
import {
  abilitiesOf,
  addonSupports,
  behaviourChanges,
  newestMinor,
  release,
  removedApis,
  supportEnds,
} from "./look-up.ts";
import { providerSchema } from "../model/fleet.ts";
import { knowledge } from "./knowledge.ts";

it.each([
  ["1.15", "1.16", "extensions/v1beta1/Deployment"],
  ["1.21", "1.22", "networking.k8s.io/v1beta1/Ingress"],
  ["1.21", "1.22", "extensions/v1beta1/Ingress"],
  ["1.21", "1.22", "apiextensions.k8s.io/v1beta1/CustomResourceDefinition"],
  ["1.24", "1.25", "policy/v1beta1/PodSecurityPolicy"],
  ["1.24", "1.25", "policy/v1beta1/PodDisruptionBudget"],
  ["1.24", "1.25", "batch/v1beta1/CronJob"],
  ["1.25", "1.26", "autoscaling/v2beta2/HorizontalPodAutoscaler"],
  ["1.26", "1.27", "storage.k8s.io/v1beta1/CSIStorageCapacity"],
  ["1.28", "1.29", "flowcontrol.apiserver.k8s.io/v1beta2/FlowSchema"],
  ["1.31", "1.32", "flowcontrol.apiserver.k8s.io/v1beta3/FlowSchema"],
])("from %s to %s, %s goes, and neither before nor after", (from, to, api) => {
  const gone = (a: string, b: string): readonly string[] =>
    removedApis(knowledge, { from: a, to: b }).apis.map(({ id }) => id);
  expect(gone(from, to)).toContain(`apis/${api}`);
  expect(gone(`${from}.3`, "1.37.1")).toContain(`apis/${api}`);
  expect(gone(to, "1.37")).not.toContain(`apis/${api}`);
});

it("what came and went on the way was never served at its start", () => {
  const ids = removedApis(knowledge, { from: "1.25", to: "1.32" }).apis.map(({ id }) => id);
  expect(ids).not.toContain("apis/flowcontrol.apiserver.k8s.io/v1beta3/FlowSchema");
  expect(ids).toContain("apis/flowcontrol.apiserver.k8s.io/v1beta2/FlowSchema");
});

it("a minor that removes nothing is stated, and one that is not known is named", () => {
  expect(removedApis(knowledge, { from: "1.27", to: "1.28" })).toEqual({
    apis: [],
    releases: [release(knowledge, "1.28")],
    unstated: [],
  });
  expect(removedApis(knowledge, { from: "1.37", to: "1.39" }).unstated).toEqual(["1.39"]);
  expect(removedApis(knowledge, { from: "1.30", to: "1.28" })).toEqual({
    apis: [],
    releases: [],
    unstated: [],
  });
});

it("says what is known of a minor, by any of its versions", () => {
  expect(release(knowledge, "1.36.3")).toMatchObject({
    releasedOn: "2026-04-22",
    endOfLife: "2027-06-28",
  });
  expect(release(knowledge, "1.99")).toBeUndefined();
  expect(newestMinor(knowledge)).toBe("1.37");
});

it.each([
  ["eks", "1.34", "2026-12-02", "2027-12-02"],
  ["eks", "1.20.4", "2022-11-01", "none"],
  ["gke", "1.35", "2027-04-11", "unknown"],
  ["aks", "1.36", "2027-06-30", "2028-06-30"],
  ["upstream", "1.33", "2026-06-28", "none"],
])("support by %s for %s ends on %s, extended: %s", (provider, version, standardOn, extendedOn) => {
  const ends = supportEnds(knowledge, provider, version);
  expect(ends).toMatchObject({ standardOn, extendedOn });
  expect(ends?.record.sources[0]?.readOn).toBe("2026-11-20");
});

it.each([
  ["eks", "1.37"],
  ["upstream", "1.38"],
  ["openshift", "1.34"],
])("no dates are known of %s for %s", (provider, version) => {
  expect(supportEnds(knowledge, provider, version)).toBeUndefined();
});

it.each([
  ["what the publisher supports", "istio", "1.22.1", "1.27", "yes"],
  ["above it", "istio", "1.22.1", "1.31", "no"],
  ["below it, tested and not supported", "istio", "1.22.1", "1.26.4", "no"],
  ["a lower end that may be older", "karpenter", "1.4.0", "1.28", "unknown"],
  ["above a lower end that may be older", "karpenter", "1.4.0", "1.33", "no"],
  ["a record of one patch that says no", "karpenter", "1.0.2", "1.31", "no"],
  ["what was tested", "calico", "v3.30.2", "1.31", "yes"],
  ["what was not tested", "calico", "v3.30.2", "1.36", "unknown"],
  ["what is installed together", "coredns", "1.3.1", "1.15", "yes"],
  ["what is not listed", "coredns", "1.3.1", "1.16", "unknown"],
  ["an upper end that was not published", "linkerd", "2.18", "1.36", "unknown"],
  ["below the lower end", "linkerd", "2.20", "1.30", "no"],
  ["tested within an open end", "velero", "1.18.0", "1.34", "yes"],
  ["above what was tested, in an open end", "velero", "1.18.0", "1.36", "unknown"],
  ["above an end without a beginning", "ingress-nginx", "0.49.3", "1.22", "no"],
  ["below an end without a beginning", "ingress-nginx", "0.49.3", "1.21", "unknown"],
  ["a version that nobody tells of", "istio", "2.0", "1.30", "unknown"],
  ["an add-on that nobody tells of", "gatekeeper", "3.1", "1.30", "unknown"],
])("%s: %s %s on %s is %s", (_, addon, version, kubernetes, supported) => {
  expect(addonSupports(knowledge, addon, version, kubernetes).supported).toBe(supported);
});

it("an answer about an add-on has the records that it was made from", () => {
  const { records } = addonSupports(knowledge, "karpenter", "1.9.0", "1.35");
  expect(records.map(({ id }) => id)).toEqual([
    "addons/karpenter/1.9",
    "addons/karpenter/from-1.9",
  ]);
  expect(addonSupports(knowledge, "istio", "1", "1.30").records).toEqual([]);
});

it("names the changes of behaviour of the minors that are passed", () => {
  const ids = behaviourChanges(knowledge, { from: "1.23.8", to: "1.25" }).map(({ id }) => id);
  expect(ids).toContain("behaviours/dockershim");
  expect(ids).toContain("behaviours/psp");
  expect(ids).not.toContain("behaviours/csi-migration-aws");
  expect(behaviourChanges(knowledge, { from: "1.25", to: "1.25.16" })).toEqual([]);
});

it.each(["lab", "world", "kubeadm", "cluster-api"])(
  "%s has the dates of the project itself",
  (provider) => {
    expect(supportEnds(knowledge, provider, "1.34")).toEqual(
      supportEnds(knowledge, "upstream", "1.34"),
    );
  },
);

it("what a provider can do with a cluster is known of each that a fleet may name", () => {
  const kinds = providerSchema.options.map((option) => option.shape.kind.value);
  for (const kind of kinds) expect(abilitiesOf(knowledge, kind), kind).toBeDefined();
  expect(abilitiesOf(knowledge, "eks")?.controlPlaneBack).toEqual({ minors: 1, days: 7 });
  expect(abilitiesOf(knowledge, "nobody")).toBeUndefined();
});

/** Of a published upgrade of EKS 1.15 to 1.18 with Istio 1.4 to 1.8: no other pair may be passed. */
it.each([
  ["1.4", 13, 15],
  ["1.5", 14, 16],
  ["1.6", 15, 18],
  ["1.7", 16, 18],
  ["1.8", 16, 19],
])(
  "Istio %s works with Kubernetes 1.%i to 1.%i, and is known to work with no other",
  (istio, first, last) => {
    const minors = Array.from({ length: 12 }, (_, index) => 10 + index);
    const yes = minors.filter(
      (minor) => addonSupports(knowledge, "istio", `${istio}.3`, `1.${minor}`).supported === "yes",
    );
    expect(yes).toEqual(minors.filter((minor) => minor >= first && minor <= last));
  },
);
