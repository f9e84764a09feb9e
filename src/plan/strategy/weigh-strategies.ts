import type { Decision, Weighed } from "../../model/plan.ts";
import { STRATEGIES, type Factor, type WeighableStrategy } from "../../model/strategy-weights.ts";
import type { StrategyRequest } from "./choose-strategy.ts";
import {
  measureNodeBound,
  measureRoom,
  measureRoutes,
  measureSecondCluster,
  measureState,
  measureTraffic,
} from "./measure-cluster.ts";
import { measureImportance, measureSupport } from "./measure-moment.ts";
import {
  measureBreaking,
  measureDisturbing,
  measureHops,
  measureUnchecked,
  measureWayBack,
} from "./measure-way.ts";
import type { Measure } from "./measured.ts";

/** In the order in which they are shown. */
const MEASURES: readonly (readonly [Factor, Measure])[] = [
  ["breaking findings", measureBreaking],
  ["disturbing findings", measureDisturbing],
  ["not checked", measureUnchecked],
  ["hops", measureHops],
  ["no way back", measureWayBack],
  ["state", measureState],
  ["node-bound data", measureNodeBound],
  ["traffic", measureTraffic],
  ["separate routes", measureRoutes],
  ["room to drain", measureRoom],
  ["second cluster", measureSecondCluster],
  ["importance", measureImportance],
  ["end of support", measureSupport],
];

export interface Table {
  readonly weighed: readonly Weighed[];
  readonly scores: Decision["scores"];
}

/**
 * The scored table of these strategies. Points are whole numbers, so that every column adds up to
 * its score as anyone would add it.
 */
export function weighStrategies(
  request: StrategyRequest,
  strategies: readonly WeighableStrategy[],
): Table {
  const begin: Weighed = {
    factor: "to begin with",
    seen: "a second cluster has to be worth it",
    points: pointsFor(strategies, (strategy) => request.weights.start[strategy]),
  };
  const rows = MEASURES.map(([factor, measure]) => weighOne(request, strategies, factor, measure));
  const weighed = [begin, ...rows];
  return {
    weighed,
    scores: pointsFor(strategies, (strategy) =>
      weighed.reduce((sum, { points }) => sum + Number(points[strategy]), 0),
    ),
  };
}

function weighOne(
  request: StrategyRequest,
  strategies: readonly WeighableStrategy[],
  factor: Factor,
  measure: Measure,
): Weighed {
  const { points, atMost, notSeen } = request.weights.factors[factor];
  const { seen, units } = measure(request);
  const known = units === "not-seen" ? notSeen : units;
  const pointsOf = (strategy: WeighableStrategy): number => {
    const count = typeof known === "number" ? known : known[strategy];
    // Adding 0 makes a plain zero of a negative one.
    return Math.round((points[strategy] ?? 0) * Math.min(atMost, count)) + 0;
  };
  return { factor, seen, points: pointsFor(strategies, pointsOf) };
}

function pointsFor(
  strategies: readonly WeighableStrategy[],
  points: (strategy: WeighableStrategy) => number,
): Weighed["points"] {
  return Object.fromEntries(
    STRATEGIES.filter((strategy) => strategies.includes(strategy)).map((strategy) => [
      strategy,
      points(strategy),
    ]),
  );
}
