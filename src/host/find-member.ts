import { fleetSchema, type Cluster, type Contacts, type Member } from "../model/fleet.ts";
import { PortError } from "../ports/port-error.ts";
import type { RecordPort } from "../ports/record-port.ts";
import { resolveFleet } from "../spec/resolve-fleet.ts";

export interface FoundMember {
  readonly member: Member;
  readonly contacts: Contacts;
}

export interface MemberName {
  readonly fleet: string;
  readonly cluster: string;
  readonly member: string;
  /** As it was when its upgrade began: taken when the fleet does not have it any more. */
  readonly known?: FoundMember | undefined;
}

export type FindMember = (name: MemberName) => Promise<FoundMember>;

/** The contacts that most of these clusters of a fleet share, audience by audience. */
export type SharedContacts = (fleet: string, clusters: readonly string[]) => Promise<Contacts>;

/**
 * Finds members as their fleet describes them now: a reference to credentials that was changed
 * counts from the next look on. A fleet is parsed again only when its text has changed. What is
 * gone is found as it was known; when it never was, that throws a terminal `PortError`.
 */
export function memberFinder(records: RecordPort): {
  readonly findMember: FindMember;
  readonly sharedContacts: SharedContacts;
} {
  let last: { readonly json: string; readonly clusters: ReadonlyMap<string, Cluster> } | undefined;
  const readFleet = async (name: string): Promise<ReadonlyMap<string, Cluster>> => {
    const stored = await records.getDocument("Fleet", name);
    if (stored === undefined) throw gone(`fleet ${name}`);
    if (last?.json !== stored.json) {
      const { clusters } = resolveFleet(fleetSchema.parse(JSON.parse(stored.json)));
      last = {
        json: stored.json,
        clusters: new Map(clusters.map((cluster) => [cluster.name, cluster])),
      };
    }
    return last.clusters;
  };
  return {
    findMember: async ({ fleet, cluster, member, known }) => {
      const found = (await readFleet(fleet)).get(cluster);
      const named = [found?.current, ...(found?.others ?? [])].find((one) => one?.name === member);
      if (found !== undefined && named !== undefined)
        return { member: named, contacts: found.contacts };
      if (known !== undefined) return known;
      throw found === undefined
        ? gone(`cluster ${cluster} of fleet ${fleet}`)
        : gone(`member ${member} of cluster ${cluster}`);
    },
    sharedContacts: async (fleet, names) => {
      const asked = new Set(names);
      const clusters = [...(await readFleet(fleet)).values()];
      return mostShared(
        clusters.filter(({ name }) => asked.has(name)).map(({ contacts }) => contacts),
      );
    },
  };
}

/** By audience, what is named most often; of those named as often, the first. */
function mostShared(all: readonly Contacts[]): Contacts {
  const audiences = ["operations", "support", "customers"] as const;
  return Object.fromEntries(
    audiences.flatMap((audience) => {
      const named = all.flatMap((contacts) => contacts[audience] ?? []);
      const [most] = [...Map.groupBy(named, (to) => to).values()].toSorted(
        (a, b) => b.length - a.length,
      );
      return most?.[0] === undefined ? [] : [[audience, most[0]]];
    }),
  );
}

function gone(what: string): PortError {
  return new PortError(
    "terminal",
    `${what} is gone from the fleet's document: apply it again with it`,
  );
}
