import type { Provider } from "../../model/fleet.ts";
import type { DiscoveredCluster } from "../../ports/inventory-port.ts";

/** What a kubeconfig says of a cluster, and what the cluster says of itself. */
export interface Traces {
  readonly context: string;
  /** The kubeconfig's name for the cluster. */
  readonly cluster: string;
  /** The kubeconfig's name for the user; `az aks get-credentials` writes the resource group into it. */
  readonly user?: string | undefined;
  readonly server: string;
  /** `gitVersion` of its API server, like `v1.34.4-eks-1234`. */
  readonly gitVersion?: string | undefined;
  /** Groups of APIs that it serves. */
  readonly apiGroups?: readonly string[] | undefined;
}

type Guess = DiscoveredCluster["provider"];
type Known = Extract<Guess, { readonly kind: "known" }>;

/**
 * Who provides a cluster, by the marks that the clouds' own tools leave: names that
 * `aws eks update-kubeconfig`, `gcloud container clusters get-credentials` and `eksctl` write, hosts of
 * the servers, words in the version, API groups. The first mark counts; those with more in them go first.
 */
export function guessProvider(traces: Traces): Guess {
  return (
    byNames(traces) ??
    withNames(byServer(traces.server), traces) ??
    byVersion(traces.gitVersion ?? "") ??
    byGroups(traces.apiGroups ?? []) ??
    byOtherNames(traces) ?? {
      kind: "unknown",
      why: `nothing tells who provides it: looked at ${lookedAt(traces)}`,
    }
  );
}

/** What a context is called for, without what the tool that wrote it puts around. */
export function plainName(context: string): string {
  const forms = [ARN, GKE, EKSCTL, OC_LOGIN, ADMIN, KUBEADM];
  return forms.map((form) => form.exec(context)?.groups?.["name"]).find((name) => name) ?? context;
}

const ARN =
  /^arn:(?<partition>aws[a-z-]*):eks:(?<region>[a-z0-9-]+):(?<account>\d{12}):cluster\/(?<name>[A-Za-z0-9_-]+)$/;
const GKE = /^gke_(?<project>[^_]+)_(?<location>[a-z0-9-]+)_(?<name>[a-z0-9-]+)$/;
/** `user@name.region.eksctl.io` of the context, `name.region.eksctl.io` of the cluster. */
const EKSCTL = /^(?:.*@)?(?<name>[A-Za-z0-9_-]+)\.(?<region>[a-z0-9-]+)\.eksctl\.io$/;
/** `namespace/api-cluster-example-com:6443/user`, as `oc login` writes it. */
const OC_LOGIN = /^[^/]*\/api-(?<name>[A-Za-z0-9-]+):\d+(?:\/.*)?$/;
/** `name-admin@name`, as Cluster API writes it. */
const ADMIN = /^(?<name>.+)-admin@\k<name>$/;
/** As kubeadm writes it into its admin.conf. */
const KUBEADM = /^kubernetes-admin@(?<name>.+)$/;

function byNames({ context, cluster }: Traces): Known | undefined {
  for (const [what, name] of [
    ["cluster", cluster],
    ["context", context],
  ] as const) {
    const provider = arnProvider(name) ?? gkeProvider(name) ?? eksctlProvider(name);
    if (provider !== undefined) return known(provider, `the name of the ${what}, ${name}`);
  }
  return undefined;
}

function arnProvider(name: string): Provider | undefined {
  const { region, account, name: cluster } = ARN.exec(name)?.groups ?? {};
  if (region === undefined || account === undefined || cluster === undefined) return undefined;
  return { kind: "eks", cluster, region, account };
}

function gkeProvider(name: string): Provider | undefined {
  const { project, location, name: cluster } = GKE.exec(name)?.groups ?? {};
  if (project === undefined || location === undefined || cluster === undefined) return undefined;
  return { kind: "gke", cluster, project, location };
}

function eksctlProvider(name: string): Provider | undefined {
  const { region, name: cluster } = EKSCTL.exec(name)?.groups ?? {};
  return region === undefined || cluster === undefined
    ? undefined
    : { kind: "eks", cluster, region };
}

const HOSTS: readonly (readonly [RegExp, (place: string) => Provider])[] = [
  [/\.(?<place>[a-z0-9-]+)\.eks\.amazonaws\.com(?:\.cn)?$/, (region) => ({ kind: "eks", region })],
  [/\.eks-cluster\.(?<place>[a-z0-9-]+)\.api\.aws$/, (region) => ({ kind: "eks", region })],
  [
    /\.(?<place>[a-z0-9]+)\.(?:azmk8s\.(?:io|us)|cx\.prod\.service\.azk8s\.(?:cn|us)|cx\.aks\.containerservice\.azure\.us)$/,
    (location) => ({ kind: "aks", location }),
  ],
  [/\.(?<place>[a-z0-9-]+)\.gke\.goog$/, (location) => ({ kind: "gke", location })],
];

/** A host has the region in it, but not the name. */
function byServer(server: string): Known | undefined {
  const host = hostOf(server);
  for (const [form, providerIn] of HOSTS) {
    const place = form.exec(host)?.groups?.["place"];
    if (place !== undefined) return known(providerIn(place), `the server's host, ${host}`);
  }
  return undefined;
}

/** What `az aks get-credentials` says beside: the cluster's name, and its resource group before it. */
function withNames(found: Known | undefined, { cluster, user = "" }: Traces): Known | undefined {
  if (found?.provider.kind !== "aks") return found;
  const [, group] = /^cluster(?:User|Admin)_(.+)$/.exec(user) ?? [];
  if (group === undefined || !group.endsWith(`_${cluster}`)) return found;
  const resourceGroup = group.slice(0, -cluster.length - 1);
  return known({ ...found.provider, resourceGroup, cluster }, `${found.why}, and the user's name`);
}

function byVersion(gitVersion: string): Known | undefined {
  const why = `its version, ${gitVersion}`;
  if (/-eks-/.test(gitVersion)) return known({ kind: "eks" }, why);
  return /-gke\.\d+/.test(gitVersion) ? known({ kind: "gke" }, why) : undefined;
}

function byGroups(groups: readonly string[]): Known | undefined {
  const group = groups.find((name) => name === "config.openshift.io");
  return group === undefined
    ? undefined
    : known({ kind: "openshift" }, `it serves the API group ${group}`);
}

/** kubeadm's own contexts, those of tools that install with it, and what `oc login` writes. */
function byOtherNames({ context }: Traces): Known | undefined {
  const why = `the name of the context, ${context}`;
  if (OC_LOGIN.test(context)) return known({ kind: "openshift" }, why);
  if (KUBEADM.test(context)) return known({ kind: "kubeadm" }, why);
  const tool = /^(kind)-|^(minikube)$/
    .exec(context)
    ?.slice(1)
    .find((name) => name);
  return tool === undefined
    ? undefined
    : known({ kind: "kubeadm" }, `${why}: ${tool} installs with kubeadm`);
}

function lookedAt({ server, gitVersion, apiGroups }: Traces): string {
  return [
    "names",
    ...(server === "" ? [] : [`the server's host (${hostOf(server)})`]),
    ...(gitVersion === undefined ? [] : [`the version (${gitVersion})`]),
    ...(apiGroups === undefined ? [] : ["API groups"]),
  ].join(", ");
}

function hostOf(server: string): string {
  return URL.parse(server)?.hostname ?? server;
}

function known(provider: Provider, why: string): Known {
  return { kind: "known", provider, why };
}
