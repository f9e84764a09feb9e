import { expect, it } from "vitest";
import { knowledge } from "../knowledge/knowledge.ts";
import type { Hop } from "../model/plan.ts";
import { deadlinesOf } from "./deadlines.ts";

const climb: readonly Hop[] = [
  { component: "control-plane", from: "1.34.4", to: "1.35.4" },
  { component: "control-plane", from: "1.35.4", to: "1.36.3" },
];
const roll: readonly Hop[] = [
  { component: "node-pool", pool: "a", dialect: "weRoll", from: "1.34.4", to: "1.36.3" },
];

it("support of what is left and of what is gone to, and how far the provider goes back", () => {
  const { deadlines, records } = deadlinesOf(
    { hops: climb, to: "1.36.3", provider: "eks" },
    knowledge,
  );
  expect(deadlines?.support?.map(({ minor }) => minor)).toEqual(["1.34", "1.36"]);
  expect(deadlines?.support?.[0]).toEqual({
    minor: "1.34",
    standardOn: "2026-12-02",
    extendedOn: "2027-12-02",
  });
  expect(deadlines?.back).toEqual({ minors: 1, days: 7 });
  expect(records).toContain("abilities/eks");
});

it("where no control plane moves there is nothing to take back, and one minor to support", () => {
  const { deadlines } = deadlinesOf({ hops: roll, to: "1.36.3", provider: "eks" }, knowledge);
  expect(deadlines?.support?.map(({ minor }) => minor)).toEqual(["1.36"]);
  expect(deadlines?.back).toBeUndefined();
});

it("what is not known is left out", () => {
  const nobody = { ...knowledge, abilities: () => [], support: () => [] };
  expect(deadlinesOf({ hops: climb, to: "1.36.3", provider: "eks" }, nobody)).toEqual({
    records: [],
  });
});
