import { knowledge } from "../../knowledge/knowledge.ts";
import { workflowSchema, type Workflow } from "../../model/workflow.ts";
import { loadWeights } from "../../packs/load-weights.ts";
import { snapshot } from "../snapshot.fixture.ts";
import type { StrategyRequest } from "./choose-strategy.ts";

export const weights = loadWeights();

/** The shortest workflow of a strategy. */
export function workflowOf(strategy: string): Workflow {
  return workflowSchema.parse({
    apiVersion: "fleetlift.dev/v1alpha1",
    kind: "Workflow",
    metadata: { name: strategy },
    spec: { strategy, steps: [{ id: "a", uses: "wait" }] },
  });
}

const ALL = ["in-place", "rolling", "blue-green", "canary"];

/** A cluster of EKS that is one minor away, of which only the versions were seen. */
export function strategyRequest({
  installed = ALL,
  ...other
}: Partial<Omit<StrategyRequest, "installed">> & {
  readonly installed?: readonly string[];
} = {}): StrategyRequest {
  return {
    asked: "auto",
    stage: { name: "all" },
    overrides: [],
    cluster: { labels: {}, provider: "eks" },
    snapshot: snapshot("1.35.4"),
    findings: [],
    way: {
      kind: "hops",
      hops: [
        { component: "control-plane", from: "1.35.4", to: "1.36.3" },
        {
          component: "node-pool",
          pool: "general",
          dialect: "weRoll",
          from: "1.35.4",
          to: "1.36.3",
        },
      ],
    },
    target: "1.36.3",
    support: undefined,
    nowMs: Date.UTC(2026, 10, 21),
    facts: knowledge,
    weights,
    ...other,
    installed: new Map(installed.map((name) => [name, workflowOf(name)])),
  };
}
