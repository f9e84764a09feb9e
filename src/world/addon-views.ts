import type { AddonPartView, AddonView, AddonWorkload } from "../ports/addon-port.ts";
import { conversionIsStuck } from "./addon-changes.ts";
import { whyNotBack } from "./addon-requests.ts";
import { addonOf, beforeOf, versionIn, versionOf } from "./addons.ts";
import { type AddonPartState, type AddonState, templateKey } from "./addon-state.ts";
import { unavailableWorkloads } from "./faults.ts";
import { isHealthy } from "./pods.ts";
import { workloadViews } from "./views.ts";
import type { ClusterState } from "./world-state.ts";

/** An add-on as whoever installs it shows it; undefined when there is none of the name. */
export function addonView(cluster: ClusterState, name: string): AddonView | undefined {
  const addon = addonOf(cluster, name);
  if (addon === undefined) return undefined;
  const crds = crdsView(cluster, addon);
  return {
    name,
    managedBy: addon.managedBy,
    parts: addon.parts.map((part) => partView(cluster, addon, part)),
    ...(crds && { crds }),
  };
}

function crdsView(cluster: ClusterState, { name, crds }: AddonState): AddonView["crds"] {
  if (crds === undefined) return undefined;
  const { version, change, items } = crds;
  const isStuck = change !== undefined && conversionIsStuck(cluster, name);
  return {
    version,
    ...(change && { upgradingTo: change.to }),
    trouble: isStuck
      ? `objects of ${items.map((crd) => crd.name).join(", ")} are not converted to the version that is stored now`
      : "",
    items: items.map((crd) => ({ name: crd.name, served: crd.versions, stored: crd.stored })),
  };
}

function partView(cluster: ClusterState, addon: AddonState, part: AddonPartState): AddonPartView {
  const { change, failure, changedBy } = part;
  const before = beforeOf(cluster, addon, part);
  const blocked = before === undefined ? undefined : whyNotBack(cluster, addon, part, before);
  return {
    part: part.part,
    version: versionOf(cluster, addon, part),
    ...(change && { upgradingTo: change.to }),
    failure,
    changedBy,
    ...(before !== undefined && {
      before: { version: before, ...(blocked !== undefined && { blocked }) },
    }),
    workloads: workloadsView(cluster, addon, part),
  };
}

function workloadsView(
  cluster: ClusterState,
  addon: AddonState,
  part: AddonPartState,
): readonly AddonWorkload[] {
  const unavailable = unavailableWorkloads(cluster);
  const of = templateKey(addon.name, part.part);
  return workloadViews({
    ...cluster,
    workloads: cluster.workloads.filter(({ key }) => part.workloads.includes(key)),
  }).map((view) => {
    const key = `${view.namespace}/${view.name}`;
    const workload = cluster.workloads.find((one) => one.key === key);
    const version = workload === undefined ? "" : versionIn(addon, part, workload);
    const pods = cluster.pods.filter((pod) => pod.workload === key);
    const updated = pods.filter((pod) => pod.template?.[of] === version);
    return {
      ...view,
      version,
      updated: updated.filter((pod) => isHealthy(pod, cluster.nowMs, unavailable)).length,
      outdated: pods.length - updated.length,
    };
  });
}
