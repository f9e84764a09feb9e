import { expect, it } from "vitest";
import { planned } from "../make-plan.fixture.ts";
import { clustersOfPlan } from "./cluster-report.ts";

it("every cluster stands with its way, in the order in which they start", () => {
  const { plan } = planned();
  expect(
    clustersOfPlan(plan).map(({ name, stage, shape, from, to }) => [name, stage, shape, from, to]),
  ).toEqual([
    ["shop-staging", "staging", "A", "1.34.4", "1.36.3"],
    ["shop-tools", "production", "A", "1.34.4", "1.36.3"],
    ["shop-web", "production", "B", "1.33.7", "1.36.3"],
  ]);
});

it("a plan of an older version, without forecasts, is told without; a shape that is missing is not invented", () => {
  const { plan } = planned();
  const stages = plan.stages.map((stage) => ({
    ...stage,
    clusters: stage.clusters.map(({ name, member, identity, shape }) => ({
      name,
      member,
      identity,
      shape: name === "shop-tools" ? "missing" : shape,
    })),
  }));
  expect(clustersOfPlan({ ...plan, stages })).toEqual([
    {
      name: "shop-staging",
      stage: "staging",
      shape: "A",
      strategy: "rolling",
      from: "1.34.4",
      to: "1.36.3",
    },
    {
      name: "shop-web",
      stage: "production",
      shape: "B",
      strategy: "rolling",
      from: "1.33.7",
      to: "1.36.3",
    },
  ]);
});
