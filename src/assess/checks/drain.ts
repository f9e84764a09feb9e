import type { WorkloadFacts } from "../../model/cluster-facts.ts";
import type { Pool } from "../../model/snapshot.ts";
import { itemsOf, type AssessContext, type Check, type Draft } from "../check.ts";
import { isMoved, isOfSystem, objectOf } from "./workload-words.ts";

type Found = Omit<Draft, "object" | "owner">;

interface WorkloadCheck extends Pick<Check, "name" | "sees" | "levels" | "peers"> {
  readonly find: (workload: WorkloadFacts, context: AssessContext) => Found | undefined;
}

/** Whether a drain of ours would refuse: a provider that rolls pools by itself asks nobody. */
function refuses(
  { nodes, snapshot }: AssessContext,
  setting: "emptyDirData" | "barePods",
): boolean {
  const isOurs = ({ dialect }: Pool): boolean => dialect === "weRoll";
  const { pools } = snapshot;
  return nodes[setting] === "Refuse" && (pools.length === 0 || pools.some(isOurs));
}

const MINUTE_S = 60;
/** A pod may take this long to end before somebody should know of it. */
const LONG_GRACE_S = 10 * MINUTE_S;
/** A Job that has run this long is not begun anew lightly. */
const LONG_JOB_MS = 60 * MINUTE_S * 1000;

