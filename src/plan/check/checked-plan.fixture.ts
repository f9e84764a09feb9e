import { knowledge } from "../../knowledge/knowledge.ts";
import type { AddonFacts } from "../../model/cluster-facts.ts";
import type { Cluster, Provider } from "../../model/fleet.ts";
import { rolloutSchema } from "../../model/rollout.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import { bundledPlanning } from "../../packs/bundled-planning.ts";
import { facts, seen } from "../facts.fixture.ts";
import { makePlan } from "../make-plan.ts";
import { pool, snapshot } from "../snapshot.fixture.ts";
import type { CheckRequest } from "./check-plan.ts";

const NOW_MS = Date.UTC(2026, 10, 21, 12);

const nights = {
  days: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const,
  start: "18:00",
  end: "02:00",
  timeZone: "Europe/Paris",
};

function cluster(
  name: string,
  stage: string,
  kind: Provider["kind"],
  other: Partial<Cluster> = {},
): Cluster {
  const current = { name, provider: { kind }, access: {} };
  const env = stage === "production" ? "production" : "test";
  return { name, labels: { stage, env }, contacts: {}, current, others: [], ...other };
}

function addon(name: string, version: string, part: AddonFacts["part"] = "whole"): AddonFacts {
  return { name, part, version, others: [], namespace: name, evidence: [] };
}

const addons = seen(
  addon("istio", "1.28.1", "control-plane"),
  addon("istio", "1.28.1", "proxies"),
  addon("cert-manager", "1.19.2"),
  addon("kube-proxy", "1.33.7"),
);

/** No record says that it works with any Kubernetes of today; somebody took that upon them. */
const old = addon("metrics-server", "0.3.7");

const acceptRisk = {
  name: "AddonIncompatible/metrics-server@0.3",
  by: "ana@shop.example",
  reason: "nothing reads its metrics",
  until: "2026-12-31",
};

function look(name: string, version: string, other: Partial<Snapshot> = {}): Snapshot {
  return snapshot(version, { cluster: name, observedAtMs: NOW_MS, facts: facts(), ...other });
}

const STAGE_OF: readonly (readonly [string, string, Provider["kind"]])[] = [
  ["tools", "first", "eks"],
  ["blog", "second", "eks"],
  ["plant", "machines", "kubeadm"],
  ["shop-eu", "production", "eks"],
  ["shop-us", "production", "eks"],
];

const approval = { type: "Approval", roles: ["sre"], quorum: 2, expiresAfter: "72h" };

/** A plan of all strategies, with add-ons, windows, an approval and an accepted risk, as fleetlift makes it; and what it was made from. */
export function checkedPlan(): CheckRequest {
  const planning = bundledPlanning();
  const freezes = [
    {
      name: "sale",
      from: "2026-11-27",
      until: "2026-12-01",
      reason: "Black Friday",
      by: "ana@shop.example",
    },
  ];
  const clusters = STAGE_OF.map(([name, stage, kind]) =>
    cluster(name, stage, kind, stage === "production" ? { windows: [nights], freezes } : {}),
  );
  const shop = { pools: [pool("general", ["1.33.7"]), pool("batch", ["1.32.2"])] };
  const snapshots = new Map([
    ["tools", look("tools", "1.34.4")],
    ["blog", look("blog", "1.34.4")],
    ["plant", look("plant", "1.35.4", { facts: facts({ addons: seen(old) }) })],
    ["shop-eu", look("shop-eu", "1.33.7", { ...shop, facts: facts({ addons }) })],
    ["shop-us", look("shop-us", "1.33.7", { ...shop, facts: facts({ addons }) })],
  ]);
  const stage = (name: string, strategy: string, other: object = {}): object => ({
    name,
    strategy,
    selector: { matchLabels: { stage: name } },
    ...other,
  });
  const rollout = rolloutSchema.parse({
    apiVersion: "fleetlift.dev/v1alpha1",
    kind: "Rollout",
    metadata: { name: "to-1-36" },
    spec: {
      fleet: "shop",
      target: { kubernetes: "1.36", addons: { "kube-proxy": "1.36", "metrics-server": "keep" } },
      strategy: "rolling",
      stages: [
        stage("first", "canary"),
        stage("second", "blue-green"),
        stage("machines", "in-place"),
        stage("production", "rolling", { beforeStageTasks: [approval], minSuccess: 2 }),
      ],
      onFailure: { use: "call-for-help" },
      acceptRisks: [acceptRisk, { ...acceptRisk, name: "addon-incompatible" }],
    },
  });
  const fleet = { name: "shop", clusters };
  const made = makePlan({ rollout, fleet, snapshots, ...planning });
  if ("problems" in made) throw new Error(JSON.stringify(made.problems, undefined, 1));
  return { plan: made.plan, snapshots, actions: planning.actions, facts: knowledge };
}
