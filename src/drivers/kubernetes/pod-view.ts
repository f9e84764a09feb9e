import * as z from "zod";
import type { PodView } from "../../ports/cluster-port.ts";
import { ownerWord } from "../../ports/owner-word.ts";

/** Put by the kubelet on its static pods' images in the API. */
const MIRROR_ANNOTATION = "kubernetes.io/config.mirror";

const strings = z.record(z.string(), z.string()).default({});

/** What we read of a Pod. */
export const podSchema = z.object({
  metadata: z.object({
    namespace: z.string(),
    name: z.string(),
    uid: z.string(),
    labels: strings,
    annotations: strings,
    deletionTimestamp: z.string().optional(),
    ownerReferences: z
      .array(
        z.object({
          kind: z.string(),
          name: z.string().default(""),
          controller: z.boolean().default(false),
        }),
      )
      .default([]),
  }),
  spec: z
    .object({
      nodeName: z.string().default(""),
      volumes: z.array(z.object({ emptyDir: z.unknown().optional() })).default([]),
    })
    .prefault({}),
  status: z
    .object({
      phase: z.enum(["Pending", "Running", "Succeeded", "Failed", "Unknown"]).default("Unknown"),
      conditions: z.array(z.object({ type: z.string(), status: z.string() })).default([]),
    })
    .prefault({}),
});

export type KubePod = z.infer<typeof podSchema>;

/** A pod in the port's words. */
export function podView({ metadata, spec, status }: KubePod): PodView {
  const goneByMs = Date.parse(metadata.deletionTimestamp ?? "");
  const controller = metadata.ownerReferences.find((owner) => owner.controller);
  const workload = workloadOf(controller, metadata.labels);
  const ownedBy = ownerWord(metadata);
  return {
    namespace: metadata.namespace,
    name: metadata.name,
    uid: metadata.uid,
    node: spec.nodeName,
    labels: metadata.labels,
    phase: status.phase,
    ready: status.conditions.some(({ type, status: is }) => type === "Ready" && is === "True"),
    terminating: metadata.deletionTimestamp !== undefined,
    ...(!Number.isNaN(goneByMs) && { goneByMs }),
    controller: controller?.kind ?? "",
    mirror: metadata.annotations[MIRROR_ANNOTATION] !== undefined,
    emptyDir: spec.volumes.some((volume) => volume.emptyDir !== undefined),
    ...(workload !== undefined && { workload }),
    ...(ownedBy !== undefined && { ownedBy }),
  };
}

/** A deployment's replica sets have its name and the hash that their pods are labelled with. */
function workloadOf(
  controller: { readonly kind: string; readonly name: string } | undefined,
  labels: Readonly<Record<string, string>>,
): PodView["workload"] {
  if (controller === undefined || controller.name === "") return undefined;
  const { kind, name } = controller;
  const suffix = `-${labels["pod-template-hash"] ?? ""}`;
  return kind === "ReplicaSet" && suffix !== "-" && name.endsWith(suffix)
    ? { kind: "Deployment", name: name.slice(0, -suffix.length) }
    : { kind, name };
}
