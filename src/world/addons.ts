import { addonMinor, compareAddons, inOrder } from "../plan/path/parts/addon-versions.ts";
import type { AddonPart } from "../ports/addon-port.ts";
import {
  type AddonPartState,
  type AddonRelease,
  type AddonState,
  templateKey,
} from "./addon-state.ts";
import type { ClusterState, WorkloadState } from "./world-state.ts";

export function addonOf(cluster: ClusterState, name: string): AddonState | undefined {
  return cluster.addons?.find((addon) => addon.name === name);
}

export function partOf(addon: AddonState, part: AddonPart): AddonPartState | undefined {
  return addon.parts.find((one) => one.part === part);
}

/** The workloads of a part, as they are. */
export function workloadsOf(
  cluster: ClusterState,
  { workloads }: AddonPartState,
): readonly WorkloadState[] {
  return cluster.workloads.filter(({ key }) => workloads.includes(key));
}

/** The version that a workload's pods are made with. */
export function versionIn(
  { name }: AddonState,
  { part }: AddonPartState,
  { template }: Pick<WorkloadState, "template">,
): string {
  return template?.[templateKey(name, part)] ?? "";
}

/** The oldest version of a part's workloads. */
export function versionOf(cluster: ClusterState, addon: AddonState, part: AddonPartState): string {
  const versions = workloadsOf(cluster, part).map((workload) => versionIn(addon, part, workload));
  return inOrder(versions)[0] ?? "";
}

/** The version that a part can go back to; undefined when none is kept. */
export function beforeOf(
  cluster: ClusterState,
  addon: AddonState,
  part: AddonPartState,
): string | undefined {
  const runs = workloadsOf(cluster, part).map((workload) => versionIn(addon, part, workload));
  return part.history.findLast((version) => runs.some((each) => each !== version));
}

/** Whether a version is the one that is meant: itself, a later patch of its minor, or any of a minor. */
export function isAt(version: string, to: string): boolean {
  return addonMinor(version) === addonMinor(to) && compareAddons(version, to) >= 0;
}

/** The newest release that a version or minor stands for. */
export function releaseFor({ releases }: AddonState, to: string): AddonRelease | undefined {
  return releases.findLast(({ version }) => compareAddons(version, to) === 0);
}

export function changeAddon(cluster: ClusterState, addon: AddonState): ClusterState {
  return {
    ...cluster,
    addons: (cluster.addons ?? []).map((one) => (one.name === addon.name ? addon : one)),
  };
}

export function changePart(
  cluster: ClusterState,
  { name }: AddonState,
  part: AddonPartState,
): ClusterState {
  const addon = addonOf(cluster, name);
  if (addon === undefined) return cluster;
  const parts = addon.parts.map((one) => (one.part === part.part ? part : one));
  return changeAddon(cluster, { ...addon, parts });
}

/** The image of a template's version of a part. */
export function imageOf({ image }: AddonPartState, version: string): string {
  return image.replaceAll("{version}", version);
}
