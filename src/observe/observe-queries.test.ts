import { expect, it } from "vitest";
import type { MetricsPort } from "../ports/metrics-port.ts";
import { PortError } from "../ports/port-error.ts";
import { observeQueries } from "./observe-queries.ts";

it("each query has its answer, in the order in which they were asked", async () => {
  const metrics: MetricsPort = {
    query: async (promql) => {
      if (promql === "wrong") throw new PortError("terminal", "bad_data: parse error");
      if (promql === "none") return { kind: "no-data" };
      return { kind: "value", value: Number(promql) };
    },
  };
  expect(await observeQueries(metrics, ["1", "wrong", "none", "0", "2", "3"])).toEqual({
    kind: "seen",
    items: [
      { query: "1", value: 1 },
      { query: "wrong", error: "bad_data: parse error" },
      { query: "none" },
      { query: "0", value: 0 },
      { query: "2", value: 2 },
      { query: "3", value: 3 },
    ],
  });
});

it("without a place for metrics nothing was asked, and what would help is said", async () => {
  expect(await observeQueries(undefined, ["up"])).toMatchObject({
    kind: "not-seen",
    help: expect.stringContaining("metrics: { prometheus: URL }"),
  });
});

it("a fault of our own is not taken for an answer", async () => {
  const metrics: MetricsPort = {
    query: async () => {
      throw new TypeError("broken");
    },
  };
  await expect(observeQueries(metrics, ["up"])).rejects.toThrow("broken");
});
