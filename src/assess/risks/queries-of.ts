import { risksOnTheWay, type ControlPlaneWay } from "./risks-on-the-way.ts";
import type { Facts } from "../../knowledge/knowledge.ts";

/** The PromQL queries of the rules of a way's risks, each once: what is to be asked before it is assessed. */
export function queriesOf(facts: Facts, way: ControlPlaneWay): readonly string[] {
  const queries = risksOnTheWay(facts, way).flatMap(({ risk }) =>
    risk.matchingRules.flatMap(({ type, promql }) =>
      type === "PromQL" && promql !== undefined ? [promql] : [],
    ),
  );
  return [...new Set(queries)];
}
