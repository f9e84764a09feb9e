import { controlPlaneStepAllowed, kubeletAllowed } from "../../knowledge/skew.ts";
import { compareBuilds } from "../../knowledge/version-order.ts";
import type { Hop } from "../../model/plan.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import { startingPoint } from "../path/starting-point.ts";

/** A rule of the plan linter that does not hold, and where. */
export interface BrokenRule {
  /** `P1`, `P2`, ...: a number is never used for another rule. */
  readonly rule: string;
  readonly why: string;
}

/**
 * Goes through a cluster's hops from what was observed of it, and holds every state on the way
 * against the skew policy: P8 proves I1, P9 proves I2, P10 that everything ends at one version.
 */
export function replayHops(
  cluster: string,
  seen: Snapshot,
  hops: readonly Hop[],
  target: string,
): readonly BrokenRule[] {
  const settled = startingPoint(seen);
  if ("problems" in settled) {
    const why = settled.problems.map((problem) => problem.why).join("; ");
    return [{ rule: "P9", why: `cluster ${cluster} does not stand where it could start: ${why}` }];
  }
  const { servers, pools } = settled.start;
  const broken: BrokenRule[] = [];
  let server = servers.oldest;
  const kubelets = new Map(pools.map((pool) => [pool.name, pool.kubelets.all]));
  for (const [index, hop] of hops.entries()) {
    const where = `cluster ${cluster}, hop ${index + 1}`;
    // While a hop is under way, the old and the new version serve side by side.
    const serving = hop.component === "control-plane" ? [server, hop.to] : [server];
    if (hop.component === "control-plane") {
      if (hop.from !== server || !controlPlaneStepAllowed(hop.from, hop.to)) {
        const why = `${where}: the control plane may not go from ${server} to ${hop.to}`;
        broken.push({ rule: "P8", why });
      }
      server = hop.to;
    } else if (hop.component === "node-pool") kubelets.set(hop.pool, [hop.to]);
    broken.push(...illegalKubelets(where, kubelets, serving));
  }
  return [...broken, ...missed(cluster, server, target), ...strayed(cluster, server, kubelets)];
}

type Kubelets = ReadonlyMap<string, readonly string[]>;

function illegalKubelets(
  where: string,
  kubelets: Kubelets,
  servers: readonly string[],
): readonly BrokenRule[] {
  return [...kubelets].flatMap(([pool, versions]) =>
    versions
      .filter((kubelet) => servers.some((server) => !kubeletAllowed(kubelet, server)))
      .map((kubelet) => ({
        rule: "P9",
        why: `${where}: node pool ${pool} runs ${kubelet} under API servers of ${servers.join(" and ")}`,
      })),
  );
}

/** P10: whether the control plane ends somewhere else than at the target. */
export function missed(cluster: string, server: string, target: string): readonly BrokenRule[] {
  const isThere = [".", "-", "+"].some((next) => `${server}+`.startsWith(`${target}${next}`));
  if (isThere) return [];
  return [{ rule: "P10", why: `cluster ${cluster} ends at ${server}, not at ${target}` }];
}

/** A pool at a later patch of the same minor is where it should be. */
function strayed(cluster: string, server: string, kubelets: Kubelets): readonly BrokenRule[] {
  return [...kubelets].flatMap(([pool, versions]) =>
    versions
      .filter((kubelet) => Number(compareBuilds(kubelet, server)) < 0)
      .map((kubelet) => ({
        rule: "P10",
        why: `cluster ${cluster}: node pool ${pool} ends at ${kubelet}, the control plane at ${server}`,
      })),
  );
}
