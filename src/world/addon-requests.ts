import { addonMinor, compareAddons, minorsMoved } from "../plan/path/parts/addon-versions.ts";
import type { AddonPart } from "../ports/addon-port.ts";
import type { StartAnswer } from "../ports/provider-port.ts";
import { startCrds, startMove } from "./addon-changes.ts";
import {
  addonOf,
  beforeOf,
  isAt,
  partOf,
  releaseFor,
  versionIn,
  versionOf,
  workloadsOf,
} from "./addons.ts";
import type { AddonCrdsState, AddonPartState, AddonState, CrdShape } from "./addon-state.ts";
import type { Started } from "./provider-requests.ts";
import type { Requests } from "./requests.ts";
import type { ClusterState, WorkloadState } from "./world-state.ts";

export function upgradeCrds(
  cluster: ClusterState,
  { addon: name, to, owner }: Requests["upgradeCrds"],
): Started {
  const addon = addonOf(cluster, name);
  if (addon === undefined) return refused(cluster, unknownAddon(cluster, name));
  const { crds } = addon;
  if (crds === undefined) return refused(cluster, `${name} has no CRDs`);
  const release = releaseFor(addon, to);
  if (release === undefined) return refused(cluster, notToBeHad(addon, to));
  if (crds.change !== undefined) {
    return crds.change.to === release.version
      ? answer(cluster, "alreadyRunning")
      : busy(cluster, `the move of its CRDs to ${crds.change.to}, started by ${crds.change.by}`);
  }
  if (compareAddons(crds.version, release.version) >= 0) return answer(cluster, "alreadyThere");
  const lost = stillStored(crds, release.crds);
  if (lost !== undefined) return refused(cluster, lost);
  return accepted(startCrds(cluster, addon, release.version, owner));
}

/** Why CRDs may not be replaced: something is stored in a version that they would not serve. */
function stillStored({ items }: AddonCrdsState, next: readonly CrdShape[]): string | undefined {
  for (const { name, stored } of items) {
    const versions = next.find((crd) => crd.name === name)?.versions ?? stored;
    const lost = stored.find((version) => !versions.includes(version));
    if (lost !== undefined) return `objects of ${name} are still stored as ${lost}`;
  }
  return undefined;
}

/** A part that is there, with the version that is asked for and the workloads that it is asked of. */
interface Wanted {
  readonly addon: AddonState;
  readonly part: AddonPartState;
  readonly to: string;
  readonly workloads: readonly WorkloadState[];
}

export function upgradeAddon(cluster: ClusterState, request: Requests["upgradeAddon"]): Started {
  const wanted = wantedOf(cluster, request, (addon) => releaseFor(addon, request.to)?.version);
  if (typeof wanted === "string") return refused(cluster, wanted);
  const { addon, part, to, workloads } = wanted;
  if (part.change !== undefined) {
    return part.change.to === to && part.change.kind === "upgrade"
      ? answer(cluster, "alreadyRunning")
      : busy(cluster, changeWords(addon, part.change));
  }
  if (isEverywhere(wanted) && part.failure === "") return answer(cluster, "alreadyThere");
  const why = whyNotUpgrade(cluster, wanted);
  if (why !== undefined) return refused(cluster, why);
  const keys = workloads.map(({ key }) => key);
  return accepted(
    startMove(cluster, addon, part, { kind: "upgrade", to, by: request.owner, workloads: keys }),
  );
}

export function rollBackAddon(cluster: ClusterState, request: Requests["rollBackAddon"]): Started {
  const wanted = wantedOf(cluster, request, (addon, part) => {
    const before = beforeOf(cluster, addon, part);
    const isMeant = before !== undefined && compareAddons(before, request.to) === 0;
    return isMeant ? before : releaseFor(addon, request.to)?.version;
  });
  if (typeof wanted === "string") return refused(cluster, wanted);
  const { addon, part, to, workloads } = wanted;
  const { change } = part;
  if (change?.kind === "rollback") {
    return change.to === to
      ? answer(cluster, "alreadyRunning")
      : busy(cluster, changeWords(addon, change));
  }
  const isBack = workloads.every((one) => compareAddons(versionIn(addon, part, one), to) === 0);
  if (change === undefined && isBack && part.failure === "") {
    return answer(cluster, "alreadyThere");
  }
  const kept = [beforeOf(cluster, addon, part), versionOf(cluster, addon, part)];
  if (!kept.includes(to)) {
    return refused(cluster, `of ${addon.name} ${to} is not kept, so it cannot be gone back to`);
  }
  const why = whyNotBack(cluster, addon, part, to);
  if (why !== undefined) return refused(cluster, why);
  const keys = workloads.map(({ key }) => key);
  return accepted(
    startMove(cluster, addon, part, { kind: "rollback", to, by: request.owner, workloads: keys }),
  );
}

/** Somebody else moves every part that is meant, whatever stands against it. */
export function moveByOther(
  cluster: ClusterState,
  {
    addon: name,
    part,
    to,
  }: { readonly addon: string; readonly part?: AddonPart | undefined; readonly to: string },
  by: string,
): ClusterState {
  const addon = addonOf(cluster, name);
  const version = addon === undefined ? undefined : releaseFor(addon, to)?.version;
  if (addon === undefined || version === undefined) return cluster;
  return addon.parts
    .filter((one) => (part ?? one.part) === one.part)
    .reduce(
      (after, one) =>
        startMove(after, addon, one, {
          kind: "upgrade",
          to: version,
          by,
          workloads: one.workloads,
        }),
      cluster,
    );
}

