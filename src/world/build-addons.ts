import { compareAddons } from "../plan/path/parts/addon-versions.ts";
import {
  type AddonPartState,
  type AddonRelease,
  type AddonState,
  type CrdShape,
  type Template,
  templateKey,
} from "./addon-state.ts";
import type { WorldAddon, WorldCluster, WorldTemplate } from "./world-document.ts";
import type { WorkloadState } from "./world-state.ts";

/** The add-ons of a cluster as its file describes them, at rest. */
export function buildAddons(
  { addons = [] }: WorldTemplate,
  cluster: WorldCluster,
): readonly AddonState[] {
  return addons.map((addon) => addonState(addon, versionsOf(addon, cluster)));
}

/** A workload with the versions of the add-ons that it has to do with. */
export function withTemplate(
  workload: WorkloadState,
  { addons = [] }: WorldTemplate,
  cluster: WorldCluster,
): WorkloadState {
  const entries = addons.flatMap((addon) => {
    const { own, proxies } = versionsOf(addon, cluster);
    return [
      ...(addon.workloads.includes(workload.key)
        ? [[templateKey(addon.name, ownPart(addon)), own] as const]
        : []),
      ...(addon.proxies?.workloads.includes(workload.key) === true
        ? [[templateKey(addon.name, "proxies"), proxies] as const]
        : []),
    ];
  });
  const template: Template = Object.fromEntries(entries);
  return entries.length === 0 ? workload : { ...workload, template };
}

interface Versions {
  readonly own: string;
  readonly proxies: string;
}

function versionsOf(addon: WorldAddon, cluster: WorldCluster): Versions {
  const other = cluster.addons?.[addon.name];
  const own = other?.version ?? addon.version;
  return { own, proxies: other?.proxies ?? addon.proxies?.version ?? own };
}

function ownPart(addon: WorldAddon): "control-plane" | "whole" {
  return addon.proxies === undefined ? "whole" : "control-plane";
}

function addonState(addon: WorldAddon, versions: Versions): AddonState {
  const { name, proxies, minorsAtOnce } = addon;
  const releases = releasesOf(addon, versions);
  const crds = releases.findLast(({ version }) => version === versions.own)?.crds ?? [];
  const most = minorsAtOnce ?? (proxies === undefined ? undefined : 1);
  return {
    name,
    managedBy: addon.managedBy ?? { kind: "helm", name: `Helm release ${name}` },
    releases,
    ...(most !== undefined && { minorsAtOnce: most }),
    parts: [
      partState(ownPart(addon), addon),
      ...(proxies === undefined ? [] : [partState("proxies", proxies)]),
    ],
    ...(releases.some((release) => release.crds.length > 0) && {
      crds: {
        version: versions.own,
        items: crds.map((crd) => ({ ...crd, stored: crd.versions.slice(-1) })),
      },
    }),
  };
}

/** Oldest first, what runs among them; CRDs that a release does not name are those of the one before. */
function releasesOf(addon: WorldAddon, { own, proxies }: Versions): readonly AddonRelease[] {
  const written = addon.releases ?? [];
  const running = [...new Set([own, proxies])]
    .filter((version) => !written.some((release) => release.version === version))
    .map((version) => ({ version }));
  const inOrder: WorldAddon["releases"] = [...written, ...running].toSorted((a, b) =>
    compareAddons(a.version, b.version),
  );
  let last: readonly CrdShape[] = [];
  return (inOrder ?? []).map(({ version, kubernetes, crds }) => {
    last = crds ?? last;
    return { version, crds: last, ...(kubernetes && { kubernetes }) };
  });
}

function partState(
  part: AddonPartState["part"],
  { image, workloads }: Pick<WorldAddon, "image" | "workloads">,
): AddonPartState {
  return { part, image, workloads, history: [], changedBy: "", failure: "" };
}
