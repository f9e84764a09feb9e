import { compareVersions, minorNumber, minorOf, parseVersion } from "../model/version.ts";
import { compareAddons } from "../plan/path/parts/addon-versions.ts";
import { type AddonRelease, templateKey } from "./addon-state.ts";
import { drawMs } from "./draw.ts";
import type { Fault, FaultKind } from "./fault.ts";
import type { ClusterState, FaultState } from "./world-state.ts";
import { oldestServerVersion } from "./versions.ts";

type FaultOf<Kind extends FaultKind> = Extract<Fault, { readonly kind: Kind }>;

/** Faults of one kind that are in force now. */
export function activeFaults<Kind extends FaultKind>(
  cluster: ClusterState,
  kind: Kind,
): readonly FaultOf<Kind>[] {
  return cluster.faults
    .filter((state) => isInForce(cluster, state))
    .map((state) => state.fault)
    .filter((fault): fault is FaultOf<Kind> => fault.kind === kind);
}

function isInForce(cluster: ClusterState, { fault, fromMs, untilMs }: FaultState): boolean {
  if (cluster.nowMs < fromMs || cluster.nowMs >= (untilMs ?? Infinity)) return false;
  return fault.kind !== "WorkloadUnavailable" || fault.fromControlPlane === undefined
    ? true
    : reaches(oldestServerVersion(cluster), fault.fromControlPlane);
}

/** Whether a version is at or after a target, which may be a minor only. */
function reaches(version: string, target: string): boolean {
  const floor = parseVersion(target) === undefined ? `${target}.0` : target;
  return compareVersions(version, floor) >= 0;
}

/** Whether a version is the one that a target means: itself, or any of its minor. */
export function isTarget(version: string, target: string): boolean {
  return parseVersion(target) === undefined ? minorOf(version) === target : version === target;
}

/** Keys of the workloads, and of the versions of add-ons (`addon/part@version`), whose pods are not ready, whatever they do. */
export function unavailableWorkloads(cluster: ClusterState): ReadonlySet<string> {
  const workloads = activeFaults(cluster, "WorkloadUnavailable").map((fault) => fault.workload);
  return new Set([...workloads, ...brokenReleases(cluster)]);
}

function brokenReleases(cluster: ClusterState): readonly string[] {
  if (cluster.addons === undefined) return [];
  const faults = activeFaults(cluster, "AddonUnhealthyAfter");
  const minor = minorNumber(oldestServerVersion(cluster));
  return cluster.addons.flatMap(({ name, parts, releases }) =>
    parts.flatMap(({ part }) =>
      releases
        .filter(
          ({ version, kubernetes }) =>
            isOutside(minor, kubernetes) ||
            faults.some(
              (fault) =>
                fault.addon === name &&
                (fault.part ?? part) === part &&
                compareAddons(version, fault.version) >= 0,
            ),
        )
        .map(({ version }) => `${templateKey(name, part)}@${version}`),
    ),
  );
}

/** An add-on beside a Kubernetes that its release was not made for does not come up. */
function isOutside(minor: number, range: AddonRelease["kubernetes"]): boolean {
  return range !== undefined && (minor < minorNumber(range.from) || minor > minorNumber(range.to));
}

/** Keys of the workloads whose pods never end once they are terminating. */
export function stuckWorkloads(cluster: ClusterState): ReadonlySet<string> {
  return new Set(activeFaults(cluster, "TerminationStuck").map((fault) => fault.workload));
}

export function joiningIsBroken(cluster: ClusterState, pool: string): boolean {
  return activeFaults(cluster, "NodesNeverJoin").some((fault) => (fault.pool ?? pool) === pool);
}

/** Puts a fault into the cluster, in place of one of the same name. It begins `after` from now. */
export function addFault(cluster: ClusterState, fault: Fault): ClusterState {
  const fromMs = cluster.nowMs + (fault.after ?? 0);
  const untilMs = fault.for === undefined ? undefined : fromMs + fault.for;
  const others = cluster.faults.filter((state) => state.fault.name !== fault.name);
  return { ...cluster, faults: [...others, { fault, fromMs, untilMs, begun: false }] };
}

/** Notes that a fault has struck once more. */
export function struck(cluster: ClusterState, name: string): ClusterState {
  return {
    ...cluster,
    faults: cluster.faults.map((state) =>
      state.fault.name === name ? { ...state, struck: (state.struck ?? 0) + 1 } : state,
    ),
  };
}

/** Takes a fault away; what it held back goes on by itself. */
export function endFault(cluster: ClusterState, name: string): ClusterState {
  const ended = cluster.faults.find((state) => state.fault.name === name);
  if (ended === undefined) return cluster;
  const without = { ...cluster, faults: cluster.faults.filter((state) => state !== ended) };
  const { fault } = ended;
  if (fault.kind !== "WorkloadUnavailable" || !isInForce(cluster, ended)) return without;
  return {
    ...without,
    pods: without.pods.map((pod) =>
      pod.workload === fault.workload
        ? { ...pod, readyAtMs: cluster.nowMs + startUpMs(cluster, pod.uid) }
        : pod,
    ),
  };
}

/** Ends the faults whose time is over. */
export function endFaults(cluster: ClusterState): ClusterState {
  return cluster.faults
    .filter((state) => (state.untilMs ?? Infinity) <= cluster.nowMs)
    .reduce((after, state) => endFault(after, state.fault.name), cluster);
}

/** How long a pod takes from its node to being ready. */
export function startUpMs(cluster: ClusterState, uid: string): number {
  return drawMs(10_000, 30_000, cluster.seed, "start-up", uid);
}
