import type { Json } from "../model/data.ts";
import { canonicalJson } from "../model/hash.ts";
import type { Recovery, Shape, Step } from "../model/plan.ts";
import type { RolloutDocument } from "../model/rollout.ts";
import type { Workflow } from "../model/workflow.ts";
import type { Variables } from "../spec/cel.ts";
import type { Upgrading } from "./consider-cluster.ts";
import { deadlinesOf } from "./deadlines.ts";
import type { PlanRequest } from "./make-plan.ts";
import { defaultsOf } from "./workflow/call-inputs.ts";
import { expandWorkflow, once, type Expanded } from "./workflow/expand-workflow.ts";
import type { Installed, WorkflowComplaint } from "./workflow/scope.ts";

/** What a shape is made from: all that clusters must share to share it. */
export type ShapeSource = Pick<Upgrading, "decision" | "workflow" | "to" | "hops" | "counts"> & {
  readonly cluster: {
    readonly name: string;
    readonly current: { readonly provider: { readonly kind: string } };
  };
};

export interface Shaping<Source extends ShapeSource = ShapeSource> {
  readonly shapes: Readonly<Record<string, Shape>>;
  /** Every cluster with its shape, in the order in which they were given. */
  readonly placed: readonly Placed<Source>[];
  /** Ids of the records of the knowledge that deadlines rest upon. */
  readonly records: readonly string[];
  readonly complaints: readonly WorkflowComplaint[];
}

export interface Placed<Source> {
  readonly source: Source;
  readonly shape: string;
  readonly steps: readonly Step[];
}

/** What all shapes of a plan share. */
export type ShapeRequest = Installed & Pick<PlanRequest, "facts" | "rollout">;

/** Expands the workflow once for every way that differs, and names the shapes A, B, ... in order of their first use. */
export function shapeClusters<Source extends ShapeSource>(
  sources: readonly Source[],
  nodes: Readonly<Record<string, Json>>,
  request: ShapeRequest,
): Shaping<Source> {
  const { facts, rollout } = request;
  const made = new Map<string, { readonly name: string; readonly steps: readonly Step[] }>();
  const shapes: Record<string, Shape> = {};
  const complaints: WorkflowComplaint[] = [];
  const records = new Set<string>();
  const placed = sources.map((source) => {
    const { strategy, why } = source.decision;
    const variables = variablesOf(source, nodes, rollout);
    const key = canonicalJson({ strategy, variables });
    const before = made.get(key);
    if (before !== undefined) return { source, shape: before.name, steps: before.steps };
    const name = shapeName(made.size);
    const expanded = expandWorkflow(source.workflow, variables, request);
    const { steps, recovery } = "steps" in expanded ? expanded : NOTHING;
    made.set(key, { name, steps });
    const { hops, counts, to } = source;
    const provider = source.cluster.current.provider.kind;
    const { deadlines, records: sayingSo } = deadlinesOf({ hops, to, provider }, facts);
    sayingSo.forEach((id) => records.add(id));
    const more = { ...(counts.length > 0 && { counts }), ...(deadlines && { deadlines }) };
    const when = recoveryOf(source.workflow, recovery, rollout);
    shapes[name] = { strategy, why, hops, ...more, steps, ...(when && { recovery: when }) };
    if ("complaints" in expanded) complaints.push(...expanded.complaints);
    return { source, shape: name, steps };
  });
  return { shapes, placed, records: [...records], complaints: once(complaints) };
}

const NOTHING: Expanded = { steps: [], recovery: [] };

/** What is done when an upgrade ends early; undefined where nothing is. */
function recoveryOf(
  { spec }: Workflow,
  steps: Recovery["steps"],
  { spec: { onCancel } }: RolloutDocument,
): Recovery | undefined {
  const onFailure = spec.onFailure?.undo === true;
  const undo = onCancel === "Undo" ? (onFailure ? "always" : "cancel") : "failure";
  const isUndone = onFailure || onCancel === "Undo";
  if (!isUndone && steps.length === 0) return undefined;
  return { undo: isUndone ? undo : "never", steps };
}

/** What the expressions of a workflow see. Nothing in it is of one cluster only, so that shapes can be shared. */
function variablesOf(
  { to, hops, cluster, workflow }: ShapeSource,
  nodes: Readonly<Record<string, Json>>,
  { metadata, spec }: RolloutDocument,
): Variables {
  return {
    rollout: { name: metadata.name },
    fleet: { name: spec.fleet },
    inputs: defaultsOf(workflow),
    hops: hops.map((hop, index) => ({ ...hop, number: index + 1 })),
    nodes,
    target: { kubernetes: to },
    provider: cluster.current.provider.kind,
  };
}

/** A, B, ... Z, AA, AB, ... */
export function shapeName(index: number): string {
  const letter = String.fromCodePoint(65 + (index % 26));
  return index < 26 ? letter : shapeName(Math.floor(index / 26) - 1) + letter;
}
