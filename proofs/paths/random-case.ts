/** Small clusters drawn at random, and the same for the planner: snapshot, target, and facts of its own. */
import { knowledge, type Facts } from "../../src/knowledge/knowledge.ts";
import type { AddonFacts, ClusterFacts } from "../../src/model/cluster-facts.ts";
import type { Snapshot } from "../../src/model/snapshot.ts";
import type { PathRequest } from "../../src/plan/path/path.ts";
import { poolName, type SmallAddon, type SmallCase } from "./small-model.ts";

type Random = () => number;

const NAMES = ["alpha", "beta", "gamma"];

/** At most four hops of the control plane, two pools, three add-ons of five versions. */
export function randomCase(random: Random): SmallCase {
  const below = (count: number): number => Math.floor(random() * count);
  const chance = (share: number): boolean => random() < share;
  const from = 22 + below(8);
  const to = from + below(5);
  const lag = from >= 28 ? 4 : 3;
  const pools = Array.from({ length: below(3) }, () => from - below(lag));
  const nodeLag = chance(0.2) ? 1 + below(3) : undefined;
  const addons = NAMES.slice(0, below(4)).map((name) => randomAddon(name, from, below, chance));
  const kubeProxy = chance(0.25) ? from + 1 - below(6) : undefined;
  const risks = addons.flatMap(({ name, rows }) =>
    rows.flatMap(({ tested }, version) =>
      Array.from({ length: to - from + 1 }, (_, up) => {
        const kind = tested ? "AddonUntested" : "AddonIncompatible";
        return `${kind}/${name}@1.${version}/1.${from + up}`;
      }),
    ),
  );
  const accepted = new Set(risks.filter(() => chance(0.02)));
  return { from, to, pools, addons, kubeProxy, nodeLag, accepted };
}

function randomAddon(
  name: string,
  from: number,
  below: (count: number) => number,
  chance: (share: number) => boolean,
): SmallAddon {
  const count = 1 + below(5);
  const rows = Array.from({ length: count }, (_, index) => {
    const first = from - 2 + index + below(2);
    return { from: first, to: first + 1 + below(3), tested: chance(0.3) };
  });
  const runs = below(Math.min(2, count));
  const wishes: readonly SmallAddon["wish"][] = [
    "free",
    "free",
    "latest",
    "keep",
    runs + below(count - runs),
  ];
  return {
    name,
    rows,
    runs,
    minorsAtOnce: [1, 2, undefined][below(3)],
    wish: wishes[below(wishes.length)] ?? "free",
    proxies: chance(0.3) ? Math.max(0, runs - below(2)) : undefined,
  };
}

/** What the planner is asked for such a case. */
export function requestOf(given: SmallCase): PathRequest {
  const wishes = given.addons.flatMap(({ name, wish }) =>
    wish === "free" ? [] : [[name, wishText(wish)]],
  );
  const until = "2100-01-01";
  return {
    snapshot: snapshotOf(given),
    target: { kubernetes: `1.${given.to}`, addons: Object.fromEntries(wishes) },
    provider: "world",
    facts: factsOf(given),
    accepted: [...given.accepted].map((name) => ({ name, by: "proof", reason: "drawn", until })),
  };
}

function wishText(wish: SmallAddon["wish"]): string {
  if (wish === "latest") return "latest-compatible";
  return typeof wish === "number" ? `1.${wish}` : wish;
}

function snapshotOf({ from, to, pools, addons, kubeProxy }: SmallCase): Snapshot {
  const version = `1.${from}.0`;
  const none = { kind: "seen" as const, items: [] };
  const items: readonly AddonFacts[] = [
    ...addons.flatMap(({ name, runs, proxies }) => {
      if (proxies === undefined) return [seen(name, "whole", `1.${runs}`)];
      return [seen(name, "control-plane", `1.${runs}`), seen(name, "proxies", `1.${proxies}`)];
    }),
    ...(kubeProxy === undefined ? [] : [seen("kube-proxy", "whole", `1.${kubeProxy}.0`)]),
  ];
  const facts: ClusterFacts = {
    nodes: none,
    workloads: none,
    barePods: none,
    pendingPods: none,
    budgets: none,
    webhooks: none,
    volumes: none,
    csiDrivers: none,
    crds: none,
    apiUses: none,
    helmReleases: none,
    addons: { kind: "seen", items },
    certificates: none,
    queries: none,
  };
  return {
    schemaVersion: 1,
    kind: "Snapshot",
    cluster: "small",
    member: "small",
    identity: "small",
    observedAtMs: 0,
    controlPlane: { version, servers: [{ name: "api", version }] },
    pools: pools.map((kubelet, index) => ({
      name: poolName(index),
      dialect: "weRoll",
      size: 1,
      nodes: [{ name: `node-${index}`, kubeletVersion: `1.${kubelet}.0`, ready: true }],
    })),
    available: Array.from({ length: to - from + 1 }, (_, up) => `1.${from + up}.0`),
    facts,
  };
}

function seen(name: string, part: AddonFacts["part"], version: string): AddonFacts {
  return { name, part, version, others: [], namespace: "small", evidence: [] };
}

function factsOf({ addons, nodeLag }: SmallCase): Facts {
  const sources = knowledge
    .skew()
    .slice(0, 1)
    .flatMap((record) => record.sources);
  const rows = addons.flatMap(({ name, rows: known }) =>
    known.map(({ from, to, tested }, index) => ({
      id: `addons/${name}/1.${index}` as const,
      addon: name,
      versions: { from: `1.${index}`, to: `1.${index}` },
      kubernetes: { from: `1.${from}`, to: `1.${to}` },
      basis: tested ? ("tested" as const) : ("supported" as const),
      sources,
    })),
  );
  const rules = addons.flatMap(({ name, minorsAtOnce }) =>
    minorsAtOnce === undefined
      ? []
      : [
          {
            id: `addon-rules/${name}/steps` as const,
            addon: name,
            minorsAtOnce,
            strength: "required" as const,
            says: "drawn at random",
            sources,
          },
        ],
  );
  const nodes = {
    id: "skew/small" as const,
    component: ["node"],
    provider: "world",
    says: "drawn at random",
    sources,
  };
  return {
    ...knowledge,
    addons: () => rows,
    "addon-rules": () => rules,
    skew: () => [
      ...knowledge.skew(),
      ...(nodeLag === undefined ? [] : [{ ...nodes, minorsOlder: nodeLag }]),
    ],
  };
}
