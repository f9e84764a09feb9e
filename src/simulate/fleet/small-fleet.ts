import { API_VERSION } from "../../model/names.ts";
import { rolloutSchema } from "../../model/rollout.ts";
import { worldSchema } from "../../world/world-document.ts";
import { chanceOf } from "../random-streams.ts";
import type { FleetCase } from "./fleet-case.ts";
import { smallCluster, VERSIONS } from "./small-cluster.ts";
import { smallRollouts, STAGES } from "./small-rollouts.ts";

const FLEET = "small";
const START = "2026-11-23T08:00:00Z";

/** From one cluster to eight, most often a few. */
const SIZES: readonly (readonly [number, number])[] = [
  [1, 30],
  [2, 30],
  [3, 20],
  [4, 10],
  [5, 4],
  [6, 3],
  [7, 2],
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
          defaults: { provider: { kind: "world" }, contacts: { operations: "#platform" } },
          clusters: members.map(({ name, stage }) => ({ name, labels: { stage } })),
        },
      },
    },
    rollouts: smallRollouts(FLEET, stages, chance).map((written) => rolloutSchema.parse(written)),
  };
}
