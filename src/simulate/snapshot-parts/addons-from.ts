import type { AddonFacts, ClusterFacts } from "../../model/cluster-facts.ts";
import type { WorldAddon, WorldWorkload } from "../../world/world-document.ts";

/** What an add-on was recognised by names its workload last: `... of Deployment kube-system/coredns`. */
const WORKLOAD = /of [A-Z][A-Za-z]* ([a-z0-9][-a-z0-9.]*\/[a-z0-9][-a-z0-9.]*)$/;
const IMAGE = /^image (\S+) of /;

/** Add-ons whose workloads are known; `workloads` are those that the simulated cluster has. */
export function addonsFrom(
  facts: ClusterFacts | undefined,
  workloads: readonly WorldWorkload[],
): { readonly addons: readonly WorldAddon[]; readonly notCarried: readonly string[] } {
  if (facts === undefined) return { addons: [], notCarried: [] };
  const { addons: part } = facts;
  if (part.kind === "not-seen") {
    return { addons: [], notCarried: [`add-ons, which were not seen: ${part.why}`] };
  }
  const there = new Set(workloads.map(({ namespace, name }) => `${namespace}/${name}`));
  const addons: WorldAddon[] = [];
  const notCarried: string[] = [];
  for (const [name, parts] of Map.groupBy(part.items, (item) => item.name)) {
    const addon = addonFrom(name, parts, there);
    if (addon === undefined)
      notCarried.push(`add-on ${name}: which workloads it is cannot be told`);
    else addons.push(addon);
    if (parts.some(({ others }) => others.length > 0))
      notCarried.push(`add-on ${name}: of several versions the oldest only`);
  }
  return { addons, notCarried };
}

function addonFrom(
  name: string,
  parts: readonly AddonFacts[],
  there: ReadonlySet<string>,
): WorldAddon | undefined {
  const own = parts.find(({ part }) => part !== "proxies");
  const proxies = parts.find(({ part }) => part === "proxies");
  const workloads = own === undefined ? [] : workloadsOf(own, there);
  if (own === undefined || workloads.length === 0) return undefined;
  const carrying = proxies === undefined ? [] : workloadsOf(proxies, there);
  // A mesh without its proxies would be a mesh whose proxies need no restart.
  if (own.part === "control-plane" && carrying.length === 0) return undefined;
  return {
    name,
    version: own.version,
    image: imageOf(own),
    workloads,
    ...(proxies !== undefined && {
      proxies: { version: proxies.version, image: imageOf(proxies), workloads: carrying },
    }),
  };
}

function workloadsOf({ evidence }: AddonFacts, there: ReadonlySet<string>): readonly string[] {
  const named = evidence.flatMap((words) => WORKLOAD.exec(words)?.[1] ?? []);
  return [...new Set(named)].filter((key) => there.has(key));
}

/** With `{version}` in place of the version that runs, as worlds write them. */
function imageOf({ name, version, evidence }: AddonFacts): string {
  const image =
    evidence.flatMap((words) => IMAGE.exec(words)?.[1] ?? [])[0] ?? `${name}:${version}`;
  return image.includes(version)
    ? image.replace(version, "{version}")
    : `${image.split(":")[0]}:{version}`;
}
