import type { RolloutDocument, Strategy } from "../../model/rollout.ts";
import type { Complaint, FieldPath } from "../../spec/problem.ts";
import type { Strategies } from "./choose-strategy.ts";

/**
 * What is wrong with the strategies that a rollout asks for by name, for all, for a stage, or for
 * some clusters: one without an installed workflow is refused, never replaced by another (semantics
 * 9). `auto` chooses among those that are installed.
 */
export function askedStrategies(
  { spec }: RolloutDocument,
  strategies: Strategies,
): readonly Complaint[] {
  const asked: readonly (readonly [FieldPath, Strategy | undefined])[] = [
    [["spec", "strategy"], spec.strategy],
    ...spec.stages.map(
      ({ strategy }, index) => [["spec", "stages", index, "strategy"], strategy] as const,
    ),
    ...(spec.strategyOverrides ?? []).map(
      ({ strategy }, index) =>
        [["spec", "strategyOverrides", index, "strategy"], strategy] as const,
    ),
  ];
  const installed = [...strategies.keys()].toSorted().join(", ") || "none";
  return asked.flatMap(([path, strategy]): readonly Complaint[] => {
    if (strategy === undefined || strategy === "auto" || strategies.has(strategy)) return [];
    const message = `no workflow is installed for strategy ${strategy}; installed: ${installed}`;
    return [{ path, on: "value", message }];
  });
}
