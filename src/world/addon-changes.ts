/**
 * How a simulated add-on moves: whoever installs it takes a while, then the workloads' templates
 * change and their controllers roll the pods. CRDs are applied at once, and what is stored is
 * rewritten afterwards. A move ends when the pods have followed; what is begun is never undone here.
 */
import { addonMinor } from "../plan/path/parts/addon-versions.ts";
import type { AddonPart } from "../ports/addon-port.ts";
import { changeAddon, changePart, releaseFor, versionOf, workloadsOf } from "./addons.ts";
import {
  type AddonChange,
  type AddonPartState,
  type AddonState,
  templateKey,
} from "./addon-state.ts";
import { drawMs } from "./draw.ts";
import { activeFaults, struck, unavailableWorkloads } from "./faults.ts";
import { noteAddonMove } from "./ledger.ts";
import { isHealthy, isTerminating } from "./pods.ts";
import { isCurrent } from "./rollouts.ts";
import { eligibleNodes } from "./views.ts";
import type { ClusterState, WorkloadState } from "./world-state.ts";

const LEAST_MS = 20_000;
const MOST_MS = 60_000;

/** Begins to move a part; whether it may is the caller's to ask. */
export function startMove(
  cluster: ClusterState,
  addon: AddonState,
  part: AddonPartState,
  move: Pick<AddonChange, "kind" | "to" | "by" | "workloads">,
): ClusterState {
  const { nowMs } = cluster;
  const from = versionOf(cluster, addon, part);
  const change: AddonChange = {
    ...move,
    appliesAtMs: nowMs + installMs(cluster, addon, [part.part, move.to, nowMs]),
    applied: false,
  };
  const only = part.part === "proxies" ? { workloads: move.workloads } : {};
  const noted = noteAddonMove(cluster, {
    atMs: nowMs,
    addon: addon.name,
    part: part.part,
    kind: move.kind,
    from,
    to: move.to,
    by: move.by,
    ...only,
  });
  return changePart(noted, addon, {
    ...part,
    history: historyAfter(part.history, from, move),
    changedBy: move.by,
    failure: "",
    change,
  });
}

/** On the way up the version that is left is kept; on the way back what came after it is forgotten. */
function historyAfter(
  history: readonly string[],
  from: string,
  { kind, to }: Pick<AddonChange, "kind" | "to">,
): readonly string[] {
  if (kind === "rollback") return history.slice(0, history.lastIndexOf(to) + 1);
  return from === to || history.at(-1) === from ? history : [...history, from];
}

/** Begins to bring the CRDs to a release's; whether it may is the caller's to ask. */
export function startCrds(
  cluster: ClusterState,
  addon: AddonState,
  to: string,
  by: string,
): ClusterState {
  const { crds } = addon;
  if (crds === undefined) return cluster;
  const { nowMs } = cluster;
  const noted = noteAddonMove(cluster, {
    atMs: nowMs,
    addon: addon.name,
    part: "crds",
    kind: "upgrade",
    from: crds.version,
    to,
    by,
  });
  const endsAtMs = nowMs + installMs(cluster, addon, ["crds", to, nowMs]);
  const applied = (releaseFor(addon, to)?.crds ?? []).map((crd) => {
    const before = crds.items.find(({ name }) => name === crd.name)?.stored ?? [];
    return { ...crd, stored: [...new Set([...before, ...crd.versions.slice(-1)])] };
  });
  const items = applied.length === 0 ? crds.items : applied;
  return changeAddon(noted, {
    ...addon,
    crds: { version: crds.version, items, change: { to, by, endsAtMs } },
  });
}

function installMs(
  cluster: ClusterState,
  { name }: AddonState,
  words: readonly (string | number)[],
): number {
  const factor = activeFaults(cluster, "SlowAddon")
    .filter(({ addon }) => addon === name)
    .reduce((product, fault) => product * fault.factor, 1);
  return Math.round(drawMs(LEAST_MS, MOST_MS, cluster.seed, "add-on", name, ...words) * factor);
}

/** Lets moves of add-ons go on whose time has come. */
export function settleAddons(cluster: ClusterState): ClusterState {
  return (cluster.addons ?? []).reduce(
    (after, addon) =>
      addon.parts.reduce((state, part) => settlePart(state, addon, part), settleCrds(after, addon)),
    cluster,
  );
}

