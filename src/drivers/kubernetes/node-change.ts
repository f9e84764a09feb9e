import type { Json } from "../../model/data.ts";
import type { CordonAnswer } from "../../ports/cluster-port.ts";
import { CORDON_ANNOTATION, isLeavingTaint, LEAVING_TAINT, type KubeNode } from "./node-view.ts";

/** What to do to a node as it was read: patch it, or nothing; and the answer when that is done. */
export interface NodeChange<Answer> {
  readonly patch: Json | undefined;
  readonly answer: Answer;
}

/** Cordon and owner in one change; a cordon that is there already is left, whoever's it is (semantics 7). */
export function cordonChange(node: KubeNode, owner: string): NodeChange<CordonAnswer> {
  if (node.spec.unschedulable) {
    const ours = node.metadata.annotations[CORDON_ANNOTATION] === owner;
    return { patch: undefined, answer: { kind: ours ? "alreadyOurs" : "alreadyByOther" } };
  }
  return {
    patch: guarded(node, { [CORDON_ANNOTATION]: owner }, { unschedulable: true }),
    answer: { kind: "cordoned" },
  };
}

/** Takes our cordon away, and what is left of it when somebody uncordoned the node by hand. */
export function uncordonChange(node: KubeNode, owner: string): NodeChange<void> {
  if (node.metadata.annotations[CORDON_ANNOTATION] !== owner) {
    return { patch: undefined, answer: undefined };
  }
  return {
    patch: guarded(node, { [CORDON_ANNOTATION]: null }, { unschedulable: null }),
    answer: undefined,
  };
}

/** A merge patch replaces the whole list, so the other taints are written back as they were read. */
export function avoidChange(node: KubeNode, on: boolean): NodeChange<void> {
  if (node.spec.taints.some(isLeavingTaint) === on) return { patch: undefined, answer: undefined };
  const others = node.spec.taints.filter((taint) => !isLeavingTaint(taint));
  const taints = on ? [...others, LEAVING_TAINT] : others;
  return { patch: guarded(node, {}, { taints }), answer: undefined };
}

/** With the version that was read, the server refuses the patch (409) when somebody changed the node since. */
function guarded(
  node: KubeNode,
  annotations: Readonly<Record<string, string | null>>,
  spec: Readonly<Record<string, Json>>,
): Json {
  return { metadata: { resourceVersion: node.metadata.resourceVersion, annotations }, spec };
}
