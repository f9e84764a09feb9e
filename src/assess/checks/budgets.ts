import type { BudgetFacts } from "../../model/cluster-facts.ts";
import { itemsOf, type AssessContext, type Check, type Draft } from "../check.ts";

const objectOf = ({ namespace, name }: BudgetFacts): string =>
  `PodDisruptionBudget ${namespace}/${name}`;

/** `minAvailable 1`, or how it is without either: none. */
function limitOf({ minAvailable, maxUnavailable }: BudgetFacts): string {
  if (maxUnavailable !== undefined) return `maxUnavailable ${maxUnavailable}`;
  return minAvailable === undefined ? "no limit" : `minAvailable ${minAvailable}`;
}

const stateOf = (budget: BudgetFacts): string =>
  `${limitOf(budget)}: ${budget.currentHealthy} healthy, ${budget.desiredHealthy} wanted of ${budget.expectedPods}, ${budget.disruptionsAllowed} may be away`;

/** However healthy its pods are, none may ever go. */
function neverAllows({ minAvailable, maxUnavailable, ...status }: BudgetFacts): boolean {
  if (status.disruptionsAllowed > 0) return false;
  if (maxUnavailable === "0" || maxUnavailable === "0%" || minAvailable === "100%") return true;
  return status.expectedPods > 0 && status.desiredHealthy >= status.expectedPods;
}

/** The controller could not count what it selects, and then allows nothing. */
const cannotCount = (budget: BudgetFacts): boolean =>
  budget.pods > 0 &&
  budget.expectedPods === 0 &&
  budget.disruptionsAllowed === 0 &&
  // Of two budgets over a pod the controller counts one.
  budget.overlaps.length === 0;

const keepsBroken = (budget: BudgetFacts): boolean =>
  budget.unhealthyPodEvictionPolicy !== "AlwaysAllow" &&
  budget.disruptionsAllowed === 0 &&
  budget.currentHealthy < budget.desiredHealthy;

/** What it is for runs no pod at the moment: a workload that is scaled to none, a CronJob between two runs. */
const isAtRest = ({ namespace, name }: BudgetFacts, { parts }: AssessContext): boolean =>
  itemsOf(parts.workloads).some(
    (each) => each.replicas === 0 && each.namespace === namespace && each.budgets.includes(name),
  );

type Find = (
  budget: BudgetFacts,
  context: AssessContext,
) => Omit<Draft, "object" | "owner"> | undefined;

interface BudgetCheck extends Pick<Check, "name" | "sees" | "levels"> {
  readonly find: Find;
}

