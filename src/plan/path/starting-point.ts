import {
  apiServersAllowed,
  kubeletAllowed,
  kubeletLag,
  maxKubeletLag,
} from "../../knowledge/skew.ts";
import type { Pool, PoolDialect, Snapshot } from "../../model/snapshot.ts";
import { compareVersions, minorNumber, parseVersion } from "../../model/version.ts";
import { unreadable, type PathProblem } from "./path-problem.ts";

/** The versions of things that should be alike, each once and without a leading `v`, oldest first. */
export interface Versions {
  readonly all: readonly string[];
  readonly oldest: string;
  readonly newest: string;
}

/** A pool that has nodes to move. It counts as its oldest kubelet. */
export interface StartingPool {
  readonly name: string;
  readonly dialect: PoolDialect;
  readonly kubelets: Versions;
}

/** Where a cluster stands, with every version read and found to be legal side by side. */
export interface StartingPoint {
  readonly servers: Versions;
  readonly pools: readonly StartingPool[];
  /** Pools whose nodes an autoscaler makes anew at the control plane's version by itself: no hop of ours. */
  readonly selfDriven: readonly StartingPool[];
  /** Pools without a node: there is nothing in them to move. */
  readonly emptyPools: readonly string[];
  /** What the provider could bring it to, and what it runs. */
  readonly offered: readonly string[];
}

/** Reads the versions in a snapshot. Pools come in the order of their names: an API lists them in any. */
export function startingPoint(
  snapshot: Snapshot,
): { readonly start: StartingPoint } | { readonly problems: readonly PathProblem[] } {
  const unread = unreadableVersions(snapshot);
  if (unread.length > 0) return { problems: unread };
  const { controlPlane } = snapshot;
  const servers = versionsOf([
    controlPlane.version,
    ...controlPlane.servers.map(({ version }) => version),
  ]);
  const inOrder = snapshot.pools.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const pools = inOrder.filter((pool) => kubeletsOf(pool).length > 0).map(startingPool);
  const problems = [
    ...serverProblems(servers),
    ...inOrder.flatMap(unknownPool),
    ...pools.flatMap((pool) => poolProblems(pool, servers)),
  ];
  if (problems.length > 0) return { problems };
  const selfDriven = pools.filter(({ name }) => isSelfDriven(name, snapshot));
  const emptyPools = inOrder.filter(isEmpty).map(({ name }) => name);
  const offered = versionsOf([...servers.all, ...snapshot.available]).all;
  const ours = pools.filter((pool) => !selfDriven.includes(pool));
  return { start: { servers, pools: ours, selfDriven, emptyPools, offered } };
}

/** Whether Karpenter makes all nodes of a pool: it replaces those that drift from its own choice of version. */
function isSelfDriven(pool: string, { facts }: Snapshot): boolean {
  const nodes = facts?.nodes.kind === "seen" ? facts.nodes.items : [];
  const own = nodes.filter((node) => node.pool === pool);
  return own.length > 0 && own.every(({ provisioner }) => provisioner === "karpenter");
}

function unreadableVersions(snapshot: Snapshot): readonly PathProblem[] {
  const { controlPlane, pools, available } = snapshot;
  const said: readonly (readonly [string, string])[] = [
    ["the control plane", controlPlane.version],
    ...controlPlane.servers.map(({ name, version }) => [`API server ${name}`, version] as const),
    ...pools.flatMap(({ nodes }) =>
      nodes.flatMap(({ name, kubeletVersion }) =>
        kubeletVersion === undefined ? [] : [[`node ${name}`, kubeletVersion] as const],
      ),
    ),
    ...available.map((version) => ["an available version of the provider", version] as const),
  ];
  // Hundreds of nodes say the same version.
  const versions = new Set(said.map(([, version]) => version));
  const unread = new Set([...versions].filter((version) => parseVersion(version)?.major !== 1));
  return said
    .filter(([, version]) => unread.has(version))
    .map(([what, version]) => unreadable(what, version));
}

function serverProblems(servers: Versions): readonly PathProblem[] {
  if (apiServersAllowed(servers.oldest, servers.newest)) return [];
  return [
    {
      rule: "servers-apart",
      why: `its API servers run ${servers.all.join(", ")}; they may be one minor apart at most`,
      help: `bring every API server to the minor of ${servers.newest} by hand, one minor at a time, then plan again`,
    },
  ];
}

function unknownPool(pool: Pool): readonly PathProblem[] {
  if (isEmpty(pool) || kubeletsOf(pool).length > 0) return [];
  return [
    {
      rule: "pool-unknown",
      why: `node pool ${pool.name}: none of its nodes has joined yet, so its version is not known`,
      help: "plan again when a node has joined",
    },
  ];
}

function poolProblems({ name, kubelets }: StartingPool, servers: Versions): readonly PathProblem[] {
  const help = `replace those nodes by hand with nodes of ${servers.oldest}, then plan again`;
  if (minorNumber(kubelets.newest) > minorNumber(servers.oldest)) {
    return [
      {
        rule: "pool-ahead",
        why: `node pool ${name} runs ${kubelets.newest}, newer than its API server's ${servers.oldest}; a kubelet is never newer`,
        help,
      },
    ];
  }
  if (kubeletAllowed(kubelets.oldest, servers.newest)) return [];
  const lag = kubeletLag(kubelets.oldest, servers.newest);
  return [
    {
      rule: "pool-too-far-behind",
      why: `node pool ${name} runs ${kubelets.oldest}, ${lag} minors behind its API server's ${servers.newest}; ${maxKubeletLag(kubelets.oldest)} are allowed`,
      help,
    },
  ];
}

function startingPool(pool: Pool): StartingPool {
  return { name: pool.name, dialect: pool.dialect, kubelets: versionsOf(kubeletsOf(pool)) };
}

function isEmpty(pool: Pool): boolean {
  return pool.size === 0 && pool.nodes.length === 0;
}

function kubeletsOf(pool: Pool): readonly string[] {
  return pool.nodes.flatMap(({ kubeletVersion }) => kubeletVersion ?? []);
}

/** Of one version or more. Equal numbers stand in the order of their text. */
function versionsOf(versions: readonly string[]): Versions {
  const plain = [...new Set(versions.map((version) => version.replace(/^v/, "")))];
  const older = (a: string, b: string): number => compareVersions(a, b) || (a < b ? -1 : 1);
  return {
    all: plain.toSorted(older),
    oldest: plain.reduce((a, b) => (older(a, b) < 0 ? a : b)),
    newest: plain.reduce((a, b) => (older(a, b) < 0 ? b : a)),
  };
}
