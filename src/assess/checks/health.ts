import type { WorkloadFacts } from "../../model/cluster-facts.ts";
import { itemsOf, type Check } from "../check.ts";
import { objectOf } from "./workload-words.ts";

export const nodeNotReady: Check = {
  name: "node-not-ready",
  sees: "nodes that are not ready; half of them or more stop the upgrade",
  levels: ["Blocks", "Needs a decision"],
  peers: ["eksup EKS003"],
  reads: ["nodes"],
  find: ({ parts }) => {
    const nodes = itemsOf(parts.nodes);
    const away = nodes.filter(({ ready }) => !ready);
    const isMost = away.length * 2 >= nodes.length;
    return away.map(({ name, pool, kubeletVersion }) => ({
      level: isMost ? "Blocks" : "Needs a decision",
      object: `Node ${name}`,
      evidence: [
        `not ready${pool === "" ? "" : `, pool ${pool}`}, kubelet ${kubeletVersion}; ${away.length} of ${nodes.length} nodes are not`,
      ],
      why: isMost
        ? "at least half of the nodes are away: there is nothing to upgrade onto"
        : "pods of a node that is away do not end, and its drain waits for them",
      help: "bring it back, or remove it, before the upgrade starts",
    }));
  },
};

export const nodePressure: Check = {
  name: "node-condition",
  sees: "nodes under pressure of disk, memory or processes, or with no network",
  levels: ["Needs a decision"],
  peers: ["eksup EKS003"],
  reads: ["nodes"],
  find: ({ parts }) =>
    itemsOf(parts.nodes)
      .filter(({ ready, badConditions }) => ready && badConditions.length > 0)
      .map(({ name, badConditions }) => ({
        level: "Needs a decision",
        object: `Node ${name}`,
        evidence: [`conditions: ${badConditions.join(", ")}`],
        why: "it evicts pods by itself, and takes none that are moved to it",
        help: "free what is short, or replace the node first",
      })),
};

export const nodeCordoned: Check = {
  name: "node-cordoned",
  sees: "nodes that somebody cordoned before the upgrade",
  levels: ["Needs a decision"],
  peers: [],
  reads: ["nodes"],
  find: ({ parts }) =>
    itemsOf(parts.nodes)
      .filter(({ unschedulable }) => unschedulable)
      .map(({ name }) => ({
        level: "Needs a decision",
        object: `Node ${name}`,
        evidence: ["it is cordoned, and not by this upgrade"],
        why: "its room is not there for pods that move, and only its owner may take the mark away",
        help: `find out why, then uncordon it (kubectl uncordon ${name}) or remove it`,
      })),
};

export const podsPending: Check = {
  name: "pod-pending",
  sees: "pods that wait for a node already",
  levels: ["Needs a decision"],
  peers: [],
  reads: ["pendingPods"],
  find: ({ parts }) =>
    itemsOf(parts.pendingPods).map((pod) => ({
      level: "Needs a decision",
      object: `Pod ${pod}`,
      evidence: ["it waits for a node"],
      why: "there is no node for it now, so there may be none for pods that are moved",
      help: `see why (kubectl describe pod -n ${pod.replace("/", " ")}), and make room or remove it`,
    })),
};

/** Where traffic comes from does not matter to the health of pods. */
const isOfPods = (lacking: string): boolean => !lacking.includes("traffic");

/** Kinds of which it is told how many pods are available. */
const COUNTED: ReadonlySet<WorkloadFacts["kind"]> = new Set([
  "Deployment",
  "StatefulSet",
  "ReplicaSet",
]);

export const workloadUnavailable: Check = {
  name: "workload-unavailable",
  sees: "Deployments, StatefulSets and ReplicaSets with fewer pods available than they want",
  levels: ["Needs a decision"],
  peers: [],
  reads: ["workloads"],
  concerns: isOfPods,
  find: ({ parts }) =>
    itemsOf(parts.workloads)
      .filter(({ kind, replicas, available }) => COUNTED.has(kind) && available < replicas)
      .map(shortOf("it is not whole now: an upgrade would hide why, or make it worse")),
};

export const daemonSetUnavailable: Check = {
  name: "daemonset-unavailable",
  sees: "DaemonSets that lack pods on some nodes",
  levels: ["Needs a decision"],
  peers: [],
  reads: ["workloads"],
  concerns: isOfPods,
  find: ({ parts }) =>
    itemsOf(parts.workloads)
      .filter(({ kind, replicas, available }) => kind === "DaemonSet" && available < replicas)
      .map(shortOf("it serves nodes, and new nodes may not become ready without it")),
};

const shortOf = (why: string) => (workload: WorkloadFacts) => ({
  level: "Needs a decision" as const,
  object: objectOf(workload),
  evidence: [`${workload.available} of ${workload.replicas} pods are available`],
  why,
  help: "mend it first, or accept that it stays as it is",
  owner: workload.owner,
});

export const workloadFailing: Check = {
  name: "workload-failing",
  sees: "pods that crash again and again, or whose image cannot be had",
  levels: ["Needs a decision"],
  peers: [],
  reads: ["workloads"],
  concerns: isOfPods,
  find: ({ parts }) =>
    itemsOf(parts.workloads)
      .filter(({ failing }) => failing > 0)
      .map((workload) => ({
        level: "Needs a decision",
        object: objectOf(workload),
        evidence: [
          `${workload.failing} of its pods ${workload.failing === 1 ? "fails" : "fail"}, ${workload.restarts} restarts in all`,
        ],
        why: "a check of health after the upgrade could not tell this from what the upgrade broke",
        help: "mend it or scale it to zero first",
        owner: workload.owner,
      })),
};

/** States of a Helm release that are neither installed nor gone. */
const HALF_DONE = /^(failed|pending|uninstalling)/;

export const helmReleaseUnfinished: Check = {
  name: "helm-release-unfinished",
  sees: "Helm releases that failed or were left in the middle",
  levels: ["Needs a decision"],
  peers: [],
  reads: ["helmReleases"],
  find: ({ parts }) =>
    itemsOf(parts.helmReleases)
      .filter(({ status }) => HALF_DONE.test(status))
      .map(({ namespace, name, status, revision, chart, chartVersion }) => ({
        level: "Needs a decision",
        object: `Helm release ${namespace}/${name}`,
        evidence: [`revision ${revision} of chart ${chart} ${chartVersion} is ${status}`],
        why: "what it installed is half old and half new, and Helm refuses to upgrade it",
        help: `finish it or go back: helm history -n ${namespace} ${name}, helm rollback -n ${namespace} ${name}`,
      })),
};
