/** How long the search for a way takes: twelve components over six minors, and ten thousand clusters in three hundred shapes. */
import { knowledge } from "../src/knowledge/knowledge.ts";
import { findPath, type KnownPaths } from "../src/plan/path/find-path.ts";
import { pathRequest, withAddons } from "../src/plan/path/request.fixture.ts";
import { pool } from "../src/plan/snapshot.fixture.ts";
import { systemClock } from "../src/platform/clock.ts";
import { quantile } from "./quantiles.ts";

const OFFERED = ["1.31.1", "1.32.1", "1.33.7", "1.34.4", "1.35.4", "1.36.3"];
const CLUSTERS = 10_000;
const SHAPES = 300;

const target = {
  kubernetes: "1.36",
  addons: { istio: "latest-compatible", "cert-manager": "latest-compatible" },
};

/** A control plane, three pools, a mesh with its proxies and six add-ons. */
function large(patch: number) {
  const addons = [
    "istio@1.26.1/control-plane",
    "istio@1.26.1/proxies",
    "cert-manager@1.16.0",
    "kube-proxy@1.30.7",
    "argo-cd@3.2.1",
    "karpenter@1.5.0",
    "calico@3.30.1",
    "velero@1.16.0",
  ];
  const pools = [pool("a", ["1.30.7"]), pool("b", ["1.29.1"]), pool("c", ["1.28.1"])];
  return withAddons(`1.30.${patch}`, addons, { available: OFFERED, pools });
}

export function measure(): Promise<string> {
  // Read once, as a program has by the time that it plans.
  for (const read of Object.values(knowledge)) read();
  const timesMs = Array.from({ length: 20 }, () => {
    const beganMs = systemClock.nowMs();
    findPath(pathRequest(large(7), "1.36", { target }));
    return systemClock.nowMs() - beganMs;
  });
  const known: KnownPaths = new Map();
  const snapshots = Array.from({ length: SHAPES }, (_, patch) => large(patch));
  const beganMs = systemClock.nowMs();
  for (let index = 0; index < CLUSTERS; index += 1) {
    for (const snapshot of snapshots.slice(index % SHAPES, (index % SHAPES) + 1)) {
      findPath(pathRequest({ ...snapshot, cluster: `c${index}` }, "1.36", { target }), known);
    }
  }
  const seconds = ((systemClock.nowMs() - beganMs) / 1000).toFixed(1);
  return Promise.resolve(
    `12 components over 6 minors in ${timesMs[0]} ms at first, p50 ${quantile(timesMs, 0.5)} ms; ${CLUSTERS} such clusters in ${known.size} shapes in ${seconds} s`,
  );
}
