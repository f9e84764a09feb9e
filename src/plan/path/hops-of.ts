import { hopName } from "../../model/hop-name.ts";
import type { Hop } from "../../model/plan.ts";
import type { Move } from "./search/instance.ts";
import type { ServerWay } from "./parts/pool-parts.ts";

/** Moves as hops. Pools that move one after the other stand in the order of their names. */
export function hopsOf(moves: readonly Move[], way: ServerWay): readonly Hop[] {
  const hops = moves.flatMap((move) => hopsOfMove(move, way));
  const runs: Hop[][] = [];
  for (const hop of hops) {
    const run = runs.at(-1);
    if (hop.component === "node-pool" && run?.[0]?.component === "node-pool") run.push(hop);
    else runs.push([hop]);
  }
  return runs.flatMap((run) => run.toSorted((a, b) => (hopName(a) < hopName(b) ? -1 : 1)));
}

/** Hops of one move: of pools that are alike, one each. */
export function hopsOfMove({ part, from, to }: Move, way: ServerWay): readonly Hop[] {
  const versions = part?.versions ?? way;
  const ends = { from: String(versions[from]), to: String(versions[to]) };
  if (part === undefined) return [{ component: "control-plane", ...ends }];
  const { subject } = part;
  switch (subject.kind) {
    case "pools":
      return subject.pools.map(({ name, dialect }) => ({
        component: "node-pool",
        pool: name,
        dialect,
        ...ends,
      }));
    case "addon": {
      const { addon, part: piece } = subject;
      return [{ component: "addon", addon, part: piece, ...ends }];
    }
    case "self-driven":
    case "provider":
      return [];
  }
}
