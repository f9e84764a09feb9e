import type { z } from "zod";
import type { fleetSchema } from "../../model/fleet.ts";
import { API_VERSION } from "../../model/names.ts";
import { rolloutSchema } from "../../model/rollout.ts";
import { worldSchema } from "../../world/world-document.ts";
import { type Chance, chanceOf } from "../random-streams.ts";
import type { FleetCase } from "./fleet-case.ts";
import { smallCluster, VERSIONS } from "./small-cluster.ts";
import { smallRollouts, STAGES } from "./small-rollouts.ts";

const FLEET = "small";
const START = "2026-11-23T08:00:00Z";
const START_MS = Date.parse(START);
const HOUR_MS = 3_600_000;

/** From one cluster to eight, most often a few. */
const SIZES: readonly (readonly [number, number])[] = [
  [1, 42],
  [2, 30],
  [3, 14],
  [4, 7],
  [5, 3],
  [6, 2],
  [7, 1],
  [8, 1],
];

/**
 * A small fleet and its rollouts, drawn from a seed. With `clusters` only the first so many are kept;
 * they are the same ones, in the same stages, as in the whole.
 */
export function smallFleet(seed: number, clusters = Infinity): FleetCase {
  const chance = chanceOf(seed, "fleet");
  const size = Math.min(chance.weighted(SIZES), clusters);
  const stages = chance.weighted([[1, 4], [2, 4], [3, 2]]); // prettier-ignore
  const members = Array.from({ length: size }, (_, at) => {
    const own = chanceOf(seed, "fleet", at);
    const name = `c${at + 1}`;
    return { ...smallCluster(name, own), name, stage: own.one(STAGES.slice(0, stages)) };
  });
  return {
    world: worldSchema.parse({
      apiVersion: API_VERSION,
      kind: "World",
      metadata: { name: FLEET },
      spec: {
        seed: String(seed),
        start: START,
        versions: [...VERSIONS],
        templates: members.map(({ template }) => template),
        clusters: members.map(({ cluster }) => cluster),
      },
    }),
    fleet: {
      name: FLEET,
      written: {
        apiVersion: API_VERSION,
        kind: "Fleet",
        metadata: { name: FLEET },
        spec: {
          ...calendar(chanceOf(seed, "calendar")),
          clusters: members.map(({ name, stage }, at) => ({
            name,
            labels: { stage },
            ...dependency(seed, at, members),
          })),
        },
      },
    },
    rollouts: smallRollouts(FLEET, stages, START_MS, chance).map((written) =>
      rolloutSchema.parse(written),
    ),
    looksAtFacts: members.some(({ template }) => (template.addons?.length ?? 0) > 0),
  };
}

type WrittenSpec = z.input<typeof fleetSchema>["spec"];

/** Windows of some hours a day, across midnight too, and a freeze of some hours: in most fleets neither. */
function calendar(chance: Chance): Pick<WrittenSpec, "defaults" | "freezes"> {
  const opens = chance.whole(0, 23);
  const closes = (opens + chance.whole(8, 20)) % 24;
  const timeZone = chance.one(["UTC", "Europe/Berlin", "Asia/Kolkata"]);
  const days = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"] as const;
  const window = { days: [...days], start: hour(opens), end: hour(closes), timeZone };
  const fromMs = START_MS + chance.ms(0, 4 * HOUR_MS);
  const freeze = {
    name: "sale",
    from: new Date(fromMs).toISOString(),
    until: new Date(fromMs + chance.ms(HOUR_MS / 4, 6 * HOUR_MS)).toISOString(),
    reason: "sale",
    by: "ana",
  };
  const [hasWindow, hasFreeze] = [0.15, 0.1].map((odds) => chance.happens(odds));
  return {
    defaults: {
      provider: { kind: "world" },
      contacts: { operations: "#platform" },
      ...(hasWindow === true && { windows: [window] }),
    },
    ...(hasFreeze === true && { freezes: [freeze] }),
  };
}

function hour(of: number): string {
  return `${String(of).padStart(2, "0")}:00`;
}

/** A cluster may wait for one before it that is in the same stage. */
function dependency(
  seed: number,
  at: number,
  members: readonly { readonly name: string; readonly stage: string }[],
): { dependsOn?: string[] } {
  const chance = chanceOf(seed, "dependency", at);
  const before = members.slice(0, at).filter(({ stage }) => stage === members[at]?.stage);
  const other = before[Math.floor(chance.next() * before.length)];
  return other !== undefined && chance.happens(0.2) ? { dependsOn: [other.name] } : {};
}
