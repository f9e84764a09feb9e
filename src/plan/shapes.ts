import type { Json } from "../model/data.ts";
import { canonicalJson } from "../model/hash.ts";
import type { Hop, Shape } from "../model/plan.ts";
import type { Complaint } from "../spec/problem.ts";
import type { Choice } from "./strategy/asked-strategy.ts";
import type { ActionCatalog } from "./workflow/action-catalog.ts";
import type { Variables } from "../spec/cel.ts";
import { expandWorkflow } from "./workflow/expand-workflow.ts";

/** One way: what its steps are made from, and all that clusters must share to share a shape. */
export interface Way {
  readonly cluster: string;
  readonly identity: string;
  readonly to: string;
  readonly hops: readonly Hop[];
}

export interface Shaping {
  readonly shapes: Readonly<Record<string, Shape>>;
  /** By the cluster's name. */
  readonly placed: ReadonlyMap<string, { readonly identity: string; readonly shape: string }>;
  /** Paths are those of the workflow. */
  readonly complaints: readonly Complaint[];
}

/** Expands the workflow once for every way that differs, and names the shapes A, B, ... in order of their first use. */
export function shapeClusters(
  ways: readonly Way[],
  choice: Choice,
  nodes: Readonly<Record<string, Json>>,
  actions: ActionCatalog,
): Shaping {
  const names = new Map<string, string>();
  const shapes: Record<string, Shape> = {};
  const placed = new Map<string, { readonly identity: string; readonly shape: string }>();
  const complaints: Complaint[] = [];
  for (const way of ways) {
    const key = canonicalJson({ to: way.to, hops: way.hops });
    const name = names.get(key) ?? shapeName(names.size);
    placed.set(way.cluster, { identity: way.identity, shape: name });
    if (names.has(key)) continue;
    names.set(key, name);
    const made = expandWorkflow(choice.workflow, variablesOf(way, nodes), actions);
    if ("complaints" in made) complaints.push(...made.complaints);
    else {
      const { strategy, why } = choice;
      shapes[name] = { strategy, why, hops: way.hops, steps: made.steps };
    }
  }
  return { shapes, placed, complaints };
}

/** What the expressions of a workflow see. Nothing in it is of one cluster only, so that shapes can be shared. */
function variablesOf({ to, hops }: Way, nodes: Readonly<Record<string, Json>>): Variables {
  return {
    hops: hops.map((hop, index) => ({ ...hop, number: index + 1 })),
    nodes,
    target: { kubernetes: to },
  };
}

/** A, B, ... Z, AA, AB, ... */
export function shapeName(index: number): string {
  const letter = String.fromCodePoint(65 + (index % 26));
  return index < 26 ? letter : shapeName(Math.floor(index / 26) - 1) + letter;
}
