import type { Hop, LeftOut } from "../model/plan.ts";
import type { Snapshot } from "../model/snapshot.ts";
import { findPath } from "./path/find-path.ts";

/** A cluster of which nothing is known, and why. */
export interface Unobserved {
  readonly error: string;
}

/** What was observed of the clusters that a rollout is about, by the cluster's name. */
export type Snapshots = ReadonlyMap<string, Snapshot | Unobserved>;

/** A cluster's way, or why it has none. */
export type ClusterWay =
  | {
      readonly kind: "hops";
      readonly cluster: string;
      readonly identity: string;
      readonly to: string;
      readonly hops: readonly Hop[];
      readonly notes: readonly string[];
    }
  | { readonly kind: "left-out"; readonly cluster: string; readonly leftOut: LeftOut };

/** The way of every cluster named. Two names of one real cluster are both blocked: it must not be upgraded twice (I7). */
export function clusterWays(
  clusters: readonly string[],
  snapshots: Snapshots,
  target: string,
): readonly ClusterWay[] {
  const twins = twinsAmong(clusters, snapshots);
  return clusters.map((cluster) => {
    const seen = snapshots.get(cluster) ?? { error: "nobody looked at it" };
    if ("error" in seen) {
      const why = `it could not be observed: ${seen.error}`;
      return blocked(cluster, why, "mend the access to it, then plan again");
    }
    const others = twins.get(cluster);
    if (others !== undefined) {
      const why = `it is the same real cluster as ${others} (identity ${seen.identity})`;
      return blocked(cluster, why, "keep one of these names in the fleet, or correct their access");
    }
    return wayOf(cluster, seen, target);
  });
}

function wayOf(cluster: string, seen: Snapshot, target: string): ClusterWay {
  const path = findPath(seen, target);
  switch (path.kind) {
    case "hops":
      return { ...path, cluster, identity: seen.identity };
    case "already-there": {
      const why = `control plane and node pools are at ${path.at} already`;
      return leaveOut({ name: cluster, kind: "already-there", why, help: "" });
    }
    case "blocked": {
      const why = path.problems.map((problem) => problem.why).join("; ");
      const help = [...new Set(path.problems.map((problem) => problem.help))].join("; ");
      return blocked(cluster, why, help);
    }
  }
}

/** For each cluster that has the identity of another: the others' names. */
function twinsAmong(
  clusters: readonly string[],
  snapshots: Snapshots,
): ReadonlyMap<string, string> {
  const seen = clusters.flatMap((name) => {
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
  return { kind: "left-out", cluster: leftOut.name, leftOut };
}
