import type { Workflow } from "../../model/workflow.ts";
import type { CelTypes } from "../../spec/cel.ts";
import { workflowInputs } from "./workflow-inputs.ts";

/** A hop, as expressions see it. Which fields it has depends on what it moves. */
const HOP = {
  number: "int",
  component: "string",
  from: "string",
  to: "string",
  pool: "string",
  dialect: "string",
  addon: "string",
  part: "string",
} as const;

/** What every workflow sees. */
const EVERYWHERE = {
  rollout: { name: "string" },
  fleet: { name: "string" },
  target: { kubernetes: "string" },
} as const;

/** What the workflow of a strategy sees beside it: the way of the clusters that share its steps. */
const OF_STRATEGIES = {
  hops: "list<Hop>",
  nodes: {
    maxSurge: "dyn",
    maxUnavailable: "dyn",
    drainTimeoutMs: "int",
    emptyDirData: "string",
    barePods: "string",
  },
  provider: "string",
} as const;

export const STRATEGY_NAMES: ReadonlySet<string> = new Set(Object.keys(OF_STRATEGIES));

/** The names that the expressions of a workflow may use when the plan is made, with their types. */
export function workflowNames(workflow: Workflow): CelTypes {
  const { types: inputs } = workflowInputs(workflow);
  const own = workflow.spec.strategy === undefined ? {} : OF_STRATEGIES;
  return { names: { ...EVERYWHERE, ...own, inputs }, types: { Hop: HOP } };
}

/** Fields that hold one of a few words, wherever they are compared with one. */
export const WORDS: Readonly<Record<string, readonly string[]>> = {
  component: ["control-plane", "node-pool", "addon"],
  dialect: ["providerRolls", "weRoll"],
  part: ["whole", "control-plane", "proxies"],
};
