import { expect, it } from "vitest";
import { plainStep } from "../../model/step.fixture.ts";
import type { PriceTable } from "../../model/prices.ts";
import { facts, node, notSeen, seen } from "../facts.fixture.ts";
import { pool, snapshot } from "../snapshot.fixture.ts";
import { forecastSurge, type SurgeRequest } from "./forecast-surge.ts";

const five = ["1.35.4", "1.35.4", "1.35.4", "1.35.4", "1.35.4"];
const cluster = snapshot("1.35.4", {
  pools: [pool("system", five.slice(0, 2)), pool("general", five)],
  facts: facts({
    nodes: seen(
      ...five.map((_, index) => node(`g-${index}`)),
      node("s-1", { instanceType: "m6i.xlarge" }),
      node("s-2", { instanceType: "" }),
    ),
  }),
});

const prices: PriceTable = {
  currency: "EUR",
  perNodeHour: { "m6i.large": 0.1, "m6i.xlarge": 0.2 },
  anyNodeHour: 0.3,
  perControlPlaneHour: { eks: 0.1 },
};

const roll = (name: string, inputs: Readonly<Record<string, unknown>>) =>
  plainStep(name, { uses: "node-pool.roll", with: { pool: name, ...inputs } });

function surge(other: Partial<SurgeRequest> = {}) {
  return forecastSurge({
    strategy: "rolling",
    steps: [roll("system", {}), roll("general", { maxSurge: "33%" }), roll("gone", {})],
    snapshot: cluster,
    provider: "eks",
    forecast: { p50Ms: 10 * 3_600_000, p90Ms: 20 * 3_600_000 },
    prices,
    ...other,
  });
}

it("rolling has the largest surge of its pools, priced as the dearest node", () => {
  expect(surge()).toEqual({ nodes: 2, cost: { amount: 6, currency: "EUR" } });
  expect(surge({ steps: [] })).toEqual({ nodes: 0, cost: { amount: 0, currency: "EUR" } });
});

it("in-place has none", () => {
  expect(surge({ strategy: "in-place" })).toEqual({ nodes: 0 });
});

it.each(["blue-green", "canary"] as const)(
  "%s has every node twice, and a control plane",
  (strategy) => {
    // (5 x 0.1 + 0.2 + 0.3 + 0.1) x 10 hours
    expect(surge({ strategy })).toEqual({ nodes: 7, cost: { amount: 11, currency: "EUR" } });
  },
);

it.each<readonly [string, Partial<SurgeRequest>]>([
  ["no prices", { prices: undefined }],
  ["no price of a type", { prices: { currency: "EUR", perNodeHour: { "m6i.large": 0.1 } } }],
  [
    "no price of a node without a type",
    { prices: { currency: "EUR", perNodeHour: prices.perNodeHour } },
  ],
  [
    "types that were not seen",
    { snapshot: { ...cluster, facts: facts({ nodes: notSeen }) }, prices: { currency: "EUR" } },
  ],
  [
    "only versions that were seen",
    { snapshot: { ...cluster, facts: undefined }, prices: { currency: "EUR" } },
  ],
])("with %s there is no cost, and no guess", (_, other) => {
  expect(surge(other)).toEqual({ nodes: 2 });
});

it("a second cluster has no cost without a price of its control plane, or of its nodes", () => {
  expect(surge({ strategy: "canary", prices: { currency: "EUR", anyNodeHour: 1 } })).toEqual({
    nodes: 7,
  });
  expect(
    surge({ strategy: "canary", prices: { currency: "EUR", perControlPlaneHour: { eks: 1 } } }),
  ).toEqual({ nodes: 7 });
  expect(surge({ strategy: "canary", prices: undefined })).toEqual({ nodes: 7 });
});

it("one price for any node will do where types were not seen", () => {
  const snapshotOf = {
    ...cluster,
    facts: facts({ nodes: { kind: "seen", items: [node("a")], more: 6 } }),
  };
  expect(surge({ snapshot: snapshotOf })).toEqual({
    nodes: 2,
    cost: { amount: 6, currency: "EUR" },
  });
  expect(surge({ snapshot: snapshotOf, strategy: "canary" })).toEqual({
    nodes: 7,
    cost: { amount: 22, currency: "EUR" },
  });
});