function wantedOf(
  cluster: ClusterState,
  { addon: name, part: which, to, workloads: only }: Requests["upgradeAddon"],
  resolve: (addon: AddonState, part: AddonPartState) => string | undefined,
): Wanted | string {
  const addon = addonOf(cluster, name);
  if (addon === undefined) return unknownAddon(cluster, name);
  const part = partOf(addon, which);
  if (part === undefined) {
    return `${name} has no part ${which} (it has: ${addon.parts.map((one) => one.part).join(", ")})`;
  }
  const version = resolve(addon, part);
  if (version === undefined) return notToBeHad(addon, to);
  const strange = (only ?? []).find((key) => !part.workloads.includes(key));
  if (strange !== undefined) return `${strange} is no workload of the ${which} of ${name}`;
  const workloads = workloadsOf(cluster, part).filter(
    ({ key }) => only === undefined || only.includes(key),
  );
  return { addon, part, to: version, workloads };
}

function isEverywhere({ addon, part, to, workloads }: Wanted): boolean {
  return workloads.every((workload) => isAt(versionIn(addon, part, workload), to));
}

function whyNotUpgrade(cluster: ClusterState, { addon, part, to }: Wanted): string | undefined {
  const from = versionOf(cluster, addon, part);
  const { name } = addon;
  if (compareAddons(to, from) < 0)
    return `${name} ${to} is older than ${from}: ask for a roll back`;
  const own = addon.parts.find((one) => one.part !== "proxies") ?? part;
  if (part.part === "proxies") {
    const server = versionOf(cluster, addon, own);
    if (own.change === undefined && server === to) return undefined;
    return `the control plane of ${name} is ${own.change === undefined ? `at ${server}` : "on its way"}: proxies go where it is`;
  }
  const { crds, minorsAtOnce = Infinity } = addon;
  if (crds !== undefined && (crds.change !== undefined || compareAddons(crds.version, to) < 0)) {
    return `the CRDs of ${name} are of ${crds.version}: they come first`;
  }
  if (minors(addon, from, to) > minorsAtOnce) {
    return `${name} cannot go from ${from} to ${to} at once: ${minorsAtOnce} minor at a time`;
  }
  const proxies = partOf(addon, "proxies");
  const oldest = proxies === undefined ? to : versionOf(cluster, addon, proxies);
  return minors(addon, oldest, to) > 1
    ? `proxies of ${name} are at ${oldest}, and may be one minor behind their control plane`
    : undefined;
}

function minors({ releases }: AddonState, from: string, to: string): number {
  return addonMinor(from) === addonMinor(to)
    ? 0
    : minorsMoved(
        from,
        to,
        releases.map(({ version }) => version),
      );
}

/** Why a part cannot go back; undefined when it can. */
export function whyNotBack(
  cluster: ClusterState,
  addon: AddonState,
  part: AddonPartState,
  to: string,
): string | undefined {
  const { name, crds } = addon;
  const needed = releaseFor(addon, to)?.crds ?? [];
  const served = new Map((crds?.items ?? []).map((crd) => [crd.name, crd.versions]));
  const lost = needed.find((crd) => !crd.versions.some((v) => served.get(crd.name)?.includes(v)));
  if (lost !== undefined) {
    return `its CRDs stay, and ${lost.name} serves nothing any more that ${name} ${to} knows`;
  }
  const proxies = partOf(addon, "proxies");
  if (part.part === "proxies" || proxies === undefined) return undefined;
  const ahead = workloadsOf(cluster, proxies).find(
    (workload) => compareAddons(versionIn(addon, proxies, workload), to) > 0,
  );
  return ahead === undefined
    ? undefined
    : `the proxies of ${ahead.key} would be newer than their control plane: they go back first`;
}

function changeWords(
  { name }: AddonState,
  { kind, to, by }: NonNullable<AddonPartState["change"]>,
): string {
  return `the ${kind === "upgrade" ? "upgrade" : "roll back"} of ${name} to ${to}, started by ${by}`;
}

function unknownAddon({ addons = [] }: ClusterState, name: string): string {
  const there = addons.map((addon) => addon.name).join(", ") || "none";
  return `there is no add-on ${name} (there are: ${there})`;
}

function notToBeHad({ name, releases }: AddonState, to: string): string {
  const there = releases.map(({ version }) => version).join(", ");
  return `${name} ${to} is not to be had here (there are: ${there})`;
}

const answer = (
  cluster: ClusterState,
  kind: Exclude<StartAnswer["kind"], "busy" | "refused">,
): Started => ({ cluster, value: { kind } });
const accepted = (cluster: ClusterState): Started => answer(cluster, "accepted");
const busy = (cluster: ClusterState, who: string): Started => ({
  cluster,
  value: { kind: "busy", with: who },
});
const refused = (cluster: ClusterState, why: string): Started => ({
  cluster,
  value: { kind: "refused", why },
});
