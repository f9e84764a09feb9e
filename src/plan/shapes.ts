import type { Facts } from "../knowledge/knowledge.ts";
import type { Json } from "../model/data.ts";
import { canonicalJson } from "../model/hash.ts";
import type { Shape, Step } from "../model/plan.ts";
import type { Variables } from "../spec/cel.ts";
import type { Complaint } from "../spec/problem.ts";
import type { Upgrading } from "./consider-cluster.ts";
import { deadlinesOf } from "./deadlines.ts";
import type { ActionCatalog } from "./workflow/action-catalog.ts";
import { expandWorkflow } from "./workflow/expand-workflow.ts";

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
  /** Paths are those of the workflow that is named. */
  readonly complaints: readonly { readonly workflow: string; readonly complaint: Complaint }[];
}

export interface Placed<Source> {
  readonly source: Source;
  readonly shape: string;
  readonly steps: readonly Step[];
}

/** Expands the workflow once for every way that differs, and names the shapes A, B, ... in order of their first use. */
export function shapeClusters<Source extends ShapeSource>(
  sources: readonly Source[],
  nodes: Readonly<Record<string, Json>>,
  { actions, facts }: { readonly actions: ActionCatalog; readonly facts: Facts },
): Shaping<Source> {
  const made = new Map<string, { readonly name: string; readonly steps: readonly Step[] }>();
  const shapes: Record<string, Shape> = {};
  const complaints: Shaping["complaints"][number][] = [];
  const records = new Set<string>();
  const placed = sources.map((source) => {
    const { strategy, why } = source.decision;
    const variables = variablesOf(source, nodes);
    const key = canonicalJson({ strategy, variables });
    const before = made.get(key);
    if (before !== undefined) return { source, shape: before.name, steps: before.steps };
    const name = shapeName(made.size);
    const expanded = expandWorkflow(source.workflow, variables, actions);
    const steps = "steps" in expanded ? expanded.steps : [];
    made.set(key, { name, steps });
    const { hops, counts, to } = source;
    const provider = source.cluster.current.provider.kind;
    const { deadlines, records: sayingSo } = deadlinesOf({ hops, to, provider }, facts);
    sayingSo.forEach((id) => records.add(id));
    const more = { ...(counts.length > 0 && { counts }), ...(deadlines && { deadlines }) };
    shapes[name] = { strategy, why, hops, ...more, steps };
    const workflow = source.workflow.metadata.name;
    const faults = "complaints" in expanded ? expanded.complaints : [];
    complaints.push(...faults.map((complaint) => ({ workflow, complaint })));
    return { source, shape: name, steps };
  });
  return { shapes, placed, records: [...records], complaints };
}

/** What the expressions of a workflow see. Nothing in it is of one cluster only, so that shapes can be shared. */
function variablesOf(
  { to, hops, cluster }: ShapeSource,
  nodes: Readonly<Record<string, Json>>,
): Variables {
  return {
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
