import type { Facts } from "../knowledge/knowledge.ts";
import type { Cluster } from "../model/fleet.ts";
import type { LeftOut } from "../model/plan.ts";
import type { AcceptRisk, Target } from "../model/rollout.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { findPath, type KnownPaths } from "./path/find-path.ts";
import type { Path, PathRequest } from "./path/path.ts";

/** A cluster of which nothing is known, and why. */
export interface Unobserved {
  readonly error: string;
}

/** What was observed of the clusters that a rollout is about, by the cluster's name. */
export type Snapshots = ReadonlyMap<string, Snapshot | Unobserved>;

/** A cluster's way, or why it has none. */
export type ClusterWay =
  | (Extract<Path, { kind: "hops" }> & { readonly cluster: string; readonly snapshot: Snapshot })
  | { readonly kind: "left-out"; readonly leftOut: LeftOut }
  /** It was seen, and cannot get there itself: a second cluster still could. */
  | { readonly kind: "no-way"; readonly leftOut: LeftOut; readonly snapshot: Snapshot };

export interface WaysRequest {
  readonly clusters: readonly Cluster[];
  readonly snapshots: Snapshots;
  readonly target: Target;
  readonly facts: Facts;
  readonly acceptRisks: readonly AcceptRisk[];
}

/** The way of every cluster. Two names of one real cluster are both blocked: it must not be upgraded twice (I7). */
export function clusterWays(request: WaysRequest): readonly ClusterWay[] {
  const { clusters, snapshots } = request;
  const twins = twinsAmong(clusters, snapshots);
  const known: KnownPaths = new Map();
  return clusters.map((cluster) => {
    const { name } = cluster;
    const seen = snapshots.get(name) ?? { error: "nobody looked at it" };
    if ("error" in seen) {
      const why = `it could not be observed: ${seen.error}`;
      return blocked(name, why, "mend the access to it, then plan again");
    }
    const others = twins.get(name);
    if (others !== undefined) {
      const why = `it is the same real cluster as ${others} (identity ${seen.identity})`;
      return blocked(name, why, "keep one of these names in the fleet, or correct their access");
    }
    return wayAlong(findPath(pathRequest(cluster, seen, request), known), name, seen);
  });
}

/** What is asked for one cluster of those that ways are asked for. */
export function pathRequest(
  { name, current }: Cluster,
  snapshot: Snapshot,
  { target, facts, acceptRisks }: Pick<WaysRequest, "target" | "facts" | "acceptRisks">,
): PathRequest {
  const accepted = acceptRisks.filter(({ clusters }) => clusters?.includes(name) ?? true);
  return { snapshot, target, provider: current.provider.kind, facts, accepted };
}

/** What a path means for a cluster. */
export function wayAlong(path: Path, name: string, snapshot: Snapshot): ClusterWay {
  switch (path.kind) {
    case "hops":
      return { ...path, cluster: name, snapshot };
    case "already-there": {
      const why = `control plane and node pools are at ${path.at} already`;
      return leaveOut({ name, kind: "already-there", why, help: "" });
    }
    case "blocked": {
      const why = path.problems.map((problem) => problem.why).join("; ");
      const help = [...new Set(path.problems.map((problem) => problem.help))].join("; ");
      return { kind: "no-way", snapshot, leftOut: { name, kind: "blocked", why, help } };
    }
    case "gave-up": {
      const help = "name the versions of its add-ons in spec.target.addons";
      return { kind: "no-way", snapshot, leftOut: { name, kind: "blocked", why: path.why, help } };
    }
  }
}

/** For each cluster that has the identity of another: the others' names. */
function twinsAmong(
  clusters: readonly Cluster[],
  snapshots: Snapshots,
): ReadonlyMap<string, string> {
  const seen = clusters.flatMap(({ name }) => {
    const snapshot = snapshots.get(name);
    return snapshot === undefined || "error" in snapshot
      ? []
      : [{ name, identity: snapshot.identity }];
  });
  const groups = [...Map.groupBy(seen, ({ identity }) => identity).values()];
  return new Map(
    groups
      .filter((group) => group.length > 1)
      .flatMap((group) => {
        const names = group.map(({ name }) => name);
        return names.map((name) => [name, names.filter((other) => other !== name).join(", ")]);
      }),
  );
}

function blocked(name: string, why: string, help: string): ClusterWay {
  return leaveOut({ name, kind: "blocked", why, help });
}

function leaveOut(leftOut: LeftOut): ClusterWay {
  return { kind: "left-out", leftOut };
}