const DRAIN_CHECKS: readonly WorkloadCheck[] = [
  {
    name: "empty-dir-data",
    sees: "workloads that keep data in an emptyDir, which moving a pod loses",
    levels: ["Blocks", "Will disturb"],
    peers: [],
    find: ({ kind, emptyDir, replicas }, context) => {
      if (!emptyDir || !isMoved({ kind, replicas })) return undefined;
      const isRefused = refuses(context, "emptyDirData");
      return {
        level: isRefused ? "Blocks" : "Will disturb",
        evidence: [
          `its pods have an emptyDir volume; emptyDirData is ${context.nodes.emptyDirData}`,
        ],
        why: isRefused
          ? "a drain refuses pods whose data it would lose, as kubectl drain does"
          : "the data is gone when its pods are moved",
        help: isRefused
          ? "set nodes.emptyDirData: Delete when the data may go, or move it to a volume"
          : "move what must stay to a volume",
      };
    },
  },
  {
    name: "single-replica",
    sees: "workloads of one replica: nothing serves while their pod is moved",
    levels: ["Will disturb"],
    peers: ["eksup K8S002"],
    find: ({ kind, replicas, exposed, claims }) =>
      replicas === 1 && ["Deployment", "StatefulSet", "ReplicaSet"].includes(kind)
        ? {
            level: "Will disturb",
            evidence: ["1 replica"],
            why: `it is away from when its pod ends until another is ready${claims > 0 ? ", its volume's detaching and attaching included" : ""}${exposed === true ? ", and traffic comes to it from outside" : ""}`,
            help: "run at least two replicas, with a PodDisruptionBudget that lets one go",
          }
        : undefined,
  },
  {
    name: "no-budget",
    sees: "workloads of several replicas without a PodDisruptionBudget: a drain may take several at once",
    levels: ["Needs a decision"],
    peers: ["eksup K8S004"],
    find: ({ kind, replicas, budgets, namespace }) =>
      replicas > 1 &&
      budgets.length === 0 &&
      ["Deployment", "StatefulSet", "ReplicaSet"].includes(kind) &&
      !isOfSystem({ namespace })
        ? {
            level: "Needs a decision",
            evidence: [`${replicas} replicas, no PodDisruptionBudget selects them`],
            why: "nothing keeps a drain from evicting all of its pods that are on one node at the same time",
            help: "write a PodDisruptionBudget, like maxUnavailable 1",
          }
        : undefined,
  },
  {
    name: "all-on-one-node",
    sees: "workloads whose replicas all run on one node: its drain takes them together",
    levels: ["Will disturb"],
    peers: ["eksup K8S005"],
    find: ({ kind, replicas, nodes, budgets }) =>
      replicas > 1 && nodes === 1 && budgets.length === 0 && kind !== "DaemonSet" && kind !== "Job"
        ? {
            level: "Will disturb",
            evidence: [`all of its ${replicas} replicas run on one node, and no budget holds them`],
            why: "the drain of that node evicts all of them at once",
            help: "spread them (topologySpreadConstraints or podAntiAffinity by hostname), and write a PodDisruptionBudget",
          }
        : undefined,
  },
  {
    name: "no-readiness-probe",
    sees: "workloads behind a Service that count as ready as soon as they start: no readiness probe and no minReadySeconds",
    levels: ["Needs a decision"],
    peers: ["eksup K8S003", "eksup K8S006"],
    find: ({ kind, namespace, replicas, readinessProbe, minReadySeconds, served, exposed }) =>
      readinessProbe === false &&
      (minReadySeconds ?? 0) === 0 &&
      (served === true || exposed === true) &&
      isMoved({ kind, replicas }) &&
      !isOfSystem({ namespace })
        ? {
            level: "Needs a decision",
            evidence: ["no readinessProbe, minReadySeconds 0, and a Service leads to it"],
            why: "a moved pod gets traffic before it can serve, and budgets take it for healthy",
            help: "give it a readinessProbe, or minReadySeconds at least",
          }
        : undefined,
  },
  {
    name: "long-termination",
    sees: "pods that may take longer to end than a drain waits, or more than ten minutes",
    levels: ["Blocks", "Will disturb"],
    peers: [],
    find: ({ kind, replicas, terminationGraceSeconds: seconds }, { nodes }) => {
      if (!isMoved({ kind, replicas })) return undefined;
      const drainSeconds = Math.round(nodes.drainTimeoutMs / 1000);
      if (seconds <= Math.min(LONG_GRACE_S, drainSeconds)) return undefined;
      const isTooLong = seconds > drainSeconds;
      return {
        level: isTooLong ? "Blocks" : "Will disturb",
        evidence: [
          `terminationGracePeriodSeconds ${seconds}; a drain may take ${drainSeconds} seconds`,
        ],
        why: isTooLong
          ? "a pod that uses its time makes the drain of its node time out"
          : "each of its nodes may take that long to drain",
        help: isTooLong
          ? "set nodes.drainTimeout above it, or let the pods end sooner"
          : "let the pods end sooner, or plan for the time",
      };
    },
  },
  {
    name: "no-termination-grace",
    sees: "StatefulSets whose pods get no time to end: two of one name may write at once",
    levels: ["Needs a decision"],
    peers: ["eksup K8S007"],
    find: ({ kind, terminationGraceSeconds, replicas }) =>
      kind === "StatefulSet" && terminationGraceSeconds === 0 && replicas > 0
        ? {
            level: "Needs a decision",
            evidence: ["terminationGracePeriodSeconds 0"],
            why: "its pod's name is given away before the old container is sure to have ended",
            help: "give its pods some seconds to end",
          }
        : undefined,
  },
  {
    name: "host-path-data",
    sees: "workloads whose pods keep data on their node by hostPath",
    levels: ["Will disturb"],
    peers: [],
    find: ({ kind, replicas, nodeBound }) =>
      isMoved({ kind, replicas }) && nodeBound.some((volume) => /hostpath/i.test(volume))
        ? {
            level: "Will disturb",
            evidence: [`volumes bound to a node: ${nodeBound.join(", ")}`],
            why: "on another node its pods find another directory, and a replaced node takes the old one with it",
            help: "move the data to a volume of the cluster, or make sure that it can be lost",
          }
        : undefined,
  },
  {
    name: "needs-own-node",
    sees: "workloads whose pods share no node and that have no node to spare, where no node is added first",
    levels: ["Will disturb"],
    peers: [],
    find: ({ kind, replicas, onePerNode, hostPorts }, { nodes, parts }) => {
      if (!(onePerNode || hostPorts) || !isMoved({ kind, replicas })) return undefined;
      if (nodes.maxSurge !== 0 && nodes.maxSurge !== "0%") return undefined;
      const usable = itemsOf(parts.nodes).filter(
        ({ ready, unschedulable }) => ready && !unschedulable,
      );
      if (usable.length === 0 || replicas < usable.length) return undefined;
      return {
        level: "Will disturb",
        evidence: [
          `${replicas} replicas, ${onePerNode ? "each needs a node of its own" : "each takes a port of its node"}; ${usable.length} nodes`,
        ],
        why: "a pod that is moved finds no node until the drained one is back",
        help: "set nodes.maxSurge to at least 1, or add a node",
      };
    },
  },
  {
    name: "do-not-move",
    sees: "workloads whose annotations ask that their pods not be moved",
    levels: ["Needs a decision"],
    peers: [],
    find: ({ doNotMove, kind, replicas }) =>
      doNotMove.length > 0 && isMoved({ kind, replicas })
        ? {
            level: "Needs a decision",
            evidence: [`annotations: ${doNotMove.join(", ")}`],
            why: "autoscalers leave their nodes alone, and a drain does not: somebody did not want them moved",
            help: "ask its owner, or upgrade the cluster when it rests",
          }
        : undefined,
  },
  {
    name: "on-delete-strategy",
    sees: "StatefulSets and DaemonSets whose pods are replaced by hand only (OnDelete)",
    levels: ["Needs a decision"],
    peers: [],
    find: ({ updateStrategy, replicas }) =>
      updateStrategy === "OnDelete" && replicas > 0
        ? {
            level: "Needs a decision",
            evidence: ["updateStrategy OnDelete"],
            why: "moved pods come back in its newest version, others stay in the old one: a drain rolls out what waits",
            help: "see whether its pods all run its newest version before nodes are drained",
          }
        : undefined,
  },
  {
    name: "running-job",
    sees: "Jobs that run: a drain ends their pods and their work begins anew",
    levels: ["Will disturb"],
    peers: [],
    find: ({ kind, replicas, startedAtMs }, { nowMs }) => {
      if (kind !== "Job" || replicas === 0) return undefined;
      const ranMs = startedAtMs === undefined ? undefined : nowMs - startedAtMs;
      // A short Job has ended before the nodes are drained; one of unknown age may be a long one.
      if (ranMs !== undefined && ranMs < LONG_JOB_MS) return undefined;
      const since = ranMs === undefined ? "" : `, for ${Math.round(ranMs / LONG_JOB_MS)} h now`;
      return {
        level: "Will disturb",
        evidence: [`${replicas} of its pods run${since}`],
        why: "what they did so far is lost when their node is drained, unless they save it",
        help: "wait until it has ended, or start the upgrade when it rests",
      };
    },
  },
];

