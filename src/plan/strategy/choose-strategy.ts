import type { Provider } from "../../model/fleet.ts";
import type { Finding } from "../../model/finding.ts";
import type { Decision, Hop } from "../../model/plan.ts";
import type { PriceTable } from "../../model/prices.ts";
import type { Strategy, StrategyOverride } from "../../model/rollout.ts";
import { selects } from "../../model/selector.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import type { Weights } from "../../model/strategy-weights.ts";
import type { Workflow } from "../../model/workflow.ts";
import type { Facts } from "../../knowledge/knowledge.ts";
import type { SupportEnds } from "../../knowledge/look-up.ts";

/** Workflows that are installed, by the strategy that each is of. */
export type Strategies = ReadonlyMap<string, Workflow>;

/** All that the choice for one cluster rests upon. */
export interface StrategyRequest {
  /** What the rollout asks for. */
  readonly asked: Strategy;
  readonly stage: { readonly name: string; readonly strategy?: Strategy | undefined };
  readonly overrides: readonly StrategyOverride[];
  readonly cluster: {
    readonly labels: Readonly<Record<string, string>>;
    readonly provider: Provider["kind"];
  };
  readonly snapshot: Snapshot;
  readonly findings: readonly Finding[];
  /** The way of the cluster itself, hop by hop; or why it has none, and only another cluster could get there. */
  readonly way:
    | { readonly kind: "hops"; readonly hops: readonly Hop[] }
    | { readonly kind: "none"; readonly why: string };
  /** Version where the control plane will be. */
  readonly target: string;
  /** When support for the version that it runs ends; undefined when that is not known. */
  readonly support: SupportEnds | undefined;
  readonly nowMs: number;
  readonly facts: Facts;
  readonly weights: Weights;
  readonly installed: Strategies;
  readonly prices?: PriceTable | undefined;
}

/** A decision and the workflow that carries it out; or why there is none, and what would help. */
export type StrategyChoice =
  | { readonly decision: Decision; readonly workflow: Workflow }
  | { readonly refused: string; readonly help: string };

/**
 * The strategy of one cluster: a person's choice for it, then its stage's, then the rollout's, each
 * by name or by weighing (`auto`). One without an installed workflow is refused, never replaced by
 * another (semantics 9). Nothing in a decision is of one cluster only, so that clusters that are
 * alike share it.
 */
export function chooseStrategy(request: StrategyRequest): StrategyChoice {
  const { strategy, by, why } = wishOf(request);
  const installed = [...request.installed.keys()].toSorted().join(", ") || "none";
  if (strategy === "auto") {
    return { refused: "auto is not weighed yet", help: `name one of: ${installed}` };
  }
  const workflow = request.installed.get(strategy);
  if (workflow === undefined) {
    return {
      refused: `no workflow is installed for strategy ${strategy}; installed: ${installed}`,
      help: "install a workflow for it, or choose a strategy that is installed",
    };
  }
  const decision: Decision = { strategy, by, why, weighed: [], scores: {}, ruledOut: {} };
  return { decision, workflow };
}

interface Wish {
  readonly strategy: Strategy;
  readonly by: Decision["by"];
  readonly why: string;
}

function wishOf({ asked, stage, overrides, cluster }: StrategyRequest): Wish {
  const override = overrides.find(({ selector }) => selects(selector, cluster.labels));
  if (override !== undefined) {
    const { strategy, by, reason } = override;
    return { strategy, by: { kind: "person", by, reason }, why: `chosen by ${by}: ${reason}` };
  }
  if (stage.strategy !== undefined) {
    const by = { kind: "stage", stage: stage.name } as const;
    return { strategy: stage.strategy, by, why: `asked for by stage ${stage.name}` };
  }
  return { strategy: asked, by: { kind: "rollout" }, why: "asked for by the rollout" };
}
