import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { knowledge } from "../knowledge/knowledge.ts";
import type { Cluster, Fleet } from "../model/fleet.ts";
import { rolloutSchema, type RolloutDocument } from "../model/rollout.ts";
import { strategyWeightsSchema } from "../model/strategy-weights.ts";
import { workflowSchema } from "../model/workflow.ts";
import { bundledPlanning } from "../packs/bundled-planning.ts";
import type { Snapshots } from "./cluster-way.ts";
import { makePlan, type Planned, type PlanRequest } from "./make-plan.ts";
import { pool, snapshot } from "./snapshot.fixture.ts";

const rollingFile = new URL(
  "../../packs/strategies/rolling/workflows/rolling.yaml",
  import.meta.url,
);
export const rolling = workflowSchema.parse(parse(readFileSync(rollingFile, "utf8")));

/** The workflows that the strategies use by their names. */
export const { workflows, actions } = bundledPlanning();

const weightsFile = new URL("../../packs/strategies/weights.yaml", import.meta.url);
const weights = strategyWeightsSchema.parse(parse(readFileSync(weightsFile, "utf8"))).spec;

export function cluster(name: string, env: string): Cluster {
  const current = { name: `${name}-spoon`, provider: { kind: "world" as const }, access: {} };
  return { name, labels: { env }, contacts: {}, current, others: [] };
}

export const staging = { name: "staging", selector: { matchLabels: { env: "staging" } } };
const production = {
  name: "production",
  selector: { matchLabels: { env: "production" } },
  maxConcurrency: "50%",
  maxAllowedFailures: "10%",
};

export function rollout(spec: object = {}): RolloutDocument {
  return rolloutSchema.parse({
    apiVersion: "fleetlift.dev/v1alpha1",
    kind: "Rollout",
    metadata: { name: "to-1-36" },
    spec: {
      fleet: "shop",
      target: { kubernetes: "1.36" },
      strategy: "rolling",
      stages: [staging, production],
      ...spec,
    },
  });
}

export const fleet: Fleet = {
  name: "shop",
  clusters: [
    cluster("shop-tools", "production"),
    cluster("shop-staging", "staging"),
    cluster("shop-search", "production"),
    cluster("shop-new", "production"),
    cluster("shop-web", "production"),
    cluster("shop-archive", "none"),
  ],
};

export const snapshots: Snapshots = new Map([
  ["shop-staging", snapshot("1.34.4", { cluster: "shop-staging" })],
  ["shop-tools", snapshot("1.34.4", { cluster: "shop-tools" })],
  [
    "shop-search",
    snapshot("1.35.4", { cluster: "shop-search", pools: [pool("general", ["1.31.2"])] }),
  ],
  ["shop-new", snapshot("1.36.3", { cluster: "shop-new" })],
  [
    "shop-web",
    snapshot("1.33.7", {
      cluster: "shop-web",
      pools: [pool("old", ["1.32.1"]), pool("general", ["1.33.7"]), pool("spare", [])],
    }),
  ],
]);

export function request(other: Partial<PlanRequest> = {}): PlanRequest {
  const strategies = new Map([["rolling", rolling]]);
  const knowing = { facts: knowledge, weights, strategies, actions, workflows };
  return { rollout: rollout(), fleet, snapshots, ...knowing, ...other };
}

export function planned(other: Partial<PlanRequest> = {}): Planned {
  const made = makePlan(request(other));
  if ("problems" in made) throw new Error(JSON.stringify(made.problems));
  return made;
}
