import { minorNumber } from "../../model/version.ts";
import type { ClusterState } from "../../world/world-state.ts";
import type { WorldChange } from "../watched-world.ts";
import type { Invariant } from "./invariant.ts";

/** From kubelet 1.25 on (version skew policy); simulated clusters are never older. */
const MOST_MINORS_BEHIND = 3;

/** Held against every API server there is, as a kubelet may talk to any; what is asked for counts as well. */
export const kubeletSkew: Invariant = {
  id: "I2",
  says: "No kubelet is newer than, or too far behind, any API server it may talk to",
  watch: ({ clusters }) => ({
    take: (happening) => {
      if (happening.kind !== "world") return undefined;
      const { before, after } = happening;
      const isSame =
        before.nodes === after.nodes && before.controlPlane.servers === after.controlPlane.servers;
      return (isSame ? undefined : skewIn(after)) ?? askedForSkew(happening);
    },
    full: () =>
      Object.values(clusters())
        .map(skewIn)
        .find((words) => words !== undefined),
  }),
};

function skewIn(cluster: ClusterState): string | undefined {
  for (const node of cluster.nodes) {
    const why = node.joined ? whyNot(cluster, node.kubeletVersion) : undefined;
    if (why !== undefined) return `node ${node.name} of ${cluster.name}: ${why}`;
  }
  return undefined;
}

function askedForSkew({ cluster, before, asked }: WorldChange): string | undefined {
  if (asked?.by === undefined) return undefined;
  const version =
    asked.kind === "ensureNodes"
      ? asked.request.version
      : asked.kind === "startPoolUpgrade"
        ? asked.request.to
        : undefined;
  const why = version === undefined ? undefined : whyNot(before, version);
  return why === undefined ? undefined : `${asked.by} asked for nodes in ${cluster}: ${why}`;
}

function whyNot({ controlPlane }: ClusterState, kubelet: string): string | undefined {
  for (const { name, version } of controlPlane.servers) {
    const lag = minorNumber(version) - minorNumber(kubelet);
    if (lag < 0) return `kubelet ${kubelet} is newer than ${name} at ${version}`;
    if (lag > MOST_MINORS_BEHIND) return `kubelet ${kubelet} is ${lag} minors behind ${name}`;
  }
  return undefined;
}
