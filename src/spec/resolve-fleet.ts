import type {
  Cluster,
  ClusterSpec,
  Fleet,
  FleetDocument,
  Member,
  Provider,
} from "../model/fleet.ts";

import { selects } from "../model/selector.ts";

type Defaults = NonNullable<FleetDocument["spec"]["defaults"]>;
type MemberSpec = NonNullable<ClusterSpec["members"]>[number];

type Spec = FleetDocument["spec"];

/**
 * The fleet with its defaults filled in: what stands nearer to a member wins (member, cluster,
 * `spec.defaults`); labels and contacts are merged key by key, windows and `managedBy` are taken as a
 * whole, and each cluster has the freezes that hold for it. A cluster without members has one of
 * its own name, and a provider that names no cluster means the member's name.
 * Throws a TypeError for a document that `checkFleet` would have refused.
 */
export function resolveFleet(document: FleetDocument): Fleet {
  const { defaults = {}, freezes = [], desired } = document.spec;
  return {
    name: document.metadata.name,
    ...(desired !== undefined && { desired }),
    clusters: document.spec.clusters.map((cluster) => ({
      ...resolveCluster(cluster, defaults),
      ...heldBack(cluster, defaults, freezes),
    })),
  };
}

/** Who else owns the version, when nothing may start, and which clusters go before; fields that say nothing are left out. */
function heldBack(
  cluster: ClusterSpec,
  defaults: Defaults,
  freezes: NonNullable<Spec["freezes"]>,
): Pick<Cluster, "managedBy" | "windows" | "freezes" | "dependsOn"> {
  const managedBy = cluster.managedBy ?? defaults.managedBy;
  const { dependsOn } = cluster;
  const windows = cluster.windows ?? defaults.windows;
  const labels = { ...defaults.labels, ...cluster.labels };
  const frozen = freezes.filter(
    ({ selector = {}, clusters }) => clusters?.includes(cluster.name) ?? selects(selector, labels),
  );
  return {
    ...(managedBy !== undefined && managedBy.kind !== "fleetlift" && { managedBy }),
    ...(windows !== undefined && { windows }),
    ...(frozen.length > 0 && { freezes: frozen }),
    ...(dependsOn !== undefined && { dependsOn }),
  };
}

function resolveCluster(cluster: ClusterSpec, defaults: Defaults): Cluster {
  const specs = cluster.members ?? [{ name: cluster.name }];
  const current = specs.length === 1 ? specs[0] : specs.find((spec) => spec.current === true);
  if (current === undefined) throw unchecked(cluster.name, "no current member");
  const resolve = (spec: MemberSpec) => resolveMember(spec, cluster, defaults);
  return {
    name: cluster.name,
    labels: { ...defaults.labels, ...cluster.labels },
    contacts: { ...defaults.contacts, ...cluster.contacts },
    current: resolve(current),
    others: specs.filter((spec) => spec !== current).map(resolve),
  };
}

function resolveMember(spec: MemberSpec, cluster: ClusterSpec, defaults: Defaults): Member {
  const provider = spec.provider ?? cluster.provider ?? defaults.provider;
  if (provider === undefined) throw unchecked(cluster.name, "no provider");
  const metrics = spec.metrics ?? cluster.metrics;
  return {
    name: spec.name,
    provider: named(provider, spec.name),
    access: spec.access ?? {},
    ...(metrics !== undefined && { metrics }),
  };
}

function named(provider: Provider, member: string): Provider {
  return { ...provider, cluster: provider.cluster ?? member };
}

function unchecked(cluster: string, what: string): TypeError {
  return new TypeError(`cluster ${cluster} has ${what}: the fleet was not read by readDocuments`);
}
