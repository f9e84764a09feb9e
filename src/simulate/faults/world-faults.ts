import type { Fault } from "../../world/fault.ts";
import type { WorldCluster, WorldTemplate } from "../../world/world-document.ts";
import { type Chance, chanceOf } from "../random-streams.ts";
import type { FaultKind, Faults } from "./fault-kinds.ts";
import { momentsIn, type Span } from "./fault-schedule.ts";

/** Something that goes wrong in a cluster at a time, and for how long. */
export type Strike =
  | {
      readonly kind: "fault";
      readonly atMs: number;
      readonly cluster: string;
      readonly fault: Fault;
    }
  | {
      readonly kind: "foreign";
      readonly atMs: number;
      readonly cluster: string;
      /** Chosen when it happens, from what there is then. */
      readonly deed: "cordon" | "patch" | "minor";
      readonly lastsMs: number;
      /** From 0 up to 1: which node. */
      readonly which: number;
    };

const MINUTE_MS = 60_000;

export interface StrikeSetting {
  readonly seed: number;
  readonly faults: Faults;
  /** When it begins. */
  readonly span: Span;
}

/**
 * What strikes the clusters of a world, by seed: drawn before the first tick, a stream for each kind
 * and cluster, so that neither a kind that is left out nor a cluster changes the others.
 */
export function worldStrikes(
  setting: StrikeSetting,
  clusters: readonly { readonly cluster: WorldCluster; readonly template: WorldTemplate }[],
): readonly Strike[] {
  return clusters
    .flatMap((target) =>
      KINDS.flatMap(([kind, perHour, make]) => {
        const chance = chanceOf(setting.seed, kind, target.cluster.name);
        return momentsIn(chance, perHour * setting.faults[kind], setting.span).flatMap(
          (atMs, index) => make({ ...target, chance, atMs, name: `${kind}-${index + 1}` }),
        );
      }),
    )
    .toSorted((a, b) => a.atMs - b.atMs);
}

interface Target {
  readonly cluster: WorldCluster;
  readonly template: WorldTemplate;
  readonly chance: Chance;
  readonly atMs: number;
  readonly name: string;
}

type Make = (target: Target) => readonly Strike[];

/** How often each kind strikes a cluster, at the usual rate. */
const KINDS: readonly (readonly [FaultKind, number, Make])[] = [
  ["api", 0.3, (target) => [fault(target, "ApiDown", 1, 12)]],
  ["cloud", 0.4, cloudFault],
  ["drains", 0.7, drainFault],
  ["nodes", 0.5, nodeFault],
  ["health", 0.6, healthFaults],
  ["foreign", 0.25, foreignDeed],
];

function fault(
  { cluster, chance, atMs, name }: Target,
  kind: "ApiDown",
  leastMinutes: number,
  mostMinutes: number,
): Strike {
  const lastsMs = chance.ms(leastMinutes * MINUTE_MS, mostMinutes * MINUTE_MS);
  return struck(cluster, atMs, { kind, name, for: lastsMs });
}

function cloudFault({ cluster, template, chance, atMs, name }: Target): readonly Strike[] {
  const lastsMs = chance.ms(10 * MINUTE_MS, 90 * MINUTE_MS);
  const common = { name, for: lastsMs };
  const { addons = [] } = template;
  const addon = addons.length === 0 ? undefined : chance.one(addons).name;
  const factor = chance.whole(2, 6);
  const faults: readonly (readonly [Fault, number])[] = [
    [{ ...common, kind: "SlowControlPlane", factor }, 2],
    [{ ...common, kind: "ControlPlaneUpgradeFails" }, 2],
    ...(addon === undefined ? [] : addonFaults(addon, { ...common, factor }, chance)),
  ];
  return [struck(cluster, atMs, chance.weighted(faults))];
}

function addonFaults(
  addon: string,
  { factor, ...common }: { readonly name: string; readonly for: number; readonly factor: number },
  chance: Chance,
): readonly (readonly [Fault, number])[] {
  const halfway = chance.happens(0.5);
  const times = chance.whole(1, 3);
  return [
    [{ ...common, kind: "SlowAddon", addon, factor }, 1],
    [{ ...common, kind: "AddonUpgradeFails", addon, halfway, times }, 2],
    [{ ...common, kind: "CrdConversionStuck", addon }, 1],
  ];
}

function drainFault({ cluster, template, chance, atMs, name }: Target): readonly Strike[] {
  const lastsMs = chance.ms(3 * MINUTE_MS, 50 * MINUTE_MS);
  const { budgets = [], workloads = [] } = template;
  const budget = budgets.length === 0 ? undefined : chance.one(budgets);
  if (budget !== undefined && chance.happens(0.6)) {
    const qualified = `${budget.namespace}/${budget.name}`;
    return [
      struck(cluster, atMs, { kind: "BudgetAllowsNothing", name, for: lastsMs, budget: qualified }),
    ];
  }
  if (workloads.length === 0) return [];
  const workload = qualifiedName(chance.one(workloads));
  return [struck(cluster, atMs, { kind: "TerminationStuck", name, for: lastsMs, workload })];
}

function nodeFault({ cluster, template, chance, atMs, name }: Target): readonly Strike[] {
  const lastsMs = chance.ms(3 * MINUTE_MS, 40 * MINUTE_MS);
  const pool = chance.one(template.pools).name;
  return [struck(cluster, atMs, { kind: "NodesNeverJoin", name, for: lastsMs, pool })];
}

/** A workload that comes and goes a few times. */
function healthFaults({ cluster, template, chance, atMs, name }: Target): readonly Strike[] {
  const { workloads = [] } = template;
  if (workloads.length === 0) return [];
  const workload = qualifiedName(chance.one(workloads));
  let fromMs = atMs;
  return Array.from({ length: chance.whole(1, 4) }, (_, flap) => {
    const lastsMs = chance.ms(15_000, 5 * MINUTE_MS);
    const strike = struck(cluster, fromMs, {
      kind: "WorkloadUnavailable",
      name: `${name}-${flap + 1}`,
      for: lastsMs,
      workload,
    });
    fromMs += lastsMs + chance.ms(15_000, 3 * MINUTE_MS);
    return strike;
  });
}

function foreignDeed({ cluster, chance, atMs }: Target): readonly Strike[] {
  const deed = chance.weighted<"cordon" | "patch" | "minor">([
    ["cordon", 3],
    ["patch", 2],
    ["minor", 1],
  ]);
  const lastsMs = chance.ms(2 * MINUTE_MS, 60 * MINUTE_MS);
  return [{ kind: "foreign", atMs, cluster: cluster.name, deed, lastsMs, which: chance.next() }];
}

function struck({ name }: WorldCluster, atMs: number, hit: Fault): Strike {
  return { kind: "fault", atMs, cluster: name, fault: hit };
}

function qualifiedName({ namespace, name }: { readonly namespace: string; readonly name: string }) {
  return `${namespace}/${name}`;
}
