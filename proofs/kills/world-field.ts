import path from "node:path";
import { worldFolder } from "../../src/server/outsides.ts";
import { worldSocket } from "../../src/drivers/world/world-folder.ts";
import { connectWorldSocket } from "../../src/drivers/world/world-socket.ts";
import { packageRoot } from "../../src/platform/package-root.ts";
import type { Ledger } from "../../src/world/ledger.ts";
import type { Consequences, Field } from "./field.ts";

const shop = path.join(packageRoot, "examples", "shop");

/** The shop's twelve simulated clusters, whose world is a process of its own and keeps a ledger. */
export const worldField: Field = {
  rollout: "kubernetes-1-36",
  rest: [2, 6],
  limitSeconds: 900,
  prepare: () => Promise.resolve(() => Promise.resolve()),
  upArgs: ["--world", path.join(shop, "world.yaml"), "--speed", "120"],
  files: () => [path.join(shop, "fleet.yaml"), path.join(shop, "rollout.yaml")],
  consequences: worldConsequences,
};

/** What the world's ledgers say was done to its clusters. */
export async function worldConsequences(dataDir: string): Promise<Consequences> {
  const world = connectWorldSocket(worldSocket(worldFolder(dataDir)));
  try {
    const ledgers = Object.entries(await world.ledger());
    return {
      same: Object.fromEntries(ledgers.map(([name, ledger]) => [name, onceOnly(ledger)])),
      repeats: ledgers.reduce((sum, [, ledger]) => sum + total(ledger.evictionsRepeated), 0),
      wrongs: ledgers.flatMap(([name, ledger]) => wrongsOf(name, ledger)),
    };
  } finally {
    world.close();
  }
}

/** What has to happen exactly once: upgrades started, nodes added and removed, cordons. */
function onceOnly(ledger: Ledger): unknown {
  return {
    controlPlane: ledger.controlPlaneUpgrades.map(({ from, to }) => `${from} > ${to}`),
    pools: ledger.poolUpgrades.map(({ pool, to }) => `${pool} > ${to}`),
    nodesAdded: ledger.nodesAdded,
    nodesRemoved: ledger.nodesRemoved,
    addons: (ledger.addonMoves ?? [])
      .map((move) => JSON.stringify({ ...move, atMs: 0 }))
      .toSorted(),
  };
}

function wrongsOf(name: string, ledger: Ledger): readonly string[] {
  return [
    ...ledger.budgetViolations.map(
      ({ budget, why }) => `${name}: budget ${budget} was broken: ${why}`,
    ),
    ...Object.entries(ledger.podsLost).map(
      ([workload, count]) => `${name}: ${count} pods of ${workload} were lost with their node`,
    ),
  ];
}

function total(tally: Readonly<Record<string, number>>): number {
  return Object.values(tally).reduce((sum, count) => sum + count, 0);
}
