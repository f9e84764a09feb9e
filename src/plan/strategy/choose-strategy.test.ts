import { expect, it } from "vitest";
import { chooseStrategy } from "./choose-strategy.ts";
import { strategyRequest } from "./strategy-request.fixture.ts";

it("the strategy that the rollout asks for is taken", () => {
  const choice = chooseStrategy(strategyRequest({ asked: "rolling" }));
  expect(choice).toMatchObject({
    decision: {
      strategy: "rolling",
      by: { kind: "rollout" },
      why: "asked for by the rollout",
    },
    workflow: { spec: { strategy: "rolling" } },
  });
});

it("a stage's strategy stands before the rollout's, a person's before the stage's", () => {
  const stage = { name: "production", strategy: "blue-green" } as const;
  expect(chooseStrategy(strategyRequest({ asked: "rolling", stage }))).toMatchObject({
    decision: {
      strategy: "blue-green",
      by: { kind: "stage", stage: "production" },
      why: "asked for by stage production",
    },
  });
  const ana = { by: "ana@shop.example", reason: "moved to Gateway API" };
  const overrides = [
    { selector: { matchLabels: { env: "test" } }, strategy: "canary" as const, ...ana },
    { selector: {}, strategy: "rolling" as const, ...ana },
    { selector: {}, strategy: "canary" as const, ...ana },
  ];
  expect(chooseStrategy(strategyRequest({ asked: "auto", stage, overrides }))).toMatchObject({
    decision: {
      strategy: "rolling",
      by: { kind: "person", ...ana },
      why: "chosen by ana@shop.example: moved to Gateway API",
    },
  });
});

it("a strategy without a workflow is refused, and never replaced by another", () => {
  expect(chooseStrategy(strategyRequest({ asked: "canary", installed: ["rolling"] }))).toEqual({
    refused: "no workflow is installed for strategy canary; installed: rolling",
    help: "install a workflow for it, or choose a strategy that is installed",
  });
  expect(chooseStrategy(strategyRequest({ asked: "canary", installed: [] }))).toMatchObject({
    refused: "no workflow is installed for strategy canary; installed: none",
  });
});
