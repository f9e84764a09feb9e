import type { DiscoveredCluster } from "../../ports/inventory-port.ts";

/** A real cluster, and all the ways by which it was found. */
export interface FoundCluster {
  /** The way that is written into the fleet: one that works first, then one whose names say most. */
  readonly best: DiscoveredCluster;
  /** All ways, the best included, as they were found. */
  readonly ways: readonly DiscoveredCluster[];
  /** By what several ways are known to lead to one cluster; empty for one way. */
  readonly sameBy: string;
}

/**
 * Ways that lead to the same real cluster, put together: by the UID of kube-system where it was read
 * from both, otherwise by the address of the server and the authority that it is trusted by. Of what
 * only names an address (Cluster API) the address is enough. In the order of `discovered`.
 */
export function groupTwins(discovered: readonly DiscoveredCluster[]): readonly FoundCluster[] {
  const groups: Group[] = [];
  /** The groups that a cluster could be of, by what it may share with them. */
  const byTrace = new Map<string, Set<Group>>();
  for (const one of discovered) {
    const near = tracesOf(one).flatMap((trace) => [...(byTrace.get(trace) ?? [])]);
    const { group, by } = joined(near, one) ?? {
      group: { ways: [], by: new Set<string>() },
      by: undefined,
    };
    if (group.ways.length === 0) groups.push(group);
    group.ways.push(one);
    if (by !== undefined) group.by.add(by);
    for (const trace of tracesOf(one)) {
      byTrace.set(trace, (byTrace.get(trace) ?? new Set()).add(group));
    }
  }
  return groups.map(({ ways, by }) => ({ best: bestOf(ways), ways, sameBy: [...by].join("; ") }));
}

interface Group {
  readonly ways: DiscoveredCluster[];
  readonly by: Set<string>;
}

/** The first of the groups that the cluster is of, and by what. */
function joined(
  groups: readonly Group[],
  one: DiscoveredCluster,
): { readonly group: Group; readonly by: string | undefined } | undefined {
  for (const group of groups) {
    const by = group.ways.map((way) => sameBy(way, one)).find((words) => words !== undefined);
    if (by !== undefined && !group.ways.some((way) => areOthers(way, one))) return { group, by };
  }
  return undefined;
}

function tracesOf({ identity, server }: DiscoveredCluster): readonly string[] {
  const address = server === undefined ? undefined : addressOf(server);
  return [identity, address].filter((trace) => trace !== undefined);
}

/** Two identities that were read and differ are two clusters, whatever their addresses say. */
function areOthers(a: DiscoveredCluster, b: DiscoveredCluster): boolean {
  return a.identity !== undefined && b.identity !== undefined && a.identity !== b.identity;
}

function sameBy(a: DiscoveredCluster, b: DiscoveredCluster): string | undefined {
  if (a.identity !== undefined && a.identity === b.identity) return `kube-system ${a.identity}`;
  if (a.server === undefined || b.server === undefined) return undefined;
  const server = addressOf(a.server);
  if (server === undefined || server !== addressOf(b.server)) return undefined;
  const fromAddressOnly = isAddressOnly(a) || isAddressOnly(b);
  return fromAddressOnly || a.authority === b.authority ? `server ${server}` : undefined;
}

/** What Cluster API says of a cluster has its address and no authority. */
function isAddressOnly({ provider }: DiscoveredCluster): boolean {
  return provider.kind === "known" && provider.provider.kind === "cluster-api";
}

/** Host, port and path in one spelling; undefined for what is no address. */
function addressOf(server: string): string | undefined {
  const url = URL.parse(server);
  if (url === null) return undefined;
  const port = url.port === "" ? (url.protocol === "http:" ? "80" : "443") : url.port;
  return `${url.hostname}:${port}${url.pathname.replace(/\/$/, "")}`;
}

function bestOf(ways: readonly DiscoveredCluster[]): DiscoveredCluster {
  return ways.reduce((best, way) => (worth(way) > worth(best) ? way : best));
}

function worth({ accessHelp, unread, provider }: DiscoveredCluster): number {
  const named = provider.kind === "known" && provider.provider.cluster !== undefined;
  return (accessHelp === undefined ? 4 : 0) + (unread === undefined ? 2 : 0) + (named ? 1 : 0);
}
