import type { Facts } from "../../../knowledge/knowledge.ts";
import type { AddonFacts } from "../../../model/cluster-facts.ts";
import type { Snapshot } from "../../../model/snapshot.ts";
import { inOrder, knownAs } from "./addon-versions.ts";
import type { SeenAddon } from "./addon-parts.ts";

export interface SeenAddons {
  /** In the order of their names; without kube-proxy. */
  readonly addons: readonly SeenAddon[];
  /** The oldest kube-proxy that runs. */
  readonly kubeProxy: string | undefined;
  readonly notes: readonly string[];
}

/** The add-ons in a snapshot. Where several versions of one run, it counts as the oldest. */
export function seenAddons(snapshot: Snapshot, facts: Facts): SeenAddons {
  const part = snapshot.facts?.addons;
  if (part === undefined) return { addons: [], kubeProxy: undefined, notes: [] };
  if (part.kind === "not-seen") {
    return {
      addons: [],
      kubeProxy: undefined,
      notes: [`its add-ons could not be seen (${part.why}), so none is checked or moved`],
    };
  }
  const byName = Map.groupBy(
    part.items.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
    ({ name }) => name,
  );
  const read = [...byName].map(([name, items]) => readAddon(name, items, facts));
  return {
    addons: read.flatMap(({ addon }) => addon.filter(({ name }) => name !== "kube-proxy")),
    kubeProxy: read.flatMap(({ addon }) => addon).find(({ name }) => name === "kube-proxy")
      ?.version,
    notes: read.flatMap(({ notes }) => notes),
  };
}

function readAddon(
  name: string,
  items: readonly AddonFacts[],
  facts: Facts,
): { readonly addon: readonly SeenAddon[]; readonly notes: readonly string[] } {
  const unread = items.filter(({ version }) => !/\d/.test(version));
  const readable = items.filter((item) => !unread.includes(item));
  const versionsOf = (part: AddonFacts["part"]): readonly string[] =>
    inOrder(
      readable
        .filter((item) => item.part === part)
        .flatMap(({ version, others }) => [version, ...others])
        .map((version) => version.replace(/^v/, "")),
    );
  const [servers, wholes] = [versionsOf("control-plane"), versionsOf("whole")];
  const own = servers.length > 0 ? servers : wholes;
  const proxies = versionsOf("proxies");
  const addon = own.slice(0, 1).map((version) => ({
    name,
    known: knownAs(facts, name, version),
    part: servers.length > 0 ? ("control-plane" as const) : ("whole" as const),
    version,
    proxies: proxies[0],
  }));
  const isMixed = own.length > 1 || proxies.length > 1;
  const notes = [
    ...unread.map(
      ({ version }) => `${name} says its version is "${version}", so it is not checked or moved`,
    ),
    ...(isMixed ? [`${name} runs in several versions, and counts as the oldest`] : []),
    ...(own.length === 0 && proxies.length > 0
      ? [`of ${name} only proxies were seen, so it is not checked or moved`]
      : []),
  ];
  return { addon, notes };
}
