import type { ClusterSpec, ManagedBy, Provider } from "../../model/fleet.ts";
import type { DiscoveredCluster } from "../../ports/inventory-port.ts";
import type { FoundCluster } from "./group-twins.ts";

/** An entry of a fleet, and what is to be said above it. */
export interface FleetEntry {
  readonly cluster: ClusterSpec;
  /** One line each, without the `#`. */
  readonly comments: readonly string[];
}

type KnownProvider = Extract<DiscoveredCluster["provider"], { readonly kind: "known" }>;

/** What a cluster is called here, and what it is called there. */
export interface NamedCluster extends FoundCluster {
  /** A name that a fleet may have, and that no other has. */
  readonly name: string;
}

/** Kubernetes as its project publishes it: what stands where nothing tells who provides a cluster. */
const NO_PROVIDER: Provider = { kind: "kubeadm" };

/** The entry of a cluster, ready for use, with a comment for all that was changed, guessed or not seen. */
export function fleetEntry(found: NamedCluster): FleetEntry {
  const { name, best, ways } = found;
  const known = knownProvider(found);
  const labels = Object.assign({}, ...ways.map((way) => way.labels));
  const managedBy = ways.find((way) => way.managedBy !== undefined)?.managedBy;
  const notes = ways.flatMap((way) => way.notes);
  return {
    cluster: {
      name,
      ...(Object.keys(labels).length > 0 && { labels }),
      provider: withoutOwnName(known?.provider ?? NO_PROVIDER, name),
      members: [{ name, access: best.access }],
      ...(managedBy !== undefined && { managedBy }),
    },
    comments: [
      ...(name === best.name ? [] : [`called ${best.name} there`]),
      ...(known === undefined ? [unknownWords(found)] : nameWords(known, name)),
      ...(best.unread === undefined ? [] : [`not read: ${oneLine(best.unread)}`]),
      ...(best.accessHelp === undefined ? [] : [best.accessHelp]),
      ...twinWords(found),
      ...(managedBy === undefined ? [] : [managedWords(managedBy)]),
      ...notes,
    ].map(oneLine),
  };
}

/** Of several, Cluster API's word stands first, because it is what acts there; then the one that says most. */
export function knownProvider({ ways }: FoundCluster): KnownProvider | undefined {
  return ways
    .flatMap(({ provider }) => (provider.kind === "known" ? [provider] : []))
    .toSorted((a, b) => weight(b.provider) - weight(a.provider))[0];
}

function weight(provider: Provider): number {
  return Object.keys(provider).length + (provider.kind === "cluster-api" ? 10 : 0);
}

/** Left out, it is the member's name, which is the cluster's here. */
function withoutOwnName(provider: Provider, name: string): Provider {
  if (provider.cluster !== name) return provider;
  const { cluster: _, ...rest } = provider;
  return rest;
}

/** The marks of a cloud that do not say what the cluster is called there. */
function nameWords({ provider, why }: KnownProvider, name: string): readonly string[] {
  const cloud = ["eks", "gke", "aks"].includes(provider.kind);
  if (!cloud || provider.cluster !== undefined) return [];
  return [
    `${provider.kind} by ${why}; what it is called there is not known, ${name} is taken for it`,
  ];
}

function unknownWords({ best }: FoundCluster): string {
  return `${best.provider.why}; kubeadm stands for Kubernetes as its project publishes it`;
}

function twinWords({ best, ways, sameBy }: FoundCluster): readonly string[] {
  const others = ways.filter((way) => way !== best).map(({ source }) => source);
  return others.length === 0 ? [] : [`also found as ${others.join(", ")} (${sameBy})`];
}

function managedWords({ kind }: ManagedBy): string {
  return kind === "git"
    ? "its version is applied from Git: correct where it stands there"
    : "its version is owned by its topology: the plan says what to change there";
}

/** A comment ends with its line. */
function oneLine(words: string): string {
  return words.replaceAll(/\s+/g, " ").trim();
}
