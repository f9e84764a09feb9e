import type { NodeFacts, WorkloadFacts } from "../../model/cluster-facts.ts";
import type { BehaviourRecord } from "../../knowledge/records.ts";
import { minorNumber } from "../../model/version.ts";
import { itemsOf, type AssessContext, type Check, type Draft } from "../check.ts";
import { objectOf } from "./workload-words.ts";

/** The record of a change, where it is on the way. */
function changeOnTheWay({ facts, hops }: AssessContext, name: string): BehaviourRecord | undefined {
  const record = facts.behaviours().find(({ id }) => id === `behaviours/${name}`);
  return record !== undefined && hops.includes(record.minor) ? record : undefined;
}

interface Software {
  readonly change: string;
  readonly onlyOn?: AssessContext["provider"];
  /** What of a node is too old for it, in words; undefined when nothing is. */
  readonly tooOld: (node: NodeFacts) => string | undefined;
  readonly help: string;
}

/** `1.6` of `containerd://1.6.8`; undefined of another runtime. */
function runtimeVersion(runtime: string, name: string): number | undefined {
  const match = new RegExp(`^${name}://v?(\\d+)\\.(\\d+)`).exec(runtime);
  return match === null ? undefined : Number(match[1]) * 1000 + Number(match[2]);
}

const isBelow = (runtime: string, name: string, major: number, minor: number): boolean => {
  const version = runtimeVersion(runtime, name);
  return version !== undefined && version < major * 1000 + minor;
};

const isBeforeRuntimeConfig = ({ runtime }: NodeFacts): string | undefined =>
  isBelow(runtime, "containerd", 2, 0) || isBelow(runtime, "cri-o", 1, 28) ? runtime : undefined;

const RUNTIMES: readonly Software[] = [
  {
    change: "dockershim",
    // A kubelet of 1.24 or later that says docker:// talks to it through cri-dockerd.
    tooOld: ({ runtime, kubeletVersion }) =>
      runtime.startsWith("docker://") && minorNumber(kubeletVersion) < 24 ? runtime : undefined,
    help: "use a node image with containerd or CRI-O",
  },
  {
    change: "cri-v1",
    tooOld: ({ runtime }) => (isBelow(runtime, "containerd", 1, 6) ? runtime : undefined),
    help: "use a node image with containerd 1.6 or later",
  },
  {
    change: "containerd1",
    tooOld: isBeforeRuntimeConfig,
    help: "use a node image with containerd 2.0 or CRI-O 1.28, or later",
  },
  {
    change: "containerd1-eks",
    onlyOn: "eks",
    tooOld: ({ runtime }) => (isBelow(runtime, "containerd", 2, 0) ? runtime : undefined),
    help: "use a node image with containerd 2.0 or later",
  },
];

const IMAGES: readonly Software[] = [
  {
    change: "eks-al2",
    onlyOn: "eks",
    tooOld: ({ osImage }) => (/^Amazon Linux 2($|[^\d])/.test(osImage) ? osImage : undefined),
    help: "move the node groups to Amazon Linux 2023 or Bottlerocket",
  },
];

const CGROUPS: readonly Software[] = [
  {
    change: "cgroupv1-fail",
    tooOld: ({ cgroup }) => (cgroup === "v1" ? "cgroup v1" : undefined),
    help: "use a node image with cgroup v2, or set failCgroupV1: false in the kubelets' configuration for now",
  },
];

/** The nodes of a pool that have the same stand together: a pool is mended as a whole. */
function softwareDrafts(context: AssessContext, kinds: readonly Software[]): readonly Draft[] {
  return kinds.flatMap(({ change, onlyOn, tooOld, help }) => {
    const record = changeOnTheWay(context, change);
    if (record === undefined || (onlyOn !== undefined && onlyOn !== context.provider)) return [];
    const old = itemsOf(context.parts.nodes).flatMap((node) => {
      const what = tooOld(node);
      return what === undefined ? [] : [{ node: node.name, pool: node.pool, what }];
    });
    const groups = Map.groupBy(old, ({ pool, what }) =>
      pool === "" ? `nodes with ${what}` : `node pool ${pool} (${what})`,
    );
    return [...groups].map(([object, list]): Draft => {
      const names = list.map(({ node }) => node);
      const more = names.length > 5 ? ` and ${names.length - 5} more` : "";
      return {
        level: "Blocks",
        object,
        evidence: [`${names.length} nodes: ${names.slice(0, 5).join(", ")}${more}`],
        why: record.says,
        help,
        hop: record.minor,
        breaking: true,
        records: [record],
      };
    });
  });
}

