/**
 * Job: what messages need to know of rollouts: their plan, and how far they are.
 * Owns: nothing that the records do not say; read once a process, and from there on only what is new.
 */
import { RolloutTally, type Status } from "../messages/rollout-tally.ts";
import { rolloutFacts, type RolloutFacts } from "../messages/rollout-facts.ts";
import { fleetSchema, type Contacts } from "../model/fleet.ts";
import type { Event } from "../model/event.ts";
import type { RecordPort } from "../ports/record-port.ts";
import { resolveFleet } from "../spec/resolve-fleet.ts";
import type { LoadPlan } from "./load-plan.ts";

export interface KnownRollout {
  readonly facts: RolloutFacts;
  readonly status: () => Status;
  /** As the fleet's document says now. */
  readonly contactsOf: (cluster: string) => Contacts;
}

/** Of these rollouts, those that there are, by name. */
export type KnowRollouts = (names: readonly string[]) => Promise<ReadonlyMap<string, KnownRollout>>;

interface Entry {
  readonly fleet: string;
  readonly facts: RolloutFacts;
  readonly tally: RolloutTally;
}

const PAGE = 1_000;

export function knowRollouts(records: RecordPort, loadPlan: LoadPlan): KnowRollouts {
  const entries = new Map<string, Entry>();
  const contacts = fleetContacts(records);
  let cursor = "";
  // Questions queue up, so that no page is counted by two of them.
  let turn: Promise<void> = Promise.resolve();
  const take = async (event: Event): Promise<void> => {
    const known = entries.get(event.rollout);
    if (event.kind === "rollout.planned" && event.plan !== undefined) {
      const plan = await loadPlan(event.plan);
      const facts = rolloutFacts(plan);
      const tally = new RolloutTally(event.rollout, facts.all.length);
      entries.set(event.rollout, { fleet: plan.fleet, facts, tally });
    } else known?.tally.take(event);
  };
  const catchUp = async (): Promise<void> => {
    for (;;) {
      const page = await records.read({ after: cursor, limit: PAGE, streamPrefix: "rollout/" });
      for (const event of page.events) await take(event);
      if (page.next === cursor) return;
      cursor = page.next;
    }
  };
  return async (names) => {
    turn = turn.catch(() => undefined).then(catchUp);
    await turn;
    const found = new Map<string, KnownRollout>();
    for (const name of new Set(names)) {
      const entry = entries.get(name);
      if (entry === undefined) continue;
      const { facts, tally } = entry;
      found.set(name, {
        facts,
        status: () => tally.status(),
        contactsOf: await contacts(entry.fleet),
      });
    }
    return found;
  };
}

const NOBODY: Contacts = {};

/** Contacts by cluster; a fleet is parsed again only when its text has changed. */
function fleetContacts(
  records: RecordPort,
): (fleet: string) => Promise<(cluster: string) => Contacts> {
  const kept = new Map<string, { readonly json: string; readonly of: Map<string, Contacts> }>();
  return async (fleet) => {
    const stored = await records.getDocument("Fleet", fleet);
    if (stored === undefined) return () => NOBODY;
    let known = kept.get(fleet);
    if (known?.json !== stored.json) {
      const { clusters } = resolveFleet(fleetSchema.parse(JSON.parse(stored.json)));
      const of = new Map(clusters.map(({ name, contacts }) => [name, contacts]));
      known = { json: stored.json, of };
      kept.set(fleet, known);
    }
    const { of } = known;
    return (cluster) => of.get(cluster) ?? NOBODY;
  };
}
