import * as z from "zod";
import type { BudgetFacts, Part } from "../../model/cluster-facts.ts";
import { keepMost } from "../keep-most.ts";
import { missingOf, notSeen, seen, type Missing } from "../kubernetes/missing.ts";
import { ownerOf } from "../kubernetes/owner.ts";
import { type ListRead, type Look, readItems, readServed } from "../kubernetes/read-list.ts";
import {
  byFullName,
  countSchema,
  metadataSchema,
  selectorSchema,
  type Metadata,
  type ReadSelector,
} from "../kubernetes/shapes.ts";
import type { BudgetMatcher } from "./budget-matcher.ts";

const VERSIONS = ["v1", "v1beta1"] as const;

const budgetSchema = z.object({
  metadata: metadataSchema.extend({ generation: z.number().nullish() }),
  spec: z.object({
    selector: selectorSchema.nullish(),
    minAvailable: z.union([z.string(), z.number()]).nullish(),
    maxUnavailable: z.union([z.string(), z.number()]).nullish(),
    unhealthyPodEvictionPolicy: z.string().nullish(),
  }),
  status: z
    .object({
      observedGeneration: z.number().nullish(),
      disruptionsAllowed: countSchema,
      currentHealthy: countSchema,
      desiredHealthy: countSchema,
      expectedPods: countSchema,
    })
    .nullish(),
});

export type ReadBudget = z.infer<typeof budgetSchema> & { readonly apiVersion: string };

/** In the newest version that the cluster serves. */
export function readBudgets(look: Look): Promise<ListRead<readonly ReadBudget[]>> {
  const lists = VERSIONS.map((version) => ({
    group: "policy",
    version,
    resource: "poddisruptionbudgets",
  }));
  return readServed(lists, async (list) => {
    const read = await readItems(look, list, budgetSchema);
    if (read.kind !== "read") return read;
    const apiVersion = `policy/${list.version}`;
    const value = read.value.map((budget) => inVersion({ ...budget, apiVersion }));
    return { ...read, value };
  });
}

/** In `v1beta1` an empty selector takes no pods; since `v1` it takes all of its namespace. */
function inVersion(budget: ReadBudget): ReadBudget {
  const { apiVersion, spec } = budget;
  const isEmpty =
    Object.keys(spec.selector?.matchLabels ?? {}).length === 0 &&
    (spec.selector?.matchExpressions ?? []).length === 0;
  if (apiVersion === "policy/v1" || !isEmpty) return budget;
  return { ...budget, spec: { ...spec, selector: undefined } };
}

/** Budgets with the pods that they take now; without the pods nothing can be said of that. */
export function budgetsPart(
  budgets: ListRead<readonly ReadBudget[]>,
  pods: BudgetMatcher | undefined,
  podsMissing: readonly Missing[],
  namespaces: ReadonlyMap<string, Metadata>,
): Part<BudgetFacts> {
  if (budgets.kind === "missing") return notSeen(missingOf(budgets));
  if (pods === undefined) return notSeen(podsMissing);
  const read = budgets.kind === "read" ? budgets.value : [];
  const facts = read.map((budget) => budgetFacts(budget, pods, namespaces));
  const kept = keepMost(facts, isNoteworthy, byFullName);
  return seen(kept.items, { reads: [budgets], more: kept.more });
}

function isNoteworthy({ disruptionsAllowed, pods, overlaps }: BudgetFacts): number {
  return 2 * Number(pods > 0 && disruptionsAllowed === 0) + 4 * Number(overlaps.length > 0);
}

function budgetFacts(
  budget: ReadBudget,
  matcher: BudgetMatcher,
  namespaces: ReadonlyMap<string, Metadata>,
): BudgetFacts {
  const { metadata, spec, status, apiVersion } = budget;
  const { pods, overlaps } = matcher.podsOf(budget);
  const owner = ownerOf(metadata, namespaces.get(metadata.namespace));
  const { minAvailable, maxUnavailable, unhealthyPodEvictionPolicy } = spec;
  // What its controller has not looked at since it was changed allows nothing, as for an eviction.
  const observed = (status?.observedGeneration ?? 0) >= (metadata.generation ?? 0);
  return {
    namespace: metadata.namespace,
    name: metadata.name,
    apiVersion,
    selects: selectorWords(spec.selector ?? undefined),
    ...(isSet(minAvailable) && { minAvailable: String(minAvailable) }),
    ...(isSet(maxUnavailable) && { maxUnavailable: String(maxUnavailable) }),
    ...(isSet(unhealthyPodEvictionPolicy) && { unhealthyPodEvictionPolicy }),
    disruptionsAllowed: observed ? (status?.disruptionsAllowed ?? 0) : 0,
    currentHealthy: status?.currentHealthy ?? 0,
    desiredHealthy: status?.desiredHealthy ?? 0,
    expectedPods: status?.expectedPods ?? 0,
    pods,
    overlaps,
    ...(owner !== undefined && { owner }),
  };
}

/** A selector as kubectl writes it: `app=shop,tier in (a,b)`; empty when it takes all, `nothing` without one. */
export function selectorWords(selector: ReadSelector | undefined): string {
  if (selector === undefined) return "nothing";
  const labels = Object.entries(selector.matchLabels).map(([key, value]) => `${key}=${value}`);
  const expressions = selector.matchExpressions.map(({ key, operator, values }) => {
    switch (operator) {
      case "In":
        return `${key} in (${values.join(",")})`;
      case "NotIn":
        return `${key} notin (${values.join(",")})`;
      case "Exists":
        return key;
      case "DoesNotExist":
        return `!${key}`;
    }
  });
  return [...labels, ...expressions].join(",");
}

function isSet<Value>(value: Value): value is NonNullable<Value> {
  return value !== undefined && value !== null;
}
