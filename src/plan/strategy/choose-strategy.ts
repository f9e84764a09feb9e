import type { Provider } from "../../model/fleet.ts";
import type { Finding } from "../../model/finding.ts";
import type { Decision, Hop } from "../../model/plan.ts";
import type { PriceTable } from "../../model/prices.ts";
import type { Strategy, StrategyOverride } from "../../model/rollout.ts";
import { selects } from "../../model/selector.ts";
import type { Snapshot } from "../../model/snapshot.ts";
import type { WeighableStrategy, Weights } from "../../model/strategy-weights.ts";
import type { Workflow } from "../../model/workflow.ts";
import type { Facts } from "../../knowledge/knowledge.ts";
import type { SupportEnds } from "../../knowledge/look-up.ts";
import { ruledOut, type RuledOut } from "./ruled-out.ts";
import { weighStrategies, type Table } from "./weigh-strategies.ts";
import { outWords, whyWords } from "./why-words.ts";

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
  const wish = wishOf(request);
  const out = ruledOut(request);
  const open = request.weights.onATie.filter((strategy) => !out.has(strategy));
  const table = weighStrategies(request, open);
  const ranked = ranking(open, table);
  const told = {
    ...table,
    ruledOut: Object.fromEntries([...out].map(([strategy, { why }]) => [strategy, why])),
  };
  if (wish.strategy !== "auto") return byName(request, wish.strategy, wish, told, out);
  const [best, ...others] = ranked;
  const workflow = request.installed.get(String(best));
  if (best === undefined || workflow === undefined) {
    return {
      refused: `no strategy can be had: ${outWords(out)}`,
      help: "mend what rules a strategy out, or install a workflow for another",
    };
  }
  const why = `${wish.why}: ${whyWords([best, ...others], table, out)}`;
  return { decision: { strategy: best, by: { kind: "weighed" }, why, ...told }, workflow };
}

type Told = Pick<Decision, "weighed" | "scores" | "ruledOut">;

/** What was asked for, even if `auto` would take another: the table says so. */
function byName(
  { installed }: StrategyRequest,
  strategy: WeighableStrategy,
  { by, why }: Wish,
  told: Told,
  out: ReadonlyMap<WeighableStrategy, RuledOut>,
): StrategyChoice {
  const workflow = installed.get(strategy);
  if (workflow === undefined) {
    const there = [...installed.keys()].toSorted().join(", ") || "none";
    return {
      refused: `no workflow is installed for strategy ${strategy}; installed: ${there}`,
      help: "install a workflow for it, or choose a strategy that is installed",
    };
  }
  const against = out.get(strategy);
  if (against?.kind === "impossible") {
    const rest = Object.keys(told.scores);
    return {
      refused: `${strategy} cannot be had: ${against.why}`,
      help:
        rest.length === 0 ? "no other strategy can be had" : `choose auto, or ${rest.join(" or ")}`,
    };
  }
  const although = against === undefined ? "" : `, although ${against.why}`;
  return { decision: { strategy, by, why: `${why}${although}`, ...told }, workflow };
}

/** The highest score first; of equal ones the order that the weights give. */
function ranking(
  open: readonly WeighableStrategy[],
  { scores }: Table,
): readonly WeighableStrategy[] {
  return open.toSorted((a, b) => Number(scores[b]) - Number(scores[a]));
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
    const why = stage.strategy === "auto" ? "weighed" : `asked for by stage ${stage.name}`;
    return { strategy: stage.strategy, by, why };
  }
  const why = asked === "auto" ? "weighed" : "asked for by the rollout";
  return { strategy: asked, by: { kind: "rollout" }, why };
}
