import type { BudgetFacts, ClusterFacts } from "../../model/cluster-facts.ts";
import type { LabelSelector } from "../../model/selector.ts";
import type { WorldBudget } from "../../world/world-document.ts";

/** Disruption budgets, as far as they were seen and a world can hold them. */
export function budgetsFrom(facts: ClusterFacts | undefined): {
  readonly budgets: readonly WorldBudget[];
  readonly notCarried: readonly string[];
} {
  if (facts === undefined) return { budgets: [], notCarried: [] };
  const { budgets: part } = facts;
  if (part.kind === "not-seen") {
    return { budgets: [], notCarried: [`disruption budgets, which were not seen: ${part.why}`] };
  }
  const made = part.items.map(budgetFrom);
  const unread = made.filter((each) => each.budget === undefined);
  return {
    budgets: made.flatMap(({ budget }) => (budget === undefined ? [] : [budget])),
    notCarried: [
      ...unread.map(({ name }) => `budget ${name}: what it selects cannot be read back`),
      ...(part.more === undefined
        ? []
        : ["disruption budgets that the snapshot left off for its size"]),
    ],
  };
}

function budgetFrom(facts: BudgetFacts): {
  readonly name: string;
  readonly budget: WorldBudget | undefined;
} {
  const { namespace, name, selects, minAvailable, maxUnavailable } = facts;
  const selector = readSelector(selects);
  const budget = selector && {
    namespace,
    name,
    selector,
    ...(minAvailable !== undefined && { minAvailable: countOf(minAvailable) }),
    ...(maxUnavailable !== undefined && { maxUnavailable: countOf(maxUnavailable) }),
  };
  return { name: `${namespace}/${name}`, budget };
}

function countOf(text: string): number | string {
  return text.endsWith("%") ? text : Number(text);
}

const KEY = String.raw`[A-Za-z0-9][-A-Za-z0-9_./]*`;
const VALUE = String.raw`[-A-Za-z0-9_.]*`;
const TERM = new RegExp(
  String.raw`^(?:(${KEY})=(${VALUE})|(${KEY}) (in|notin) \(([^)]*)\)|(!?)(${KEY}))(?:,|$)`,
);

/** A selector from its words, as a snapshot has them (`app=shop,tier in (a,b),!old`); undefined when they cannot be read, or select nothing. */
export function readSelector(words: string): LabelSelector | undefined {
  // A selector that is missing selects nothing; one that is there and empty selects all.
  if (words === "nothing") return undefined;
  const matchLabels: Record<string, string> = {};
  const matchExpressions: NonNullable<LabelSelector["matchExpressions"]>[number][] = [];
  let rest = words;
  while (rest !== "") {
    const match = TERM.exec(rest);
    if (match === null) return undefined;
    const [whole, label, value = "", listed, operator, list = "", not, exists] = match;
    if (label !== undefined) matchLabels[label] = value;
    else if (listed !== undefined) {
      const values = list === "" ? [] : list.split(",");
      matchExpressions.push({ key: listed, operator: operator === "in" ? "In" : "NotIn", values });
    } else if (exists !== undefined) {
      matchExpressions.push({ key: exists, operator: not === "!" ? "DoesNotExist" : "Exists" });
    }
    rest = rest.slice(whole.length);
  }
  return {
    ...(Object.keys(matchLabels).length > 0 && { matchLabels }),
    ...(matchExpressions.length > 0 && { matchExpressions }),
  };
}
