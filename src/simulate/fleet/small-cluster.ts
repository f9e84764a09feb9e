import type { z } from "zod";
import type { worldSchema } from "../../world/world-document.ts";
import type { Chance } from "../random-streams.ts";
import { smallAddons } from "./small-addons.ts";

type Written = z.input<typeof worldSchema>["spec"];
export type WrittenTemplate = Written["templates"][number];
export type WrittenCluster = Written["clusters"][number];
type WrittenWorkload = NonNullable<WrittenTemplate["workloads"]>[number];
type WrittenBudget = NonNullable<WrittenTemplate["budgets"]>[number];

export const TARGET_MINOR = 36;
export const OLDEST_MINOR = TARGET_MINOR - 5;

/** Two patches of every minor that clusters may begin or end at, and of the one after: somebody else may go there. */
export const VERSIONS: readonly string[] = Array.from(
  { length: TARGET_MINOR - OLDEST_MINOR + 2 },
  (_, at) => OLDEST_MINOR + at,
).flatMap((minor) => [`1.${minor}.2`, `1.${minor}.5`]);

/** How many clusters have add-ons that move. */
const HAVE_ADDONS = 0.3;

export interface SmallCluster {
  readonly template: WrittenTemplate;
  readonly cluster: WrittenCluster;
}

/** One cluster with its pools, workloads and budgets: small enough for thousands of runs, and no two alike. */
export function smallCluster(name: string, chance: Chance): SmallCluster {
  const behind = chance.weighted([
    [1, 14],
    [2, 3],
    [3, 1],
    [0, 1],
  ]);
  const minor = TARGET_MINOR - behind;
  const pools = Array.from(
    { length: chance.weighted([[1, 6], [2, 3], [3, 1]]) }, // prettier-ignore
    (_, at) => smallPool(`pool-${at + 1}`, chance),
  );
  const apps = Array.from({ length: chance.whole(1, 3) }, (_, at) =>
    smallWorkload(`app-${at + 1}`, pools, chance),
  );
  const own = smallAddons(minor, apps, chance);
  const { addons, workloads } = chance.happens(HAVE_ADDONS) ? own : { addons: [], workloads: [] };
  const lags = pools.map(
    (pool) => [pool.name, chance.happens(0.12) ? chance.whole(1, 2) : 0] as const,
  );
  return {
    template: {
      name: `like-${name}`,
      apiServers: chance.weighted([[1, 5], [3, 2], [2, 1]]), // prettier-ignore
      pools,
      workloads: [
        { kind: "DaemonSet", namespace: "kube-system", name: "kube-proxy" },
        ...apps,
        ...workloads,
        ...oddPods(chance),
      ],
      ...(addons.length > 0 && { addons }),
      budgets: apps.flatMap((app) => smallBudget(app, pools, chance)),
    },
    cluster: {
      name,
      template: `like-${name}`,
      version: `1.${minor}.${chance.one([2, 5])}`,
      pools: Object.fromEntries(
        lags.flatMap(([pool, lag]) =>
          lag === 0 ? [] : [[pool, { version: `1.${minor - lag}.2` }] as const],
        ),
      ),
    },
  };
}

function smallPool(name: string, chance: Chance): WrittenTemplate["pools"][number] {
  return {
    name,
    dialect: chance.weighted([["weRoll", 4], ["providerRolls", 1]]), // prettier-ignore
    size: chance.weighted([[1, 3], [2, 4], [3, 2], [4, 1]]), // prettier-ignore
    podsPerNode: chance.whole(10, 16),
    maxSurge: chance.whole(1, 2),
  };
}

function smallWorkload(
  name: string,
  pools: WrittenTemplate["pools"],
  chance: Chance,
): WrittenWorkload {
  const kind = chance.weighted<"Deployment" | "StatefulSet">([["Deployment", 4], ["StatefulSet", 1]]); // prettier-ignore
  return {
    kind,
    namespace: "apps",
    name,
    replicas: chance.weighted([[1, 2], [2, 4], [3, 3], [4, 1]]), // prettier-ignore
    ...(chance.happens(0.2) && { pool: chance.one(pools).name }),
    ...(chance.happens(0.1) && { emptyDir: true }),
    gracePeriod: chance.one(["5s", "30s", "90s"]),
  };
}

/**
 * Most budgets let one go; a few let nobody go, as people write them, where we drain: a provider that
 * rolls a pool itself would stand before them for half a day.
 */
function smallBudget(
  { name, replicas = 1 }: WrittenWorkload,
  pools: WrittenTemplate["pools"],
  chance: Chance,
): WrittenBudget[] {
  const isOurs = pools.every(({ dialect }) => dialect === "weRoll");
  const common = { namespace: "apps", name };
  return chance.weighted<WrittenBudget[]>([
    [[], 3],
    [[{ ...common, maxUnavailable: 1 }], 5],
    [[{ ...common, minAvailable: Math.max(0, replicas - 1) }], 3],
    [[{ ...common, minAvailable: "50%" }], 1],
    [[{ ...common, minAvailable: isOurs ? replicas : 0 }], 0.3],
  ]);
}

function oddPods(chance: Chance): WrittenWorkload[] {
  return [
    ...(chance.happens(0.08) ? [{ kind: "Pod" as const, namespace: "apps", name: "by-hand" }] : []),
    ...(chance.happens(0.15)
      ? [
          {
            kind: "Pod" as const,
            namespace: "apps",
            name: "finished",
            finished: "Succeeded" as const,
          },
        ]
      : []),
  ];
}
