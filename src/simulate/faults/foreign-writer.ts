import { compareVersions, minorNumber } from "../../model/version.ts";
import { oldestServerVersion, whyNotControlPlane } from "../../world/versions.ts";
import type { ClusterState } from "../../world/world-state.ts";
import type { VirtualClock } from "../virtual-clock.ts";
import type { WatchedWorld } from "../watched-world.ts";
import type { Strike } from "./world-faults.ts";

/** Who it is, as clusters and providers tell. */
export const FOREIGNER = "somebody-else";

type Deed = Extract<Strike, { readonly kind: "foreign" }>;

/** Somebody else at work in a cluster: cordons a node and opens it again later, or upgrades the control plane. */
export function actForeign(world: WatchedWorld, clock: VirtualClock, strike: Deed): void {
  const cluster = world.peek.clusters[strike.cluster];
  if (cluster === undefined) return;
  if (strike.deed === "cordon") return cordon(world, clock, strike, cluster);
  const to = targetOf(cluster, strike.deed);
  if (to === undefined) return;
  world.askNow(strike.cluster, "break", {
    fault: { kind: "ForeignUpgrade", name: `foreign-${strike.atMs}`, to, by: FOREIGNER },
  });
}

function cordon(world: WatchedWorld, clock: VirtualClock, strike: Deed, cluster: ClusterState) {
  const open = cluster.nodes.filter((node) => node.joined && !node.unschedulable);
  const node = open[Math.floor(strike.which * open.length)]?.name;
  if (node === undefined) return;
  world.askNow(strike.cluster, "cordon", { node, owner: FOREIGNER });
  clock.at(clock.nowMs() + strike.lastsMs, () =>
    world.askNow(strike.cluster, "uncordon", { node, owner: FOREIGNER }),
  );
}

/** Only what a provider would do: the next patch, or the newest of the next minor. */
function targetOf(cluster: ClusterState, deed: "patch" | "minor"): string | undefined {
  const from = oldestServerVersion(cluster);
  const wanted = minorNumber(from) + (deed === "minor" ? 1 : 0);
  const to = cluster.versions
    .filter((version) => minorNumber(version) === wanted)
    .toSorted(compareVersions)
    .at(-1);
  if (to === undefined || compareVersions(to, from) <= 0) return undefined;
  return whyNotControlPlane(cluster, to) === undefined ? to : undefined;
}
