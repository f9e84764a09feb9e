/**
 * `ClusterPort` on a real API server. It owns nothing but its connections, decides nothing (the
 * pure files beside it do) and is opened anew for each look, so that credentials are always fresh.
 * I7: identity is the UID of kube-system. I4: pods leave only through the Eviction API.
 * I9: a cordon and its owner are one change.
 */
import * as z from "zod";
import type { ClusterPort, WorkloadView } from "../../ports/cluster-port.ts";
import { PortError } from "../../ports/port-error.ts";
import { type Api, ask, isSuccess, refusal, wordsOf } from "./api.ts";
import { attachmentSchema, attachmentView } from "./attachment-view.ts";
import { budgetSchema, budgetViews } from "./budget-view.ts";
import { changeNode } from "./change-node.ts";
import { listAll } from "./list-all.ts";
import {
  avoidChange,
  cordonChange,
  quarantineChange,
  releaseChange,
  uncordonChange,
} from "./node-change.ts";
import { nodeSchema, nodeView } from "./node-view.ts";
import { podSchema, podView } from "./pod-view.ts";
import { deletePod, evict } from "./remove-pod.ts";
import { READYZ, settledRefusals } from "./settled-refusals.ts";
import {
  daemonSetSchema,
  daemonSetView,
  replicatedSchema,
  replicatedView,
} from "./workload-view.ts";

/** The port over a way to an API server. */
export function kubernetesCluster(way: Api): ClusterPort {
  const api = settledRefusals(way);
  return {
    identity: () => identity(api),
    readiness: () => readiness(api),
    nodes: async () => (await listAll(api, NODES, nodeSchema)).map(nodeView),
    pods: async (filter) => (await listAll(api, podsOf(filter?.node), podSchema)).map(podView),
    budgets: async () => budgetViews(await listAll(api, BUDGETS, budgetSchema)),
    workloads: () => workloads(api),
    attachments: async () =>
      (await listAll(api, ATTACHMENTS, attachmentSchema)).map(attachmentView),
    avoid: (node, on) => changeNode(api, node, undefined, (seen) => avoidChange(seen, on)),
    cordon: (node, owner) =>
      changeNode(api, node, { kind: "gone" }, (seen) => cordonChange(seen, owner)),
    uncordon: (node, owner) =>
      changeNode(api, node, undefined, (seen) => uncordonChange(seen, owner)),
    quarantine: (node, mark) =>
      changeNode(api, node, undefined, (seen) => quarantineChange(seen, mark)),
    release: (node, owner) =>
      changeNode(api, node, undefined, (seen) => releaseChange(seen, owner)),
    evict: (pod) => evict(api, pod),
    deletePod: (pod) => deletePod(api, pod),
  };
}

const NODES = { resource: "nodes", path: "/api/v1/nodes" };
const BUDGETS = {
  resource: "poddisruptionbudgets.policy",
  path: "/apis/policy/v1/poddisruptionbudgets",
};
const ATTACHMENTS = {
  resource: "volumeattachments.storage.k8s.io",
  path: "/apis/storage.k8s.io/v1/volumeattachments",
};

function podsOf(node: string | undefined) {
  const all = { resource: "pods", path: "/api/v1/pods" };
  return node === undefined ? all : { ...all, query: { fieldSelector: `spec.nodeName=${node}` } };
}

async function identity(api: Api): Promise<string> {
  const object = "kube-system";
  const path = `/api/v1/namespaces/${object}`;
  const schema = z.object({ metadata: z.object({ uid: z.string().min(1) }) });
  return (await ask(api, { verb: "get", resource: "namespaces", object, path }, schema)).metadata
    .uid;
}

async function readiness(api: Api): Promise<{ ready: boolean; message: string }> {
  try {
    const answer = await api.send(READYZ);
    if (isSuccess(answer)) return { ready: true, message: "" };
    if ([401, 403].includes(answer.status)) throw refusal(api, READYZ, answer);
    return { ready: false, message: failedChecks(answer.text) || wordsOf(answer) };
  } catch (error) {
    if (error instanceof PortError && error.class === "transient") {
      return { ready: false, message: error.message };
    }
    throw error;
  }
}

/** Of the list of checks that an API server answers, those that failed. */
function failedChecks(text: string): string {
  const lines = text.split("\n").filter((line) => line.startsWith("[-]"));
  return lines.map((line) => line.slice("[-]".length)).join("; ");
}

async function workloads(api: Api): Promise<readonly WorkloadView[]> {
  const of = (plural: string) => ({ resource: `${plural}.apps`, path: `/apis/apps/v1/${plural}` });
  const [deployments, statefulSets, daemonSets] = await Promise.all([
    listAll(api, of("deployments"), replicatedSchema),
    listAll(api, of("statefulsets"), replicatedSchema),
    listAll(api, of("daemonsets"), daemonSetSchema),
  ]);
  return [
    ...deployments.map((workload) => replicatedView("Deployment", workload)),
    ...statefulSets.map((workload) => replicatedView("StatefulSet", workload)),
    ...daemonSets.map(daemonSetView),
  ];
}
