import { expect, it } from "vitest";
import { expressionFault, type ExpressionScope } from "./check-expression.ts";

const scope: ExpressionScope = {
  types: { names: { steps: "dyn", count: "int" } },
  steps: new Map(),
  hidden: new Map(),
};

it("a fault is pointed at where the expression stands as it was written", () => {
  expect(expressionFault("1 + count + 'a'", "anything", scope)).toHaveProperty("at");
});

it("an id with dashes is read otherwise, so that its columns are not told", () => {
  const fault = expressionFault("count + 'a' == steps.take-stock.status", "anything", scope);
  expect(fault).toEqual({ fault: expect.any(String) });
});
