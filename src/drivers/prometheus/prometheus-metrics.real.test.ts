import { afterAll, describe, expect, it } from "vitest";
import { healthCheck } from "../../actions/health-check/health-check.ts";
import { runAction, testWorld } from "../../actions/run-in-world.fixture.ts";
import { metricsPortSuite } from "../../ports/metrics-port.suite.ts";
import { startPrometheus, whyNoPrometheus } from "./prometheus-here.suite.ts";
import { prometheusMetrics } from "./prometheus-metrics.ts";

const why = whyNoPrometheus === undefined ? "" : `: NOT RUN, because ${whyNoPrometheus}`;
if (why !== "") process.stderr.write(`a real Prometheus${why}\n`);

describe.skipIf(whyNoPrometheus !== undefined)(
  "with a real Prometheus",
  { timeout: 60_000 },
  () => {
    metricsPortSuite("prometheus, the program itself", async () => {
      const { url, end } = await startPrometheus();
      return { port: prometheusMetrics(url), end };
    });

    describe("a gate that asks it", async () => {
      const server = why === "" ? await startPrometheus() : undefined;
      afterAll(() => server?.end());

      it.each([
        ["is well", "sum(two)", { max: 1 }, "healthy: asked 1"],
        ["is not well", "sum(two) + 1", { max: 1 }, "asked: 2, expected at most 1"],
      ])("%s", async (_, query, success, words) => {
        const world = testWorld({ pools: [{ name: "general", dialect: "weRoll", size: 1 }] });
        const metrics = prometheusMetrics(server?.url ?? "");
        const inputs = { signals: [], metrics: [{ name: "asked", query, success }] };
        const reached = { ...world, member: { ...world.member, metrics } };
        const { outcome } = await runAction(reached, healthCheck, inputs);
        expect(JSON.stringify(outcome)).toContain(words);
      });
    });
  },
);