/** When that will be. */
export function addonsDueMs({ addons = [] }: ClusterState): readonly number[] {
  return addons.flatMap(({ parts, crds }) => [
    ...(crds?.change === undefined ? [] : [crds.change.endsAtMs]),
    ...parts.flatMap(({ change }) => (change === undefined ? [] : [change.appliesAtMs])),
  ]);
}

function settleCrds(cluster: ClusterState, addon: AddonState): ClusterState {
  const { crds } = addon;
  if (crds?.change === undefined || crds.change.endsAtMs > cluster.nowMs) return cluster;
  if (conversionIsStuck(cluster, addon.name)) return cluster;
  const items = crds.items.map((crd) => ({ ...crd, stored: crd.versions.slice(-1) }));
  return changeAddon(cluster, { ...addon, crds: { version: crds.change.to, items } });
}

export function conversionIsStuck(cluster: ClusterState, addon: string): boolean {
  return activeFaults(cluster, "CrdConversionStuck").some((fault) => fault.addon === addon);
}

function settlePart(cluster: ClusterState, addon: AddonState, part: AddonPartState): ClusterState {
  const { change } = part;
  if (change === undefined || change.appliesAtMs > cluster.nowMs) return cluster;
  if (!change.applied) return apply(cluster, addon, part, change);
  return isRolledOut(cluster, part, change) ? atRest(cluster, addon, part, "") : cluster;
}

function apply(
  cluster: ClusterState,
  addon: AddonState,
  part: AddonPartState,
  change: AddonChange,
): ClusterState {
  const fault = failureOf(cluster, addon.name, part.part, change);
  if (fault === undefined) {
    const after = withTemplates(cluster, addon, part.part, change.to, change.workloads);
    // Nothing to wait for where every pod is of that version already.
    return isRolledOut(after, part, change)
      ? atRest(after, addon, part, "")
      : changePart(after, addon, { ...part, change: { ...change, applied: true } });
  }
  const moved =
    fault.halfway === true ? change.workloads.slice(0, Math.ceil(change.workloads.length / 2)) : [];
  const half = withTemplates(struck(cluster, fault.name), addon, part.part, change.to, moved);
  const words = fault.reason ?? `the upgrade of ${addon.name} to ${change.to} failed`;
  return atRest(half, addon, part, words);
}

function failureOf(cluster: ClusterState, addon: string, part: AddonPart, change: AddonChange) {
  if (change.kind === "rollback") return undefined;
  return activeFaults(cluster, "AddonUpgradeFails").find((fault) => {
    const state = cluster.faults.find(({ fault: { name } }) => name === fault.name);
    return (
      fault.addon === addon &&
      (fault.part ?? part) === part &&
      (state?.struck ?? 0) < (fault.times ?? Infinity) &&
      (fault.to === undefined || addonMinor(fault.to) === addonMinor(change.to))
    );
  });
}

function withTemplates(
  cluster: ClusterState,
  { name }: AddonState,
  part: AddonPart,
  version: string,
  keys: readonly string[],
): ClusterState {
  const of = templateKey(name, part);
  const moved = (workload: WorkloadState): WorkloadState =>
    keys.includes(workload.key)
      ? { ...workload, template: { ...workload.template, [of]: version } }
      : workload;
  return { ...cluster, workloads: cluster.workloads.map(moved) };
}

function isRolledOut(cluster: ClusterState, part: AddonPartState, change: AddonChange): boolean {
  const unavailable = unavailableWorkloads(cluster);
  return workloadsOf(cluster, part)
    .filter(({ key }) => change.workloads.includes(key))
    .every((workload) => {
      const pods = cluster.pods.filter((pod) => pod.workload === workload.key);
      const fresh = pods.filter((pod) => isCurrent(pod, workload));
      const healthy = fresh.filter((pod) => isHealthy(pod, cluster.nowMs, unavailable));
      const wanted =
        workload.kind === "DaemonSet" ? eligibleNodes(cluster, workload) : workload.replicas;
      return fresh.length === pods.length && healthy.length >= wanted && !fresh.some(isTerminating);
    });
}

function atRest(
  cluster: ClusterState,
  addon: AddonState,
  part: AddonPartState,
  failure: string,
): ClusterState {
  const { change: _, ...rest } = part;
  return changePart(cluster, addon, { ...rest, failure });
}
