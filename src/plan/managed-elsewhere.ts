import type { ManagedBy, Provider } from "../model/fleet.ts";
import type { Hop, LeftOut } from "../model/plan.ts";
import { minorOf } from "../model/version.ts";

/** A cluster whose version is someone else's, with its way from what was seen to the target. */
export interface ManagedWay {
  readonly cluster: string;
  readonly provider: Provider["kind"];
  readonly managedBy: ManagedBy;
  /** In the order in which they are to happen; never empty. */
  readonly hops: readonly Hop[];
}

/**
 * Leaves a cluster out whose version is owned by someone else's code, and says what to change there,
 * hop by hop: moved by us, it would only be moved back.
 */
export function managedElsewhere({ cluster, provider, managedBy, hops }: ManagedWay): LeftOut {
  const { kind, where } = managedBy;
  return {
    name: cluster,
    kind: "managed-elsewhere",
    why: `its version is owned by ${OWNERS[kind]} (${where})`,
    help:
      kind === "cluster-api-topology"
        ? topologyWords(managedBy, hops)
        : `in ${where}: ${numbered(changes(hops, fieldsFor(managedBy, provider), DONE[kind]))}`,
  };
}

const OWNERS: Readonly<Record<ManagedBy["kind"], string>> = {
  terraform: "Terraform",
  git: "Git",
  "cluster-api-topology": "a Cluster API topology",
  other: "someone else",
};

/** What makes a change there true. */
const DONE: Readonly<Record<ManagedBy["kind"], string>> = {
  terraform: "apply",
  git: "merge, and wait until it is applied",
  "cluster-api-topology": "wait until control plane and workers are there",
  other: "wait until it is done",
};

/** Names of the fields that hold the versions, and how a version is written in them. */
interface Fields {
  readonly controlPlane: string;
  readonly pools: (names: string) => string;
  readonly write: (version: string) => string;
}

const asItIs = (version: string): string => version;

const PLAIN: Fields = {
  controlPlane: "the version of the control plane",
  pools: (names) => `the version of ${names}`,
  write: asItIs,
};

/** The resources of HashiCorp's providers; EKS takes minors only. */
const TERRAFORM: Partial<Record<Provider["kind"], Fields>> = {
  eks: {
    controlPlane: "aws_eks_cluster.version",
    pools: (names) => `aws_eks_node_group.version of ${names}`,
    write: minorOf,
  },
  gke: {
    controlPlane: "google_container_cluster.min_master_version",
    pools: (names) => `google_container_node_pool.version of ${names}`,
    write: asItIs,
  },
  aks: {
    controlPlane: "azurerm_kubernetes_cluster.kubernetes_version",
    pools: (names) =>
      `orchestrator_version (of default_node_pool, or of azurerm_kubernetes_cluster_node_pool) of ${names}`,
    write: asItIs,
  },
};

/** What people say of the field stands above what is usual for the provider. */
function fieldsFor({ kind, change }: ManagedBy, provider: Provider["kind"]): Fields {
  const usual = (kind === "terraform" ? TERRAFORM[provider] : undefined) ?? PLAIN;
  return change === undefined ? usual : { ...usual, controlPlane: change };
}

/** One change for each hop; pools that go to one version together are one. */
function changes(hops: readonly Hop[], fields: Fields, done: string): readonly string[] {
  const steps: { readonly words: string; readonly pools: string[]; readonly to: string }[] = [];
  for (const hop of hops) {
    const last = steps.at(-1);
    if (hop.component !== "node-pool") {
      steps.push({ words: `${headOf(hop, fields)}, ${done}`, pools: [], to: "" });
    } else if (last !== undefined && last.to === hop.to) {
      last.pools.push(hop.pool);
    } else {
      steps.push({ words: "", pools: [hop.pool], to: hop.to });
    }
  }
  return steps.map(({ words, pools, to }) =>
    pools.length === 0
      ? words
      : `set ${fields.pools(poolWords(pools))} to ${fields.write(to)}, ${done}`,
  );
}

function headOf(hop: Exclude<Hop, { readonly component: "node-pool" }>, fields: Fields): string {
  return hop.component === "addon"
    ? addonWords(hop)
    : `set ${fields.controlPlane} to ${fields.write(hop.to)}`;
}

function addonWords({ addon, part, to }: Extract<Hop, { readonly component: "addon" }>): string {
  return `move ${part === "whole" ? addon : `the ${part} of ${addon}`} to ${to}`;
}

function poolWords(pools: readonly string[]): string {
  return `${pools.length === 1 ? "pool" : "pools"} ${pools.join(", ")}`;
}

/**
 * A topology has one version for control plane and workers, and Cluster API moves both in order. It
 * takes a jump over several minors only from a ClusterClass with `kubernetesVersions` or an upgrade
 * plan extension (chained upgrades, 1.12 and later); step by step always works.
 */
function topologyWords({ where, change }: ManagedBy, hops: readonly Hop[]): string {
  const field = change ?? "spec.topology.version";
  const ours = hops.filter(({ component }) => component !== "node-pool");
  const fields = { ...PLAIN, controlPlane: field, write: (version: string) => `v${version}` };
  const targets = ours.filter(({ component }) => component === "control-plane");
  if (targets.length === 0) return workersWords(where, field, ours);
  const atOnce =
    targets.length === 1
      ? ""
      : "; all minors at once is only for a ClusterClass with kubernetesVersions or an upgrade plan extension";
  return `in ${where}: ${numbered(changes(ours, fields, DONE["cluster-api-topology"]))}${atOnce}`;
}

function workersWords(where: string, field: string, addons: readonly Hop[]): string {
  const rest = changes(addons, PLAIN, DONE.other);
  const held =
    "see whether topology.cluster.x-k8s.io/defer-upgrade or hold-upgrade-sequence holds its workers back";
  return `in ${where}: ${numbered([`${field} is there already: ${held}`, ...rest])}`;
}

/** One after the other; plans made in between show what is left. */
function numbered(steps: readonly string[]): string {
  const list =
    steps.length === 1 ? steps.join("") : steps.map((step, at) => `${at + 1}. ${step}`).join("; ");
  return `${list}; then plan again`;
}
