import { clusterFolder, clusterNames, type ClusterFolder } from "./cluster-folder.ts";
import { readCluster, type LabCluster } from "./cluster-file.ts";
import { labApi, type NodeStanding } from "./lab-api.ts";
import { labProcesses, RECONCILER, type LabProcess } from "./lab-processes.ts";
import { readPorts } from "./loopback-ports.ts";
import { apiServerUrl, CONTROL_PLANE, nodePart } from "./parts.ts";
import { readReached } from "./reached-file.ts";
import { hasWork } from "./reconcile.ts";

export interface PartStatus {
  readonly part: string;
  /** Version that runs; empty when nothing does. */
  readonly version: string;
  readonly pid: number | undefined;
  /** Of a node, whether the API server says Ready. */
  readonly ready: boolean | undefined;
}

/** What one lab cluster is to be, and what of it is there. */
export interface LabStatus {
  readonly name: string;
  readonly folder: string;
  readonly state: "up" | "down" | "moving" | "broken";
  /** What a person would want to know about the state; empty when all is well. */
  readonly reason: string;
  readonly kubernetes: string;
  readonly server: string;
  readonly parts: readonly PartStatus[];
}

/** Undefined when there is no such cluster. */
export async function labStatus(lab: string, name: string): Promise<LabStatus | undefined> {
  const folder = clusterFolder(lab, name);
  const processes = labProcesses(folder).filter(({ part }) => part !== RECONCILER);
  try {
    const cluster = readCluster(folder);
    return cluster && (await statusOf(folder, cluster, processes));
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const parts = processes.map(({ part }) => partStatus(part, processes, undefined));
    return {
      name,
      folder: folder.root,
      state: "broken",
      reason,
      kubernetes: "",
      server: "",
      parts,
    };
  }
}

async function statusOf(
  folder: ClusterFolder,
  cluster: LabCluster,
  processes: readonly LabProcess[],
): Promise<LabStatus> {
  const ports = readPorts(folder);
  const nodes = ports && cluster.state === "up" ? await labApi(folder, ports).nodes() : undefined;
  const wanted = [...CONTROL_PLANE, ...cluster.nodes.map((node) => nodePart(node.name))];
  const parts = wanted.map((part) => partStatus(part, processes, nodes));
  return {
    name: folder.name,
    folder: folder.root,
    ...stateOf(folder, cluster, parts),
    kubernetes: cluster.kubernetes,
    server: ports === undefined ? "" : apiServerUrl(ports),
    parts,
  };
}

function stateOf(
  folder: ClusterFolder,
  cluster: LabCluster,
  parts: readonly PartStatus[],
): Pick<LabStatus, "state" | "reason"> {
  if (cluster.state === "down") return { state: "down", reason: "" };
  if (hasWork(folder)) return { state: "moving", reason: "not everything is there yet" };
  const { problem } = readReached(folder);
  if (problem !== "") return { state: "broken", reason: problem };
  const ended = parts.filter(({ pid }) => pid === undefined).map(({ part }) => part);
  if (ended.length === 0) return { state: "up", reason: "" };
  const help = `fleetlift lab up ${folder.name} brings it back`;
  return { state: "broken", reason: `ended: ${ended.join(", ")} (${help})` };
}

export async function allLabStatus(lab: string): Promise<readonly LabStatus[]> {
  const all = await Promise.all(clusterNames(lab).map((name) => labStatus(lab, name)));
  return all.filter((status) => status !== undefined);
}

function partStatus(
  part: string,
  processes: readonly LabProcess[],
  nodes: readonly NodeStanding[] | undefined,
): PartStatus {
  const process = processes.find((candidate) => candidate.part === part);
  return {
    part,
    version: process?.release ?? "",
    pid: process?.identity.pid,
    ready: nodes?.find(({ name }) => nodePart(name) === part)?.ready,
  };
}
