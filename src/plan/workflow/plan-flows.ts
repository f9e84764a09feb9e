import type { Json } from "../../model/data.ts";
import { FAILURE_FLOW, flowKey, type Flow } from "../../model/plan.ts";
import type { RolloutDocument, StageTask } from "../../model/rollout.ts";
import type { Workflow } from "../../model/workflow.ts";
import type { Variables } from "../../spec/cel.ts";
import type { Complaint, FieldPath } from "../../spec/problem.ts";
import { fieldOf, fieldsOf } from "../../spec/rough-data.ts";
import { callInputs } from "./call-inputs.ts";
import { unknownWorkflow } from "./check-call.ts";
import { expandWorkflow, type Expanded } from "./expand-workflow.ts";
import { resolveNow, type Installed, type WorkflowComplaint } from "./scope.ts";

/** What a rollout names a workflow for, and where it does. */
export interface FlowUse {
  readonly key: string;
  readonly kind: "gate" | "workflow" | "failure";
  readonly use: string;
  readonly path: FieldPath;
  readonly written: Readonly<Record<string, Json>>;
  /** Inputs that are given to workflows that take them; from which field of the task each is. */
  readonly offered: readonly Offered[];
}

interface Offered {
  readonly name: string;
  readonly value: Json;
  /** A person wrote it, and it has no meaning for a workflow that does not take it. */
  readonly field?: string;
}

/** Every workflow that a rollout names: for gates and tasks of its stages, and for its failure. */
export function flowUses({ metadata, spec }: RolloutDocument): readonly FlowUse[] {
  const ofStages = spec.stages.flatMap((stage, at) =>
    (["before", "after"] as const).flatMap((side) => {
      const field = side === "before" ? "beforeStageTasks" : "afterStageTasks";
      return (stage[field] ?? []).flatMap((task, index) => {
        const path = ["spec", "stages", at, field, index];
        return ofTask(task, flowKey(stage.name, side, index), path, stage.name);
      });
    }),
  );
  const { onFailure } = spec;
  if (onFailure === undefined) return ofStages;
  const failure: FlowUse = {
    key: FAILURE_FLOW,
    kind: "failure",
    use: onFailure.use,
    path: ["spec", "onFailure"],
    written: {},
    offered: [
      { name: "rollout", value: metadata.name },
      { name: "fleet", value: spec.fleet },
    ],
  };
  return [...ofStages, failure];
}

function ofTask(task: StageTask, key: string, path: FieldPath, stage: string): readonly FlowUse[] {
  const ofStage = { name: "stage", value: stage };
  switch (task.type) {
    case "Gate": {
      const { use, window, baseline } = task;
      const times = [
        ...(window === undefined ? [] : [{ name: "windowMs", value: window, field: "window" }]),
        ...(baseline === undefined
          ? []
          : [{ name: "baselineMs", value: baseline, field: "baseline" }]),
      ];
      return [{ key, kind: "gate", use, path, written: {}, offered: [ofStage, ...times] }];
    }
    case "Workflow": {
      const { use, with: written = {} } = task;
      return [{ key, kind: "workflow", use, path, written, offered: [ofStage] }];
    }
    default:
      return [];
  }
}

/** The flows of a plan, or what is wrong: in the rollout, and in the workflows that it names. */
export interface PlannedFlows {
  readonly flows: Readonly<Record<string, Flow>>;
  readonly complaints: readonly Complaint[];
  readonly ofWorkflows: readonly WorkflowComplaint[];
}

/** Expands every workflow that a rollout names. `variables` are what all of them see. */
export function planFlows(
  uses: readonly FlowUse[],
  variables: Variables,
  installed: Installed,
): PlannedFlows {
  const made = uses.map((use) => ({ use, ...planFlow(use, variables, installed) }));
  return {
    flows: Object.fromEntries(
      made.flatMap(({ use, flow }) => (flow === undefined ? [] : [[use.key, flow]])),
    ),
    complaints: made.flatMap(({ complaints }) => complaints),
    ofWorkflows: made.flatMap(({ ofWorkflows }) => ofWorkflows),
  };
}

interface MadeFlow {
  readonly flow?: Flow;
  readonly complaints: readonly Complaint[];
  readonly ofWorkflows: readonly WorkflowComplaint[];
}

function planFlow(use: FlowUse, variables: Variables, installed: Installed): MadeFlow {
  const workflow = installed.workflows.get(use.use);
  const at = [...use.path, "use"];
  if (workflow === undefined) return refused(at, unknownWorkflow(use.use, installed.workflows));
  if (workflow.spec.strategy !== undefined) {
    return refused(at, `"${use.use}" is the workflow of a strategy, made for one cluster`);
  }
  const inputs = flowInputs(use, workflow, variables);
  if (inputs.complaints.length > 0) return { complaints: inputs.complaints, ofWorkflows: [] };
  const seen = { ...variables, inputs: inputs.known };
  const expanded = expandWorkflow(workflow, seen, installed);
  if ("complaints" in expanded) return { complaints: [], ofWorkflows: expanded.complaints };
  if (expanded.recovery.length > 0 || workflow.spec.onFailure !== undefined) {
    const words = "says what is done when it fails, and only the upgrade of a cluster does that";
    return refused(at, `"${use.use}" ${words}: leave out its undo and onFailure`);
  }
  return placeFlow(use, at, expanded, installed);
}

/** Where a flow runs follows from what its steps work on. */
function placeFlow(
  { kind, use }: FlowUse,
  at: FieldPath,
  { steps }: Expanded,
  { actions }: Installed,
): MadeFlow {
  const onCluster = steps.find(({ uses }) => {
    const touches = [...new Set(actions.get(uses)?.spec.touches)];
    return uses.startsWith("health.") || touches.some((each) => !CLUSTERLESS.includes(each));
  });
  if (kind === "failure" && onCluster !== undefined) {
    const words = `its step ${onCluster.id} (${onCluster.uses}) works on a cluster, and a rollout that failed has none`;
    return refused(at, `"${use}" cannot be the failure workflow of a rollout: ${words}`);
  }
  const on = kind === "gate" || onCluster !== undefined ? "clusters" : "rollout";
  return { flow: { use, on, steps }, complaints: [], ofWorkflows: [] };
}

const CLUSTERLESS: readonly string[] = ["nothing", "messages"];

function flowInputs(use: FlowUse, workflow: Workflow, variables: Variables) {
  const taken = Object.keys(fieldsOf(fieldOf(workflow.spec.inputs ?? {}, "properties")));
  const idle = use.offered.flatMap(({ name, field }) =>
    field === undefined || taken.includes(name)
      ? []
      : [notTaken([...use.path, field], use.use, name)],
  );
  const offered = use.offered.filter(({ name }) => taken.includes(name));
  const all = {
    ...Object.fromEntries(offered.map(({ name, value }) => [name, value])),
    ...use.written,
  };
  const scope = { workflow, variables, later: {}, seen: { own: new Map() }, way: [] };
  const inputs = callInputs(workflow, all, (each) => resolveNow(scope, each), [
    ...use.path,
    "with",
  ]);
  return { ...inputs, complaints: [...idle, ...inputs.complaints] };
}

function notTaken(path: FieldPath, workflow: string, input: string): Complaint {
  const message = `workflow ${workflow} has no input ${input}, so that this would change nothing`;
  return { path, on: "key", message };
}

function refused(path: FieldPath, message: string): MadeFlow {
  return { complaints: [{ path, on: "value", message }], ofWorkflows: [] };
}