export const drainChecks: readonly Check[] = DRAIN_CHECKS.map(({ find, ...check }) => ({
  ...check,
  reads: ["workloads"],
  ofDrain: true,
  // Where traffic comes from matters to one of them only.
  concerns: (lacking) => check.name === "no-readiness-probe" || !lacking.includes("traffic"),
  find: (context) =>
    itemsOf(context.parts.workloads).flatMap((workload) => {
      const found = find(workload, context);
      return found === undefined
        ? []
        : [{ ...found, object: objectOf(workload), owner: workload.owner }];
    }),
}));

export const barePod: Check = {
  name: "bare-pod",
  sees: "pods without a controller: nothing makes them again",
  levels: ["Blocks", "Will disturb"],
  peers: [],
  reads: ["barePods"],
  ofDrain: true,
  find: (context) =>
    itemsOf(context.parts.barePods).map(({ namespace, name, node, emptyDir, owner }) => {
      const isRefused = refuses(context, "barePods");
      return {
        level: isRefused ? "Blocks" : "Will disturb",
        object: `Pod ${namespace}/${name}`,
        evidence: [
          `no controller owns it${node === "" ? "" : `; it runs on ${node}`}${emptyDir ? ", with data in an emptyDir" : ""}; barePods is ${context.nodes.barePods}`,
        ],
        why: isRefused
          ? "a drain refuses pods that would not come back, as kubectl drain does"
          : "it is gone for good when its node is drained",
        help: isRefused
          ? "give it a controller, delete it, or set nodes.barePods: Delete"
          : "give it a controller",
        owner,
      };
    }),
};
