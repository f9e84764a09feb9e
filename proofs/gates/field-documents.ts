import type { Flow, Plan, Step } from "../../src/model/plan.ts";
import { plainStep } from "../../src/model/step.fixture.ts";
import { type WorldDocument, worldSchema } from "../../src/world/world-document.ts";

export const CLUSTER = "shop-1";
export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;

/** A shop with an add-on. */
export const world: WorldDocument = worldSchema.parse({
  apiVersion: "fleetlift.dev/v1alpha1",
  kind: "World",
  metadata: { name: "gates" },
  spec: {
    seed: "gates",
    start: "2026-11-23T08:00:00Z",
    versions: ["1.35.4", "1.36.3"],
    templates: [
      {
        name: "shop",
        pools: [{ name: "general", dialect: "weRoll", size: 3 }],
        workloads: [
          { kind: "Deployment", namespace: "kube-system", name: "coredns", replicas: 2 },
          { kind: "Deployment", namespace: "shop", name: "cart", replicas: 4 },
          { kind: "Deployment", namespace: "shop", name: "idle", replicas: 0 },
          { kind: "StatefulSet", namespace: "shop", name: "orders", replicas: 3 },
          { kind: "DaemonSet", namespace: "kube-system", name: "kube-proxy" },
        ],
        addons: [
          {
            name: "coredns",
            version: "1.11.3",
            image: "registry.k8s.io/coredns/coredns:v{version}",
            workloads: ["kube-system/coredns"],
            managedBy: { kind: "manifests", name: "kubeadm" },
            releases: [{ version: "1.12.0" }],
          },
        ],
      },
    ],
    clusters: [{ name: CLUSTER, template: "shop", version: "1.35.4" }],
  },
});

/** What is asked of the cluster, beside its own signals; `${url}` is where the probed service is. */
function asked(url: string) {
  return {
    addons: ["coredns"],
    metrics: [
      {
        name: "error-ratio",
        query: "errors",
        success: { max: 0.05, maxRise: 0.01 },
        count: 3,
        intervalMs: 60_000,
        failureLimit: 1,
      },
      {
        name: "p99",
        query: "p99",
        success: { maxRise: "20%" },
        failure: { maxRise: "100%" },
        count: 3,
        intervalMs: 60_000,
        inconclusiveLimit: 1,
      },
      { name: "orders", query: "orders", success: { maxFall: "30%" } },
      { name: "trial", query: "trial", success: { max: 1 }, dryRun: true },
      {
        name: "shop",
        probe: { url: `${url}/healthz` },
        count: 3,
        intervalMs: 30_000,
        failureLimit: 1,
      },
      { name: "script", value: "${{ steps.script.outputs.lag }}", success: { max: 10 } },
    ],
  };
}

function stepsFor(url: string): readonly Step[] {
  const { metrics, ...rest } = asked(url);
  // The script has not run yet when the baseline is taken: what it finds is held against itself.
  const early = metrics.filter(({ name }) => name !== "script");
  return [
    plainStep("baseline", {
      uses: "health.baseline",
      with: { forMs: 5 * MINUTE_MS, ...rest, metrics: early },
      outputs: { baseline: "result.baseline" },
    }),
    plainStep("move", { uses: "wait", with: { forMs: 10 * MINUTE_MS }, needs: ["baseline"] }),
    plainStep("script", { uses: "lag", needs: ["move"], outputs: { lag: "result.lag" } }),
    plainStep("check", {
      uses: "health.check",
      needs: ["script"],
      timeoutMs: 10 * HOUR_MS,
      with: {
        ...asked(url),
        baseline: "${{ steps.baseline.outputs.baseline }}",
        signals: [
          { signal: "api-latency", success: { maxRise: 100 } },
          "api-errors",
          "readiness",
          "nodes",
          "workloads",
          "restarts",
          "pending-pods",
          "autoscalers",
          "events",
          "addons",
        ],
      },
    }),
  ];
}

/** A plan of nothing but the gate. */
export function planFor(url: string): Plan {
  const gate: Flow = { use: "gate", on: "clusters", steps: [...stepsFor(url)] };
  return {
    schemaVersion: 1,
    kind: "Plan",
    rollout: "r",
    fleet: "f",
    target: { kubernetes: "1.36" },
    workflows: {},
    shapes: {},
    stages: [],
    leftOut: [],
    flows: { gate },
  };
}

export const fleet = {
  apiVersion: "fleetlift.dev/v1alpha1",
  kind: "Fleet",
  metadata: { name: "f" },
  spec: { defaults: { provider: { kind: "world" } }, clusters: [{ name: CLUSTER }] },
};
