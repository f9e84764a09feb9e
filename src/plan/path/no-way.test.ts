import { expect, it } from "vitest";
import type { Snapshot } from "../../model/snapshot.ts";
import { pool, snapshot } from "../snapshot.fixture.ts";
import { findPath } from "./find-path.ts";
import type { PathRequest } from "./path.ts";
import { accept, node, pathRequest, withAddons, withFacts } from "./request.fixture.ts";

const CASE = { available: ["1.16.15", "1.17.17", "1.18.20"], pools: [] };
const MESH = ["istio@1.4.10/control-plane", "istio@1.4.10/proxies"];
const toIstio = (istio: string, kubernetes: string): Partial<PathRequest> => ({
  target: { kubernetes, addons: { istio } },
});

it.each<readonly [string, Snapshot, string, Partial<PathRequest>, string, string]>([
  [
    "a step that is too wide for the only version that would do, and two risks in its place",
    withAddons("1.34.4", ["acme@1.0.0"], { pools: [] }),
    "1.36",
    {
      target: { kubernetes: "1.36", addons: { acme: "latest-compatible" } },
      facts: withFacts(
        [
          { addon: "acme", version: "1.0.0", from: "1.30", to: "1.34" },
          { addon: "acme", version: "1.3.0", from: "1.36", to: "1.36" },
        ],
        { addon: "acme", minorsAtOnce: 2 },
      ),
    },
    "no way to 1.36: acme 1.0.0 supports Kubernetes 1.30 to 1.34; acme 1.3.0 supports Kubernetes 1.36",
    "accept the risks AddonIncompatible/acme@1.0/1.35, AddonIncompatible/acme@1.0/1.36 and choose another version of acme in target.addons, or choose blue-green for this cluster: the second one starts at the target",
  ],
  [
    "nothing that would be compatible",
    withAddons("1.35.4", ["acme@1.0.0"], { pools: [] }),
    "1.36",
    {
      target: { kubernetes: "1.36", addons: { acme: "latest-compatible" } },
      facts: withFacts([{ addon: "acme", version: "1.0.0", from: "1.30", to: "1.35" }]),
    },
    "no way to 1.36: acme 1.0.0 supports Kubernetes 1.30 to 1.35",
    "accept the risk AddonIncompatible/acme@1.0/1.36, or add a record of a newer acme that supports 1.36 to the knowledge, or choose blue-green for this cluster: the second one starts at the target",
  ],
  [
    "an add-on that is kept",
    withAddons("1.15.12", MESH, { ...CASE, available: ["1.16.15"] }),
    "1.16",
    toIstio("keep", "1.16"),
    "no way to 1.16: istio 1.4.10 was tested with Kubernetes 1.13 to 1.15; target.addons says keep for istio",
    "let istio move (target.addons says keep), or choose blue-green for this cluster: the second one starts at the target",
  ],
  [
    "a minor that has to be passed and supports too little",
    withAddons("1.33.7", ["istio@1.22.0"], { pools: [] }),
    "1.34",
    {},
    "no way to 1.34: istio 1.22.0 supports Kubernetes 1.27 to 1.30; istio 1.23 supports Kubernetes 1.27 to 1.30; istio moves one minor at a time",
    "accept the risk AddonIncompatible/istio@1.22/1.34, or choose blue-green for this cluster: the second one starts at the target",
  ],
  [
    "a version that supports too little, and a risk whose time is over",
    withAddons("1.15.12", ["istio@1.4.10"], {
      ...CASE,
      observedAtMs: Date.UTC(2026, 10, 22, 1),
    }),
    "1.17",
    {
      ...toIstio("1.5", "1.17"),
      accepted: [
        accept("AddonUntested/istio@1.5/1.17", "2026-11-21"),
        accept("AddonUntested/istio@1.5/1.16"),
      ],
    },
    "no way to 1.17: istio 1.5 was tested with Kubernetes 1.14 to 1.16; istio is to end at 1.5",
    "choose another version of istio in target.addons, or choose blue-green for this cluster: the second one starts at the target",
  ],
  [
    "a version that is older than all that is known",
    withAddons("1.33.7", ["cilium@1.17.2"], { pools: [] }),
    "1.34",
    {},
    "no way to 1.34: cilium 1.17.2 is older than every cilium of which anything is known; cilium 1.18 was tested with Kubernetes 1.30 to 1.33",
    "accept the risk AddonUntested/cilium@1.17/1.34, or add a record of a newer cilium that supports 1.34 to the knowledge, or choose blue-green for this cluster: the second one starts at the target",
  ],
  [
    "several risks at once, of versions that support one minor or have no oldest",
    withAddons("1.35.4", ["acme@1.0.0", "bond@1.0.0"], { pools: [] }),
    "1.36",
    {
      facts: withFacts([
        { addon: "acme", version: "1.0.0", to: "1.35" },
        { addon: "bond", version: "1.0.0", from: "1.35", to: "1.35" },
      ]),
    },
    "no way to 1.36: acme 1.0.0 supports Kubernetes up to 1.35; no way to 1.36: bond 1.0.0 supports Kubernetes 1.35",
    "accept the risk AddonIncompatible/acme@1.0/1.36, or add a record of a newer acme that supports 1.36 to the knowledge, or choose blue-green for this cluster: the second one starts at the target; accept the risk AddonIncompatible/bond@1.0/1.36, or add a record of a newer bond that supports 1.36 to the knowledge, or choose blue-green for this cluster: the second one starts at the target",
  ],
  [
    "a version that is too new for where it is, and one for all that is known below it",
    withAddons("1.35.4", ["acme@1.0.0"], { pools: [] }),
    "1.36",
    {
      target: { kubernetes: "1.36", addons: { acme: "2.0.0" } },
      facts: withFacts([
        { addon: "acme", version: "1.0.0", from: "1.30", to: "1.34" },
        { addon: "acme", version: "2.0.0", from: "1.36" },
      ]),
    },
    "no way to 1.36: acme 1.0.0 supports Kubernetes 1.30 to 1.34; acme 2.0.0 supports Kubernetes from 1.36 on",
    "accept the risk AddonIncompatible/acme@1.0/1.36, or choose blue-green for this cluster: the second one starts at the target",
  ],
  [
    "proxies that are ahead and may not be",
    withAddons("1.35.4", ["istio@1.29.1/control-plane", "istio@1.27.1/proxies"], { pools: [] }),
    "1.36",
    { target: { kubernetes: "1.36", addons: { istio: "keep" } } },
    "no way to 1.36: istio 1.29.1 supports Kubernetes 1.31 to 1.35; target.addons says keep for istio",
    "let istio move (target.addons says keep), or choose blue-green for this cluster: the second one starts at the target",
  ],
  [
    "support of the provider that is over",
    snapshot("1.29.7", {
      observedAtMs: Date.UTC(2026, 10, 21),
      available: ["1.30.1", "1.31.2"],
      pools: [],
    }),
    "1.31",
    { provider: "eks" },
    "no way to 1.31: support of eks for 1.30 ended on 2026-07-23, so it takes no control plane there",
    "accept the risk SupportEnded/eks@1.30, or choose a target that the provider still supports",
  ],
  [
    "support that was over without an extension",
    snapshot("1.17.17", {
      observedAtMs: Date.UTC(2026, 10, 21),
      available: ["1.18.20"],
      pools: [],
    }),
    "1.18",
    { provider: "eks" },
    "no way to 1.18: support of eks for 1.18 ended on 2022-08-15, so it takes no control plane there",
    "accept the risk SupportEnded/eks@1.18, or choose a target that the provider still supports",
  ],
  [
    "kube-proxy that is kept",
    withAddons("1.33.7", ["kube-proxy@1.31.0"], { pools: [] }),
    "1.35",
    { target: { kubernetes: "1.35", addons: { "kube-proxy": "keep" } } },
    "no way to 1.35: kube-proxy is never newer than its API server, and three minors behind at most (two below 1.25); target.addons says keep for kube-proxy",
    "let kube-proxy move (target.addons says keep), or choose blue-green for this cluster: the second one starts at the target",
  ],
  [
    "nodes that an autoscaler leaves too far behind",
    withAddons("1.35.4", [], { pools: [pool("spot", ["1.32.1"])] }, [
      node("spot-1", "spot", "karpenter"),
    ]),
    "1.36",
    {},
    "no way to 1.36: kubelets of node pool spot may be 3 minors behind",
    "let its autoscaler bring those nodes to the control plane's version, then plan again",
  ],
  [
    "nodes of two pools that nobody can order where they have to stop",
    snapshot("1.35.4", {
      pools: [pool("a", ["1.32.1", "1.35.4-eks-aa1"]), pool("b", ["1.32.1", "1.35.4-eks-aa1"])],
    }),
    "1.36",
    { provider: "k0s" as PathRequest["provider"] },
    "no way to 1.36: kubelets of node pools a, b may be 1 minor behind; a kubelet is never newer than its API server; node pools a, b: whether 1.35.4-eks-aa1 or 1.35.4 is newer is not known",
    "replace those nodes by hand, then plan again",
  ],
  [
    "an add-on that would be taken back",
    withAddons("1.35.4", ["istio@1.29.1"]),
    "1.36",
    toIstio("1.28", "1.36"),
    "istio runs 1.29.1, newer than 1.28; no downgrade is ever a hop",
    "choose 1.29.1 or a later version in target.addons",
  ],
])("blocked: %s", (_, seen, kubernetes, other, why, help) => {
  const path = findPath(pathRequest(seen, kubernetes, other));
  const problems = path.kind === "blocked" ? path.problems : [];
  expect(problems.map((problem) => problem.why).join("; ")).toBe(why);
  expect(problems.map((problem) => problem.help).join("; ")).toBe(help);
});

it("what closes a way has ids and records, and what opens it is data", () => {
  const path = findPath(
    pathRequest(withAddons("1.15.12", ["istio@1.4.10"], CASE), "1.16", toIstio("keep", "1.16")),
  );
  expect(path).toMatchObject({
    problems: [
      {
        constraints: [
          { id: "addon/istio@1.4.10", records: ["addons/istio/1.4"] },
          { id: "keep/istio", records: [] },
        ],
        relaxations: [{ kind: "let-move", addon: "istio" }],
      },
    ],
  });
});
