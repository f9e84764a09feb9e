import * as z from "zod";
import type { NodeFacts, Part } from "../model/cluster-facts.ts";
import { poolLabelOf } from "../ports/pool-label.ts";
import { missingOf, notSeen, seen } from "./kubernetes/missing.ts";
import { cpuMillis, memoryMi, quantity } from "./kubernetes/quantity.ts";
import { type Look, readItems } from "./kubernetes/read-list.ts";
import { listOf, metadataSchema, textSchema } from "./kubernetes/shapes.ts";
import { keepMost } from "./keep-most.ts";
import type { PodsFold } from "./workloads/pods-fold.ts";

const NODES = { group: "", version: "v1", resource: "nodes" };

const nodeSchema = z.object({
  metadata: metadataSchema,
  spec: z.object({ unschedulable: z.boolean().nullish() }).nullish(),
  status: z
    .object({
      allocatable: z.record(z.string(), z.union([z.string(), z.number()])).nullish(),
      conditions: listOf(z.object({ type: z.string(), status: z.string() })),
      nodeInfo: z
        .object({
          kubeletVersion: textSchema,
          containerRuntimeVersion: textSchema,
          kernelVersion: textSchema,
          osImage: textSchema,
          architecture: textSchema,
        })
        .partial()
        .nullish(),
    })
    .nullish(),
});

export type ReadNode = z.infer<typeof nodeSchema>;

export const readNodes = (look: Look) => readItems(look, NODES, nodeSchema);

/** Nodes with what the pods on them ask for; without the pods nothing can be said of that. */
export function nodesPart(
  nodes: Awaited<ReturnType<typeof readNodes>>,
  pods: PodsFold | undefined,
  podsMissing: Parameters<typeof notSeen>[0],
): Part<NodeFacts> {
  if (nodes.kind !== "read") return notSeen(missingOf(nodes));
  if (pods === undefined) return notSeen(podsMissing);
  const facts = nodes.value.map((node) => nodeFacts(node, pods));
  const kept = keepMost(facts, isNoteworthy, (a, b) => (a.name < b.name ? -1 : 1));
  return seen(kept.items, { reads: [nodes], more: kept.more });
}

function isNoteworthy(node: NodeFacts): number {
  return Number(!node.ready) + Number(node.unschedulable) + node.badConditions.length;
}

export function nodeFacts(
  { metadata, spec, status }: ReadNode,
  pods: Pick<PodsFold, "requestedOn">,
): NodeFacts {
  const { labels } = metadata;
  const info = status?.nodeInfo;
  const conditions = status?.conditions ?? [];
  const allocatable = status?.allocatable ?? {};
  const provisioner = provisionerOf(labels);
  return {
    name: metadata.name,
    pool: poolLabelOf(labels) ?? "",
    zone:
      labels["topology.kubernetes.io/zone"] ??
      labels["failure-domain.beta.kubernetes.io/zone"] ??
      "",
    instanceType:
      labels["node.kubernetes.io/instance-type"] ??
      labels["beta.kubernetes.io/instance-type"] ??
      "",
    architecture: info?.architecture ?? labels["kubernetes.io/arch"] ?? "",
    osImage: info?.osImage ?? "",
    kernel: info?.kernelVersion ?? "",
    runtime: info?.containerRuntimeVersion ?? "",
    kubeletVersion: (info?.kubeletVersion ?? "").replace(/^v/, ""),
    ready: conditions.some(({ type, status: is }) => type === "Ready" && is === "True"),
    unschedulable: spec?.unschedulable === true,
    badConditions: conditions
      .filter(({ type, status: is }) => is !== (type === "Ready" ? "True" : "False"))
      .map(({ type, status: is }) =>
        is === "Unknown" ? `${type} unknown` : type === "Ready" ? "NotReady" : type,
      ),
    allocatable: {
      cpuMillis: cpuMillis(allocatable["cpu"]),
      memoryMi: memoryMi(allocatable["memory"]),
      pods: Math.max(0, Math.floor(quantity(allocatable["pods"]))),
    },
    requested: pods.requestedOn(metadata.name),
    ...(provisioner !== undefined && { provisioner }),
    controlPlane: CONTROL_PLANE_LABELS.some((label) => labels[label] !== undefined),
  };
}

const CONTROL_PLANE_LABELS = [
  "node-role.kubernetes.io/control-plane",
  "node-role.kubernetes.io/master",
];

/** Labels that tell who makes the node and replaces it. */
const PROVISIONERS = [
  ["karpenter.sh/nodepool", "karpenter"],
  ["karpenter.sh/provisioner-name", "karpenter"],
  ["eks.amazonaws.com/nodegroup", "eks-managed-node-group"],
  ["eks.amazonaws.com/compute-type", "eks-auto-or-fargate"],
  ["cloud.google.com/gke-nodepool", "gke-node-pool"],
  ["kubernetes.azure.com/agentpool", "aks-agent-pool"],
  ["kubernetes.azure.com/cluster", "aks"],
  ["machine.openshift.io/cluster-api-machineset", "machine-api"],
  ["node.cluster.x-k8s.io/owner-name", "cluster-api"],
  ["kops.k8s.io/instancegroup", "kops"],
  ["doks.digitalocean.com/node-pool", "doks-node-pool"],
] as const;

function provisionerOf(labels: Readonly<Record<string, string>>): string | undefined {
  const found = PROVISIONERS.find(([label]) => labels[label] !== undefined);
  if (found === undefined) return undefined;
  if (found[0] === "eks.amazonaws.com/compute-type") {
    return labels[found[0]] === "fargate" ? "fargate" : "eks-auto";
  }
  return found[1];
}
