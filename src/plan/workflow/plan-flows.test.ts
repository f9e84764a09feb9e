import { expect, it } from "vitest";
import { FAILURE_FLOW } from "../../model/plan.ts";
import { formatPath } from "../../spec/problem.ts";
import { rollout } from "../make-plan.fixture.ts";
import { flowUses, planFlows } from "./plan-flows.ts";
import { check, installedWith, tell, workflowOf } from "./workflow.fixture.ts";

const gate = workflowOf("verify", {
  inputs: {
    properties: {
      windowMs: { type: "integer", default: 0 },
      baselineMs: { type: "integer", default: 0 },
      stage: { type: "string", default: "" },
    },
  },
  steps: [
    {
      id: "look",
      title: "${{ inputs.stage }} ${{ inputs.windowMs + inputs.baselineMs }}",
      ...check,
    },
  ],
});
const report = workflowOf("report", {
  inputs: {
    required: ["to"],
    properties: { to: { type: "string" }, rollout: { type: "string" }, fleet: {} },
  },
  steps: [{ id: "tell", ...tell("${{ inputs.to }} ${{ rollout.name }} ${{ target.kubernetes }}") }],
});
const help = workflowOf("help", {
  inputs: { properties: { rollout: { type: "string" }, fleet: { type: "string" } } },
  steps: [{ id: "tell", ...tell("${{ inputs.rollout }} of ${{ inputs.fleet }}") }],
});
const undoing = workflowOf("undoing", {
  steps: [{ id: "a", ...check, undo: { ...check } }],
});
const failing = workflowOf("failing", {
  steps: [{ id: "a", ...check }],
  onFailure: { undo: false },
});
const canary = workflowOf("canary", { strategy: "canary", steps: [{ id: "a", ...check }] });
const odd = workflowOf("odd", { steps: [{ id: "a", uses: "health.chek" }] });
const installed = installedWith(gate, report, help, undoing, failing, canary, odd);
const variables = {
  rollout: { name: "to-1-36" },
  fleet: { name: "shop" },
  target: { kubernetes: "1.36" },
};

function plan(spec: object) {
  return planFlows(flowUses(rollout(spec)), variables, installed);
}

function stage(before: readonly object[], after: readonly object[] = []): object {
  const tasks = { beforeStageTasks: before, afterStageTasks: after };
  return { stages: [{ name: "all", selector: {}, ...tasks }] };
}

it("gates run on clusters, workflows where their steps work, the failure workflow for the rollout", () => {
  const { flows, complaints } = plan({
    ...stage(
      [
        { type: "TimedWait", waitTime: "1m" },
        { type: "Gate", use: "verify" },
        { type: "Workflow", use: "verify" },
      ],
      [
        { type: "Gate", use: "verify", window: "2s", baseline: "1s" },
        { type: "Workflow", use: "report", with: { to: "all of ${{ fleet.name }}" } },
      ],
    ),
    onFailure: { use: "help" },
  });
  expect(complaints).toEqual([]);
  expect(
    Object.entries(flows).map(([key, { use, on, steps }]) => [
      key,
      `${use} on ${on}`,
      ...steps.map((step) => step.with["text"] ?? step.title),
    ]),
  ).toEqual([
    ["all.before-1", "verify on clusters", "all 0"],
    ["all.before-2", "verify on clusters", "all 0"],
    ["all.after-0", "verify on clusters", "all 3000"],
    ["all.after-1", "report on rollout", "all of shop to-1-36 1.36"],
    [FAILURE_FLOW, "help on rollout", "to-1-36 of shop"],
  ]);
});

it("of a rollout that names none there is none", () => {
  expect(plan({})).toEqual({ flows: {}, complaints: [], ofWorkflows: [] });
});

it("what is wrong is told at the rollout's field, or in the workflow that it names", () => {
  const { flows, complaints, ofWorkflows } = plan({
    ...stage([
      { type: "Gate", use: "verfy" },
      { type: "Gate", use: "canary" },
      { type: "Gate", use: "undoing" },
      { type: "Gate", use: "failing" },
      { type: "Gate", use: "help", window: "1m", baseline: "1m" },
      { type: "Workflow", use: "report", with: { too: "x" } },
      { type: "Workflow", use: "odd" },
    ]),
    onFailure: { use: "verify" },
  });
  expect(flows).toEqual({});
  expect(complaints.map(({ path, message }) => `${formatPath(path.slice(3))}: ${message}`)).toEqual(
    [
      'beforeStageTasks[0].use: unknown workflow "verfy". Did you mean verify?',
      'beforeStageTasks[1].use: "canary" is the workflow of a strategy, made for one cluster',
      'beforeStageTasks[2].use: "undoing" says what is done when it fails, and only the upgrade of a cluster does that: leave out its undo and onFailure',
      'beforeStageTasks[3].use: "failing" says what is done when it fails, and only the upgrade of a cluster does that: leave out its undo and onFailure',
      "beforeStageTasks[4].window: workflow help has no input windowMs, so that this would change nothing",
      "beforeStageTasks[4].baseline: workflow help has no input baselineMs, so that this would change nothing",
      "beforeStageTasks[5].with.to: missing: expected text",
      "beforeStageTasks[5].with.too: unknown field. Did you mean to?",
      ': "verify" cannot be the failure workflow of a rollout: its step look (health.check) works on a cluster, and a rollout that failed has none',
    ],
  );
  expect(ofWorkflows).toMatchObject([{ workflow: "odd", path: ["spec", "steps", 0, "uses"] }]);
});
