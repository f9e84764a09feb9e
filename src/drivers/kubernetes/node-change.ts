import type { Json } from "../../model/data.ts";
import type { CordonAnswer, QuarantineMark } from "../../ports/cluster-port.ts";
import {
  CORDON_ANNOTATION,
  isLeavingTaint,
  LEAVING_TAINT,
  type KubeNode,
  QUARANTINE_ANNOTATIONS,
  QUARANTINE_LABEL,
} from "./node-view.ts";

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

/** Mark, and our cordon off, in one change: never a node that is marked and closed. */
export function quarantineChange(node: KubeNode, mark: QuarantineMark): NodeChange<void> {
  const { owner, reason, at, tries } = QUARANTINE_ANNOTATIONS;
  const words = {
    [owner]: mark.owner,
    [reason]: mark.reason,
    [at]: new Date(mark.atMs).toISOString(),
    [tries]: String(mark.tries),
  };
  const isOurs = node.metadata.annotations[CORDON_ANNOTATION] === mark.owner;
  const annotations = isOurs ? { ...words, [CORDON_ANNOTATION]: null } : words;
  const patch = {
    metadata: {
      resourceVersion: node.metadata.resourceVersion,
      labels: { [QUARANTINE_LABEL]: "true" },
      annotations,
    },
    ...(isOurs && { spec: { unschedulable: null } }),
  };
  return { patch, answer: undefined };
}

/** Takes our mark away; a mark of another, and a label that somebody put by hand, are left. */
export function releaseChange(node: KubeNode, owner: string): NodeChange<void> {
  if (node.metadata.annotations[QUARANTINE_ANNOTATIONS.owner] !== owner) {
    return { patch: undefined, answer: undefined };
  }
  const gone = Object.values(QUARANTINE_ANNOTATIONS).map((key) => [key, null] as const);
  const patch = {
    metadata: {
      resourceVersion: node.metadata.resourceVersion,
      labels: { [QUARANTINE_LABEL]: null },
      annotations: Object.fromEntries(gone),
    },
  };
  return { patch, answer: undefined };
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
