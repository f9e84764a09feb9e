import type { Json } from "../model/data.ts";
import { canonicalJson } from "../model/hash.ts";
import type { Shape } from "../model/plan.ts";
import type { Variables } from "../spec/cel.ts";
import type { Complaint } from "../spec/problem.ts";
import type { Upgrading } from "./consider-cluster.ts";
import type { ActionCatalog } from "./workflow/action-catalog.ts";
import { expandWorkflow } from "./workflow/expand-workflow.ts";

/** What a shape is made from: all that clusters must share to share it. */
export type ShapeSource = Pick<Upgrading, "decision" | "workflow" | "to" | "hops" | "counts"> & {
  readonly cluster: {
    readonly name: string;
    readonly current: { readonly provider: { readonly kind: string } };
  };
};

export interface Shaping {
  readonly shapes: Readonly<Record<string, Shape>>;
  /** The shape's name, by the cluster's. */
  readonly placed: ReadonlyMap<string, string>;
  /** Paths are those of the workflow that is named. */
  readonly complaints: readonly { readonly workflow: string; readonly complaint: Complaint }[];
}

/** Expands the workflow once for every way that differs, and names the shapes A, B, ... in order of their first use. */
export function shapeClusters(
  ways: readonly ShapeSource[],
  nodes: Readonly<Record<string, Json>>,
  actions: ActionCatalog,
): Shaping {
  const names = new Map<string, string>();
  const shapes: Record<string, Shape> = {};
  const placed = new Map<string, string>();
  const complaints: Shaping["complaints"][number][] = [];
  for (const way of ways) {
    const { strategy, why } = way.decision;
    const variables = variablesOf(way, nodes);
    const key = canonicalJson({ strategy, variables });
    const name = names.get(key) ?? shapeName(names.size);
    placed.set(way.cluster.name, name);
    if (names.has(key)) continue;
    names.set(key, name);
    const made = expandWorkflow(way.workflow, variables, actions);
    if ("complaints" in made) {
      const workflow = way.workflow.metadata.name;
      complaints.push(...made.complaints.map((complaint) => ({ workflow, complaint })));
    } else {
      const { hops, counts } = way;
      const counted = counts.length === 0 ? {} : { counts };
      shapes[name] = { strategy, why, hops, ...counted, steps: made.steps };
    }
  }
  return { shapes, placed, complaints };
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
