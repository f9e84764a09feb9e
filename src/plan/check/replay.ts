import { controlPlaneStepAllowed, kubeletAllowed } from "../../knowledge/skew.ts";
import { compareBuilds } from "../../knowledge/version-order.ts";
import type { Hop } from "../../model/plan.ts";
import { broken, type BrokenRule } from "./broken-rule.ts";
import type { ReplayStart } from "./replay-start.ts";

/**
 * Goes through a cluster's hops, and holds every state on the way against the skew policy: P8 proves
 * I1, P9 proves I2, P10 that everything ends at one version, P20 that pools move from where they are.
 */
export function replayHops(
  cluster: string,
  start: ReplayStart,
  hops: readonly Hop[],
  target: string,
): readonly BrokenRule[] {
  const found: BrokenRule[] = [];
  let { server } = start;
  const kubelets = new Map(start.pools);
  for (const [index, hop] of hops.entries()) {
    const where = { cluster, hop: index + 1 };
    // While a hop is under way, the old and the new version serve side by side.
    const serving = hop.component === "control-plane" ? [server, hop.to] : [server];
    if (hop.component === "control-plane") {
      if (hop.from !== server || !controlPlaneStepAllowed(hop.from, hop.to)) {
        const why = `the control plane may not go from ${server} to ${hop.to}`;
        found.push(broken("P8", where, why));
      }
      server = hop.to;
    } else if (hop.component === "node-pool") {
      const wrong = poolProblem(hop, kubelets.get(hop.pool));
      found.push(...wrong.map((why) => broken("P20", where, why)));
      kubelets.set(hop.pool, [hop.to]);
    }
    found.push(...illegalKubelets(kubelets, serving).map((why) => broken("P9", where, why)));
  }
  return [...found, ...missed(cluster, server, target), ...strayed(cluster, server, kubelets)];
}

type Kubelets = ReadonlyMap<string, readonly string[]>;

function poolProblem(
  { pool, from, to }: Extract<Hop, { component: "node-pool" }>,
  stands: readonly string[] | undefined,
): readonly string[] {
  if (stands === undefined) return [`node pool ${pool} is not there, or has nothing to move`];
  const oldest = stands.slice(0, 1).join("");
  if (oldest !== from) return [`node pool ${pool} stands at ${oldest}, not at ${from}`];
  const newer = stands.filter((version) => Number(compareBuilds(version, to)) > 0);
  return newer.map((version) => `node pool ${pool} would go back from ${version} to ${to}`);
}

function illegalKubelets(kubelets: Kubelets, servers: readonly string[]): readonly string[] {
  return [...kubelets].flatMap(([pool, versions]) =>
    versions
      .filter((kubelet) => servers.some((server) => !kubeletAllowed(kubelet, server)))
      .map(
        (kubelet) =>
          `node pool ${pool} runs ${kubelet} under API servers of ${servers.join(" and ")}`,
      ),
  );
}

/** P10: whether the control plane ends somewhere else than at the target. */
export function missed(cluster: string, server: string, target: string): readonly BrokenRule[] {
  const isThere = [".", "-", "+"].some((next) => `${server}+`.startsWith(`${target}${next}`));
  if (isThere) return [];
  return [broken("P10", { cluster }, `ends at ${server}, not at ${target}`)];
}

/** A pool at a later patch of the same minor is where it should be. */
function strayed(cluster: string, server: string, kubelets: Kubelets): readonly BrokenRule[] {
  return [...kubelets].flatMap(([pool, versions]) =>
    versions
      .filter((kubelet) => Number(compareBuilds(kubelet, server)) < 0)
      .map((kubelet) =>
        broken(
          "P10",
          { cluster },
          `node pool ${pool} ends at ${kubelet}, the control plane at ${server}`,
        ),
      ),
  );
}
