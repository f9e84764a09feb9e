import { workflowSchema, type Workflow } from "../../model/workflow.ts";
import { formatPath } from "../../spec/problem.ts";
import { catalog } from "../catalog.fixture.ts";
import { checkWorkflow } from "./check-workflow.ts";
import { expandWorkflow, type Expanded } from "./expand-workflow.ts";
import type { Installed } from "./scope.ts";

/** A workflow with this spec; one of a strategy, when it says so. */
export function workflowOf(name: string, spec: object): Workflow {
  return workflowSchema.parse({
    apiVersion: "fleetlift.dev/v1alpha1",
    kind: "Workflow",
    metadata: { name },
    spec,
  });
}

/** The actions of the fixture, and these workflows by their names. */
export function installedWith(...workflows: readonly Workflow[]): Installed {
  return {
    actions: catalog,
    workflows: new Map(workflows.map((each) => [each.metadata.name, each])),
  };
}

export const seen = {
  hops: [
    { component: "control-plane", number: 1, from: "1.34.4", to: "1.35.4" },
    { component: "node-pool", number: 2, pool: "general", from: "1.34.4", to: "1.35.4" },
  ],
  nodes: { maxSurge: 1 },
  target: { kubernetes: "1.35.4" },
  rollout: { name: "to-1-35" },
  fleet: { name: "shop" },
  inputs: {},
};

/** What a strategy's workflow comes to; throws what is wrong with it. */
export function expanded(
  spec: object,
  workflows: readonly Workflow[] = [],
  more: object = {},
): Expanded {
  const workflow = workflowOf("test", { strategy: "rolling", ...spec });
  const installed = installedWith(...workflows);
  const wrong = checkWorkflow(workflow, installed);
  if (wrong.length > 0) throw new Error(JSON.stringify(wrong));
  const made = expandWorkflow(workflow, { ...seen, ...more }, installed);
  if ("complaints" in made) throw new Error(JSON.stringify(made.complaints));
  return made;
}

/** What is wrong with a strategy's workflow, as a person reads it. */
export function faults(spec: object, workflows: readonly Workflow[] = []): readonly string[] {
  return faultsOf(workflowOf("test", { strategy: "rolling", ...spec }), workflows);
}

export function faultsOf(
  workflow: Workflow,
  workflows: readonly Workflow[] = [],
): readonly string[] {
  return checkWorkflow(workflow, installedWith(...workflows)).map(
    ({ path, message }) => `${formatPath(path)}: ${message}`,
  );
}

export const check = { uses: "health.check" };
export const tell = (text: string): object => ({
  uses: "notify",
  with: { audience: "operations", text },
});
