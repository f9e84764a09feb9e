import { describe, expect, it } from "vitest";
import { brokenWords } from "./broken-rule.ts";
import { checkPlan } from "./check-plan.ts";
import { checkedPlan } from "./checked-plan.fixture.ts";
import { Broken } from "./draft.fixture.ts";
import { planRules } from "./plan-rules.ts";
import { rolloutMutations } from "./rollout-mutations.fixture.ts";
import { stepMutations } from "./step-mutations.fixture.ts";
import { wayMutations } from "./way-mutations.fixture.ts";

const request = checkedPlan();

it("a plan of every strategy, as it is made, breaks no rule", () => {
  expect(checkPlan(request).map(brokenWords)).toEqual([]);
});

const mutations = [...stepMutations, ...wayMutations, ...rolloutMutations];

describe("a broken plan is caught by the rule that it breaks, and by no other", () => {
  it.each(mutations)("%s: %s", (rule, _, change) => {
    const broken = new Broken(request);
    change(broken);
    const { plan, snapshots } = broken;
    const found = checkPlan({ ...request, plan, snapshots });
    expect(found.map(brokenWords)).not.toEqual([]);
    expect(found.filter((each) => each.rule !== rule).map(brokenWords)).toEqual([]);
  });
});

it("every rule has a mutation", () => {
  const tried = new Set(mutations.map(([rule]) => rule));
  expect(planRules.map(({ id }) => id).filter((id) => !tried.has(id))).toEqual([]);
  expect(mutations.length).toBeGreaterThanOrEqual(60);
});
