import * as z from "zod";
import type { BudgetView } from "../../ports/cluster-port.ts";

/** What we read of a PodDisruptionBudget (policy/v1). */
export const budgetSchema = z.object({
  metadata: z.object({
    namespace: z.string(),
    name: z.string(),
    generation: z.number().default(0),
  }),
  spec: z.object({
    selector: z
      .object({
        matchLabels: z.record(z.string(), z.string()).optional(),
        matchExpressions: z
          .array(
            z.object({
              key: z.string(),
              operator: z.enum(["In", "NotIn", "Exists", "DoesNotExist"]),
              values: z.array(z.string()).optional(),
            }),
          )
          .optional(),
      })
      .optional(),
    unhealthyPodEvictionPolicy: z.string().optional(),
  }),
  status: z
    .object({
      observedGeneration: z.number().default(0),
      disruptionsAllowed: z.number().default(0),
      currentHealthy: z.number().default(0),
      desiredHealthy: z.number().default(0),
      expectedPods: z.number().default(0),
    })
    .prefault({}),
});

export type KubeBudget = z.infer<typeof budgetSchema>;

/**
 * Budgets in the port's words. One without a selector covers no pod and is left out (an *empty*
 * selector covers all). What a controller has not looked at since it was changed allows nothing,
 * as the Eviction API sees it too.
 */
export function budgetViews(budgets: readonly KubeBudget[]): readonly BudgetView[] {
  return budgets.flatMap(({ metadata, spec, status }) => {
    if (spec.selector === undefined) return [];
    // A policy that this build does not know is the default, as the documentation of the field asks.
    const always = spec.unhealthyPodEvictionPolicy === "AlwaysAllow";
    const observed = status.observedGeneration >= metadata.generation;
    return [
      {
        namespace: metadata.namespace,
        name: metadata.name,
        selector: spec.selector,
        disruptionsAllowed: observed ? status.disruptionsAllowed : 0,
        currentHealthy: status.currentHealthy,
        desiredHealthy: status.desiredHealthy,
        expectedPods: status.expectedPods,
        ...(always && { unhealthyPodEvictionPolicy: "AlwaysAllow" as const }),
      },
    ];
  });
}