/** Why software of nodes is not asked about: none of the changes is on the way. */
const noChange =
  (kinds: readonly Software[]) =>
  (context: AssessContext): string | undefined =>
    kinds.some(
      ({ change, onlyOn }) =>
        changeOnTheWay(context, change) !== undefined &&
        (onlyOn === undefined || onlyOn === context.provider),
    )
      ? undefined
      : `no hop from ${context.from} to ${context.to} asks for newer ones`;

export const containerRuntime: Check = {
  name: "container-runtime",
  sees: "nodes whose container runtime a hop does not work with any more",
  levels: ["Blocks"],
  peers: [],
  reads: ["nodes"],
  notHere: noChange(RUNTIMES),
  find: (context) => softwareDrafts(context, RUNTIMES),
};

export const nodeImage: Check = {
  name: "node-image",
  sees: "nodes with an operating system for which the provider makes no images any more",
  levels: ["Blocks"],
  peers: ["eksup EKS008"],
  reads: ["nodes"],
  notHere: noChange(IMAGES),
  find: (context) => softwareDrafts(context, IMAGES),
};

export const cgroupVersion: Check = {
  name: "cgroup-v1",
  sees: "nodes with cgroup v1, on which kubelets of a hop do not start",
  levels: ["Blocks", "Not checked"],
  peers: [],
  reads: ["nodes"],
  notHere: noChange(CGROUPS),
  find: (context) => {
    const unknown = itemsOf(context.parts.nodes).filter(({ cgroup }) => cgroup === undefined);
    const images = [...new Set(unknown.map(({ osImage }) => osImage))].toSorted();
    const gaps: readonly Draft[] = images.map((image) => ({
      level: "Not checked",
      object: `nodes of ${image === "" ? "an unknown image" : image}`,
      evidence: [],
      why: "nodes do not say which cgroups they have",
      help: "look on one of them: stat -fc %T /sys/fs/cgroup says cgroup2fs for v2",
      hop: CGROUPS.map(({ change }) => changeOnTheWay(context, change)?.minor).find(
        (minor) => minor !== undefined,
      ),
    }));
    return [...softwareDrafts(context, CGROUPS), ...gaps];
  },
};

export const dockerSocket: Check = {
  name: "docker-socket",
  sees: "workloads that mount the socket of Docker, which a hop takes from the nodes",
  levels: ["Blocks", "Not checked"],
  peers: ["eksup K8S008"],
  reads: ["workloads"],
  notHere: (context) =>
    changeOnTheWay(context, "dockershim") === undefined
      ? "the hop that takes Docker from the nodes is not on the way"
      : undefined,
  find: (context) => {
    const record = changeOnTheWay(context, "dockershim");
    const found = itemsOf(context.parts.workloads).filter((each) => each.dockerSocket !== false);
    return found.map((workload: WorkloadFacts): Draft => ({
      level: workload.dockerSocket === true ? "Blocks" : "Not checked",
      object: objectOf(workload),
      evidence: workload.dockerSocket === true ? ["its pods mount docker.sock"] : [],
      why:
        workload.dockerSocket === true
          ? "no Docker listens there any more"
          : "whether its pods mount docker.sock was not looked at",
      help: "use the socket of the node's runtime, or what needs none (buildkit, kaniko)",
      hop: record?.minor,
      breaking: workload.dockerSocket === true,
      owner: workload.owner,
      records: record === undefined ? [] : [record],
    }));
  },
};
