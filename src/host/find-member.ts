import { fleetSchema, type Contacts, type Fleet, type Member } from "../model/fleet.ts";
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
}

export type FindMember = (name: MemberName) => Promise<FoundMember>;

/**
 * Finds members as their fleet describes them now: a reference to credentials that was changed
 * counts from the next look on. A fleet is parsed again only when its text has changed. What is
 * gone throws a terminal `PortError`.
 */
export function memberFinder(records: RecordPort): FindMember {
  let last: { readonly json: string; readonly fleet: Fleet } | undefined;
  return async ({ fleet: fleetName, cluster, member }) => {
    const stored = await records.getDocument("Fleet", fleetName);
    if (stored === undefined) throw gone(`fleet ${fleetName}`);
    if (last?.json !== stored.json) {
      last = { json: stored.json, fleet: resolveFleet(fleetSchema.parse(JSON.parse(stored.json))) };
    }
    const found = last.fleet.clusters.find(({ name }) => name === cluster);
    if (found === undefined) throw gone(`cluster ${cluster} of fleet ${fleetName}`);
    const named = [found.current, ...found.others].find(({ name }) => name === member);
    if (named === undefined) throw gone(`member ${member} of cluster ${cluster}`);
    return { member: named, contacts: found.contacts };
  };
}

function gone(what: string): PortError {
  return new PortError(
    "terminal",
    `${what} is gone from the fleet's document: apply it again with it`,
  );
}
