import type { Json } from "../../model/data.ts";
import {
  argsOf,
  fieldOfNode,
  isCelNode,
  known,
  nameOf,
  type CelNode,
} from "../../spec/cel-tree.ts";

/** What `steps.ID` stands for in the plan. */
export type Referred =
  | { readonly kind: "step"; readonly id: string }
  /** A condition left it out when the plan was made. */
  | { readonly kind: "absent" }
  /** Several: of a group, or of a step that is repeated. Those of a workflow that is used have its outputs. */
  | {
      readonly kind: "many";
      readonly ids: readonly string[];
      readonly outputs: Readonly<Record<string, CelNode>>;
    };

/** The steps that an expression may speak of, by the ids that are written. */
export type Lookup = (id: string) => Referred | undefined;

/** A reference as it is written: `steps.ID`, and what is asked of it. */
export interface StepReference {
  readonly id: string;
  readonly asked: "status" | "outputs" | undefined;
  readonly output: string | undefined;
}

/**
 * Ids may hold dashes, which CEL takes for a minus: `steps.hop-1.status` is read as
 * `steps["hop-1"].status`, as people of GitHub Actions expect. A map less something is never meant.
 */
export function withDashes(expression: string): string {
  return expression.replaceAll(
    /'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|(?<![\w.])steps\.([a-z][a-z0-9]*(?:-[a-z0-9]+)+)(?=\.(?:status|outputs)\b)/g,
    (found, id: string | undefined) => (id === undefined ? found : `steps["${id}"]`),
  );
}

/** The reference that a node is, with as much as it asks. */
export function referenceOf(node: unknown): StepReference | undefined {
  const taken = fieldOfNode(node);
  if (taken === undefined) return undefined;
  if (nameOf(taken.holder) === "steps") {
    return { id: taken.field, asked: undefined, output: undefined };
  }
  const outer = referenceOf(taken.holder);
  if (outer?.asked === undefined && outer !== undefined) {
    const { field } = taken;
    return field === "status" || field === "outputs" ? { ...outer, asked: field } : undefined;
  }
  return outer?.asked === "outputs" && outer.output === undefined
    ? { ...outer, output: taken.field }
    : undefined;
}

/** Every reference to a step, each with as much as it asks; undefined for `steps` alone. */
export function referencesIn(node: unknown): readonly (StepReference | undefined)[] {
  if (Array.isArray(node)) return node.flatMap(referencesIn);
  if (!isCelNode(node)) return [];
  const reference = referenceOf(node);
  if (reference !== undefined) return [reference];
  return nameOf(node) === "steps" ? [undefined] : argsOf(node).flatMap(referencesIn);
}

/** Puts the plan's own ids in place of the written ones, and what is known of steps that are not in it. */
export function resolveReference(lookup: Lookup): (node: CelNode) => CelNode | undefined {
  return (node) => {
    const asked = hasOf(node);
    if (asked !== undefined) return hasNode(asked, lookup);
    const reference = referenceOf(node);
    if (reference === undefined) return undefined;
    const referred = lookup(reference.id);
    if (referred === undefined) return undefined;
    switch (referred.kind) {
      case "absent":
        return reference.asked === undefined ? known(ABSENT) : undefined;
      case "step":
        return reference.asked === undefined ? stepNode(referred.id) : undefined;
      case "many":
        return manyNode(reference, referred);
    }
  };
}

const ABSENT: Json = { status: "skipped", outputs: {} };

/** `has(steps.CALL.outputs.NAME)`: no field that could be asked for, once its expression stands there. */
function hasOf(node: CelNode): StepReference | undefined {
  const [name, args] = argsOf(node);
  if (node.op !== "call" || name !== "has" || !Array.isArray(args)) return undefined;
  const [only]: readonly unknown[] = args;
  return referenceOf(only);
}

function hasNode({ id, output }: StepReference, lookup: Lookup): CelNode | undefined {
  const referred = lookup(id);
  if (referred?.kind !== "many" || output === undefined) return undefined;
  return output in referred.outputs ? isStatus(statusOf(referred.ids), "done") : known(false);
}

function manyNode(
  { asked, output }: StepReference,
  { ids, outputs }: Extract<Referred, { kind: "many" }>,
): CelNode | undefined {
  if (asked === "status") return statusOf(ids);
  return output === undefined ? undefined : outputs[output];
}

/** Of several steps: failed when one failed, skipped when none was done, otherwise done. */
function statusOf(ids: readonly string[]): CelNode {
  const any = (status: string): CelNode =>
    ids
      .map((id) => isStatus({ op: ".", args: [stepNode(id), "status"] }, status))
      .reduce((all, each) => ({ op: "||", args: [all, each] }), known(false));
  const otherwise = { op: "?:", args: [any("done"), known("done"), known("skipped")] };
  return { op: "?:", args: [any("failed"), known("failed"), otherwise] };
}

function isStatus(node: CelNode, status: string): CelNode {
  return { op: "==", args: [node, known(status)] };
}

function stepNode(id: string): CelNode {
  return { op: "[]", args: [{ op: "id", args: "steps" }, known(id)] };
}
