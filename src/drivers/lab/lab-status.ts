import { existsSync } from "node:fs";
import { clusterFolder, clusterNames } from "./cluster-folder.ts";
import { readCluster } from "./cluster-file.ts";
import { labApi, type NodeStanding } from "./lab-api.ts";
import { labProcesses, RECONCILER } from "./lab-processes.ts";
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

export async function labStatus(lab: string, name: string): Promise<LabStatus | undefined> {
  const folder = clusterFolder(lab, name);
  const cluster = existsSync(folder.root) ? readCluster(folder) : undefined;
  if (cluster === undefined) return undefined;
  const processes = labProcesses(folder).filter(({ part }) => part !== RECONCILER);
  const ports = readPorts(folder);
  const nodes = ports && cluster.state === "up" ? await labApi(folder, ports).nodes() : undefined;
  const wanted = [...CONTROL_PLANE, ...cluster.nodes.map((node) => nodePart(node.name))];
  const parts = wanted.map((part) => partStatus(part, processes, nodes));
  const missing = parts.filter(({ pid }) => pid === undefined).map(({ part }) => part);
  const reached = readReached(folder);
  const { state, reason } =
    cluster.state === "down"
      ? { state: "down" as const, reason: "" }
      : hasWork(folder)
        ? { state: "moving" as const, reason: "not everything is there yet" }
        : missing.length === 0 && reached.problem === ""
          ? { state: "up" as const, reason: "" }
          : { state: "broken" as const, reason: reached.problem || `ended: ${missing.join(", ")}` };
  return {
    name,
    folder: folder.root,
    state,
    reason,
    kubernetes: cluster.kubernetes,
    server: ports === undefined ? "" : apiServerUrl(ports),
    parts,
  };
}

export async function allLabStatus(lab: string): Promise<readonly LabStatus[]> {
  const all = await Promise.all(clusterNames(lab).map((name) => labStatus(lab, name)));
  return all.filter((status) => status !== undefined);
}

function partStatus(
  part: string,
  processes: ReturnType<typeof labProcesses>,
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
