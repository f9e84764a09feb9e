import { createHash } from "node:crypto";
import path from "node:path";
import type { ClusterFolder } from "./cluster-folder.ts";
import type { LabCluster, LabNode } from "./cluster-file.ts";
import type { Ports } from "./loopback-ports.ts";
import type { LabProgram } from "./releases.ts";
import { apiServerCertificate, kubeconfigOf, secretFiles } from "./secrets.ts";

/** The control plane in the order in which it is started and upgraded. */
export const CONTROL_PLANE = [
  "etcd",
  "kube-apiserver",
  "kube-controller-manager",
  "kube-scheduler",
] as const;

export type ControlPlanePart = (typeof CONTROL_PLANE)[number];

/** A process that the cluster is to have: one per control plane part, one per node. */
export interface Part {
  /** `kube-apiserver`, or `node/general-1`. */
  readonly name: string;
  readonly program: LabProgram;
  /** The name under which the binary is called. */
  readonly called: string;
  readonly release: string;
  readonly args: readonly string[];
  /** Changes with everything that the process reads only when it starts. */
  readonly fingerprint: string;
}

/** The same inputs, the same parts: control plane first, in order, then the nodes. */
export function partsOf(cluster: LabCluster, folder: ClusterFolder, ports: Ports): readonly Part[] {
  const kubernetes = (called: ControlPlanePart, args: readonly string[]): Part =>
    part(called, "kubernetes", called, cluster.kubernetes, args, ports);
  return [
    part("etcd", "etcd", "etcd", cluster.etcd, etcdArgs(folder, ports), ports),
    kubernetes("kube-apiserver", apiServerArgs(folder, ports)),
    kubernetes("kube-controller-manager", controllerManagerArgs(folder, ports)),
    kubernetes("kube-scheduler", schedulerArgs(folder, ports)),
    ...cluster.nodes.map((node) =>
      part(
        nodePart(node.name),
        "kubernetes",
        "hollow-node",
        node.kubelet,
        nodeArgs(cluster, node, folder),
        ports,
      ),
    ),
  ];
}

export function nodePart(node: string): string {
  return `node/${node}`;
}

/** The node that a part is, or undefined for the control plane. */
export function nodeOfPart(name: string): string | undefined {
  return name.startsWith("node/") ? name.slice("node/".length) : undefined;
}

export function logFile(folder: ClusterFolder, name: string): string {
  return path.join(folder.logs, `${name.replace("/", "-")}.log`);
}

export function apiServerUrl(ports: Ports): string {
  return `https://127.0.0.1:${ports["kube-apiserver"]}`;
}

function part(
  name: string,
  program: LabProgram,
  called: string,
  release: string,
  args: readonly string[],
  ports: Ports,
): Part {
  // A kubeconfig is named in the arguments, but what it says of the server's port is read once.
  const read = program === "etcd" ? "" : apiServerUrl(ports);
  const settings = JSON.stringify([called, release, args, read]);
  const fingerprint = createHash("sha256").update(settings).digest("hex").slice(0, 16);
  return { name, program, called, release, args, fingerprint };
}

function etcdArgs(folder: ClusterFolder, ports: Ports): readonly string[] {
  const client = `http://127.0.0.1:${ports.etcd}`;
  const peer = `http://127.0.0.1:${ports.etcdPeer}`;
  return [
    "--name=lab",
    `--data-dir=${folder.etcdData}`,
    `--listen-client-urls=${client}`,
    `--advertise-client-urls=${client}`,
    `--listen-peer-urls=${peer}`,
    `--initial-advertise-peer-urls=${peer}`,
    `--initial-cluster=lab=${peer}`,
    "--log-level=warn",
  ];
}

function apiServerArgs(folder: ClusterFolder, ports: Ports): readonly string[] {
  const secrets = secretFiles(folder);
  return [
    `--etcd-servers=http://127.0.0.1:${ports.etcd}`,
    ...serving(folder, ports["kube-apiserver"]),
    "--advertise-address=127.0.0.1",
    "--endpoint-reconciler-type=none",
    `--token-auth-file=${secrets.tokens}`,
    "--authorization-mode=Node,RBAC",
    "--service-account-issuer=https://kubernetes.default.svc",
    `--service-account-key-file=${secrets.serviceAccountPublicKey}`,
    `--service-account-signing-key-file=${secrets.serviceAccountKey}`,
    "--service-cluster-ip-range=10.0.0.0/16",
    "--allow-privileged=true",
    "--profiling=false",
    `--audit-policy-file=${secrets.auditPolicy}`,
    `--audit-log-path=${path.join(folder.logs, "audit.log")}`,
    "--audit-log-maxsize=100",
    "--audit-log-maxbackup=3",
  ];
}

function controllerManagerArgs(folder: ClusterFolder, ports: Ports): readonly string[] {
  return [
    `--kubeconfig=${kubeconfigOf(folder, "controller-manager")}`,
    ...serving(folder, ports["kube-controller-manager"]),
    "--leader-elect=false",
    `--service-account-private-key-file=${secretFiles(folder).serviceAccountKey}`,
    "--use-service-account-credentials=true",
    // Every pod mounts this authority; without it no config map is made and pods never start.
    `--root-ca-file=${apiServerCertificate(folder)}`,
    // It would make a folder under /usr otherwise.
    `--flex-volume-plugin-dir=${path.join(folder.temporary, "flex-volumes")}`,
    "--profiling=false",
  ];
}

function schedulerArgs(folder: ClusterFolder, ports: Ports): readonly string[] {
  return [
    `--kubeconfig=${kubeconfigOf(folder, "scheduler")}`,
    ...serving(folder, ports["kube-scheduler"]),
    "--leader-elect=false",
    "--profiling=false",
  ];
}

function serving(folder: ClusterFolder, port: number): readonly string[] {
  return ["--bind-address=127.0.0.1", `--secure-port=${port}`, `--cert-dir=${folder.certs}`];
}

function nodeArgs(cluster: LabCluster, node: LabNode, folder: ClusterFolder): readonly string[] {
  const pool = cluster.pools.find((candidate) => candidate.name === node.pool);
  const labels = {
    ...pool?.labels,
    "fleetlift.dev/pool": node.pool,
    "topology.kubernetes.io/region": "lab",
    "topology.kubernetes.io/zone": node.zone,
  };
  const written = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return [
    `--name=${node.name}`,
    `--kubeconfig=${kubeconfigOf(folder, "kubelets")}`,
    `--root-dir=${path.join(folder.nodes, node.name)}`,
    `--node-labels=${written.join(",")}`,
    `--container-start=${cluster.containerStartMs}ms`,
  ];
}