const BUDGET_CHECKS: readonly BudgetCheck[] = [
  {
    name: "budget-never-allows",
    sees: "PodDisruptionBudgets that can never be satisfied: no pod may ever be evicted",
    levels: ["Blocks", "Needs a decision"],
    find: (budget) => {
      if (!neverAllows(budget)) return undefined;
      const isEmpty = budget.expectedPods === 0 && budget.pods === 0;
      return {
        level: isEmpty ? "Needs a decision" : "Blocks",
        evidence: [stateOf(budget)],
        why: isEmpty
          ? "it selects no pod now; as soon as it does, no node with such a pod can be drained"
          : "no pod that it selects may ever be evicted, so its nodes cannot be drained",
        help: "let one pod go: maxUnavailable 1, and more than one replica",
      };
    },
  },
  {
    name: "budget-cannot-count",
    sees: "PodDisruptionBudgets over pods without a controller that can be scaled: nothing is allowed",
    levels: ["Blocks"],
    find: (budget) =>
      cannotCount(budget) && !neverAllows(budget)
        ? {
            level: "Blocks",
            evidence: [`${stateOf(budget)}; it selects ${budget.pods} pods`],
            why: "the disruption controller cannot tell how many pods there should be, and then allows no eviction at all",
            help: "select only pods of Deployments, StatefulSets or ReplicaSets, or use minAvailable with a number",
          }
        : undefined,
  },
  {
    name: "budget-guards-broken-pods",
    sees: "PodDisruptionBudgets whose pods are broken, and which let not even those go",
    levels: ["Blocks"],
    find: (budget) =>
      keepsBroken(budget) && !neverAllows(budget)
        ? {
            level: "Blocks",
            evidence: [
              `${stateOf(budget)}; unhealthyPodEvictionPolicy ${budget.unhealthyPodEvictionPolicy ?? "IfHealthyBudget"}`,
            ],
            why: "fewer pods are healthy than it wants, and so neither healthy nor broken ones may be evicted",
            help: "mend the pods, or set unhealthyPodEvictionPolicy: AlwaysAllow",
          }
        : undefined,
  },
  {
    name: "budget-blocks-now",
    sees: "PodDisruptionBudgets that allow nothing at the moment, and could",
    levels: ["Needs a decision"],
    find: (budget) =>
      budget.expectedPods > 0 &&
      budget.disruptionsAllowed === 0 &&
      !neverAllows(budget) &&
      !keepsBroken(budget)
        ? {
            level: "Needs a decision",
            evidence: [stateOf(budget)],
            why: "a drain waits until more of its pods are healthy",
            help: "see why pods are missing, or wait until they are back",
          }
        : undefined,
  },
  {
    name: "budget-selects-nothing",
    sees: "PodDisruptionBudgets that select no pod: they protect nothing",
    levels: ["Needs a decision"],
    find: (budget, context) =>
      budget.pods === 0 &&
      budget.expectedPods === 0 &&
      !neverAllows(budget) &&
      !isAtRest(budget, context)
        ? {
            level: "Needs a decision",
            evidence: [
              `it selects ${budget.selects === "" ? "everything" : budget.selects}: no pod`,
            ],
            why: "whoever wrote it believes that pods are protected, and none is",
            help: "correct its selector, or delete it",
          }
        : undefined,
  },
  {
    name: "budget-selects-all",
    sees: "PodDisruptionBudgets with an empty selector: every pod of the namespace in policy/v1, none in v1beta1",
    levels: ["Needs a decision"],
    find: (budget) =>
      budget.selects === ""
        ? {
            level: "Needs a decision",
            evidence: [
              `${budget.apiVersion}, the selector is empty; it selects ${budget.pods} pods`,
            ],
            why: "it covers every pod of its namespace, those of other teams and of Jobs included",
            help: "name the pods that it is for in its selector",
          }
        : undefined,
  },
];

export const budgetChecks: readonly Check[] = BUDGET_CHECKS.map(({ find, ...check }) => ({
  ...check,
  peers: [],
  reads: ["budgets"],
  ofDrain: true,
  find: (context) =>
    itemsOf(context.parts.budgets).flatMap((budget) => {
      const found = find(budget, context);
      return found === undefined
        ? []
        : [{ ...found, object: objectOf(budget), owner: budget.owner }];
    }),
}));

export const budgetsOverlap: Check = {
  name: "budgets-overlap",
  sees: "pods that are under several PodDisruptionBudgets: the API server refuses to evict them",
  levels: ["Blocks"],
  peers: [],
  reads: ["budgets"],
  ofDrain: true,
  find: ({ parts }) => {
    const pairs = itemsOf(parts.budgets).flatMap(({ namespace, name, overlaps, owner }) =>
      // Both sides name the pair; in order it is one.
      overlaps.map(({ pod, with: other }) => ({
        key: [`${namespace}/${name}`, other].toSorted().join(" and "),
        pod,
        owner,
      })),
    );
    return [...Map.groupBy(pairs, ({ key }) => key)].map(([key, list]) => {
      const pods = [...new Set(list.map(({ pod }) => pod))].toSorted();
      const rest = pods.length > 5 ? ` and ${pods.length - 5} more` : "";
      return {
        level: "Blocks",
        object: `PodDisruptionBudgets ${key}`,
        evidence: [`both select ${pods.slice(0, 5).join(", ")}${rest}`],
        why: "an eviction under two budgets is answered with an error, however healthy the pods are, and waiting never heals it",
        help: "leave one budget for each pod: change a selector, or delete one of the two",
        owner: list.find(({ owner }) => owner !== undefined)?.owner,
      };
    });
  },
};
