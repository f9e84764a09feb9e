import { STRATEGIES, type WeighableStrategy } from "../../model/strategy-weights.ts";
import { abilitiesOf } from "../../knowledge/look-up.ts";
import { secondClusterCost } from "../forecast/second-cluster-cost.ts";
import type { StrategyRequest } from "./choose-strategy.ts";
import { keptState, reachOf } from "./cluster-state.ts";
import { counted } from "./measured.ts";

/** Why a strategy is not weighed. What is impossible a person cannot choose either; what is unwise they can. */
export interface RuledOut {
  readonly kind: "impossible" | "unwise";
  readonly why: string;
}

/** The strategies that `auto` does not take for this cluster, each with the first reason against it. */
export function ruledOut(request: StrategyRequest): ReadonlyMap<WeighableStrategy, RuledOut> {
  return new Map(
    STRATEGIES.flatMap((strategy) => {
      const reason = notInstalled(request, strategy) ?? reasonAgainst(request, strategy);
      return reason === undefined ? [] : [[strategy, reason] as const];
    }),
  );
}

function reasonAgainst(
  request: StrategyRequest,
  strategy: WeighableStrategy,
): RuledOut | undefined {
  switch (strategy) {
    case "rolling":
      return noWay(request) ?? otherNodes(request, "replaced");
    case "in-place":
      return noWay(request) ?? otherNodes(request, "in-place");
    case "blue-green":
      return noSecondCluster(request);
    case "canary":
      return noSecondCluster(request) ?? nothingToTell(request);
  }
}

function notInstalled(
  { installed }: StrategyRequest,
  strategy: WeighableStrategy,
): RuledOut | undefined {
  return installed.has(strategy) ? undefined : impossible("no workflow is installed for it");
}

function noWay({ way }: StrategyRequest): RuledOut | undefined {
  return way.kind === "none" ? impossible(`no way: ${way.why}`) : undefined;
}

function otherNodes(
  { cluster, facts }: StrategyRequest,
  wanted: "replaced" | "in-place",
): RuledOut | undefined {
  const { provider } = cluster;
  const nodes = abilitiesOf(facts, provider)?.nodes;
  if (nodes === wanted) return undefined;
  if (nodes === undefined) {
    return impossible(`how nodes of ${provider} come to a new version is not known`);
  }
  return impossible(
    nodes === "replaced"
      ? `${provider} replaces nodes by new ones: nothing upgrades them where they stand`
      : `${provider} upgrades machines where they stand: nothing makes new ones for it`,
  );
}

function noSecondCluster(request: StrategyRequest): RuledOut | undefined {
  const { cluster, facts, weights, snapshot } = request;
  const abilities = abilitiesOf(facts, cluster.provider);
  if (abilities?.createsClusters !== true) {
    return impossible(`nobody can be asked for a second cluster of ${cluster.provider}`);
  }
  const { label, refusedBy } = weights.secondCluster;
  const value = cluster.labels[label];
  if (value !== undefined && refusedBy.includes(value)) {
    return unwise(`its label ${label}=${value} says that it gets no second cluster`);
  }
  const onNodes = keptState(snapshot)?.onNodes ?? [];
  if (onNodes.length > 0) {
    const words = counted(onNodes.length, "volume is", "volumes are");
    return unwise(`${words} on the disks of nodes, and cannot be given to a second cluster`);
  }
  if (reachOf(snapshot.facts)?.exposed === 0) {
    return unwise(
      "no load balancer, Ingress or Gateway leads to it, so there is no traffic to shift, and two clusters would take the same work twice",
    );
  }
  return tooDear(request);
}

function tooDear({ cluster, snapshot, weights, prices }: StrategyRequest): RuledOut | undefined {
  const cost = secondClusterCost(snapshot, cluster.provider, weights.secondCluster.days, prices);
  const most = prices?.mostForSecondCluster;
  if (cost.kind === "unknown" || most === undefined || cost.amount <= most) return undefined;
  return unwise(
    `a second cluster would cost about ${cost.amount} ${cost.currency}, and ${most} may be spent`,
  );
}

/** Workload by workload takes more than one that can be moved by itself. */
function nothingToTell({ snapshot }: StrategyRequest): RuledOut | undefined {
  const separate = reachOf(snapshot.facts)?.separate ?? 2;
  return separate >= 2
    ? undefined
    : unwise(
        `${separate === 0 ? "no workload" : "one workload only"} can be shifted by itself: workload by workload would be as a whole`,
      );
}

const impossible = (why: string): RuledOut => ({ kind: "impossible", why });
const unwise = (why: string): RuledOut => ({ kind: "unwise", why });
