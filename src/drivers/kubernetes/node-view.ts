import * as z from "zod";
import type { NodeView, QuarantineMark } from "../../ports/cluster-port.ts";
import { poolLabelOf } from "../../ports/pool-label.ts";

/** Who cordoned a node, written in the same change as the cordon. */
export const CORDON_ANNOTATION = "fleetlift.dev/cordoned-by";

/** On a node that was left as it was; why, since when and by whom is in the annotations. */
export const QUARANTINE_LABEL = "fleetlift.dev/quarantined";
export const QUARANTINE_ANNOTATIONS = {
  owner: "fleetlift.dev/quarantined-by",
  reason: "fleetlift.dev/quarantined-reason",
  at: "fleetlift.dev/quarantined-since",
  tries: "fleetlift.dev/quarantined-tries",
} as const;

/** "New pods rather elsewhere": put on all nodes that are to leave, so that no pod is moved twice. */
export const LEAVING_TAINT = { key: "fleetlift.dev/leaving", effect: "PreferNoSchedule" } as const;

const labels = z.record(z.string(), z.string()).default({});

/** What we read of a Node; taints whole, because a patch must write them all back. */
export const nodeSchema = z.object({
  metadata: z.object({
    name: z.string(),
    resourceVersion: z.string(),
    labels,
    annotations: labels,
  }),
  spec: z
    .object({
      unschedulable: z.boolean().default(false),
      taints: z.array(z.record(z.string(), z.string())).default([]),
    })
    .prefault({}),
  status: z
    .object({
      conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]),
      nodeInfo: z.object({ kubeletVersion: z.string() }).optional(),
    })
    .prefault({}),
});

export type KubeNode = z.infer<typeof nodeSchema>;
export type Taint = KubeNode["spec"]["taints"][number];

/** A node in the port's words. */
export function nodeView({ metadata, spec, status }: KubeNode): NodeView {
  const quarantine = quarantineOf(metadata);
  return {
    name: metadata.name,
    pool: poolLabelOf(metadata.labels) ?? "",
    kubeletVersion: (status.nodeInfo?.kubeletVersion ?? "").replace(/^v/, ""),
    ready: status.conditions.some(({ type, status: is }) => type === "Ready" && is === "True"),
    unschedulable: spec.unschedulable,
    // An annotation that outlived its cordon (somebody uncordoned by hand) is no cordon.
    cordonedBy: spec.unschedulable ? metadata.annotations[CORDON_ANNOTATION] : undefined,
    avoided: spec.taints.some(isLeavingTaint),
    ...(quarantine !== undefined && { quarantine }),
  };
}

/** The label is the mark; what somebody took out of the annotations is missing, and no error. */
function quarantineOf({
  labels: marks,
  annotations,
}: KubeNode["metadata"]): QuarantineMark | undefined {
  if (marks[QUARANTINE_LABEL] === undefined) return undefined;
  const { owner, reason, at, tries } = QUARANTINE_ANNOTATIONS;
  const atMs = Date.parse(annotations[at] ?? "");
  const count = Number(annotations[tries] ?? "1");
  return {
    owner: annotations[owner] ?? "",
    reason: annotations[reason] ?? "",
    atMs: Number.isNaN(atMs) ? 0 : atMs,
    tries: Number.isInteger(count) && count > 0 ? count : 1,
  };
}

export function isLeavingTaint(taint: Taint): boolean {
  return taint["key"] === LEAVING_TAINT.key && taint["effect"] === LEAVING_TAINT.effect;
}
