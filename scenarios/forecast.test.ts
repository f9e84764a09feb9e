import { expect, it } from "vitest";
import { openStage } from "./stage.ts";

const DAY_MS = 24 * 3_600_000;

/**
 * The simulated clouds are quicker than the ranges that the actions tell, which are of real ones: a
 * forecast has to be of the same size all the same, and on the careful side.
 */
it("forecasts of the shop are near what its simulated clusters take", async () => {
  const stage = await openStage("examples/shop");
  const startMs = stage.clock.nowMs();
  const { plan } = await stage.plan("kubernetes-1-36");
  await stage.order("kubernetes-1-36", { kind: "run", actor: "ana", reason: "" });
  const spans = new Map<string, { from: number; to: number }>();
  await stage.host.runUntil(async () => {
    const news = await stage.news();
    for (const { cluster, atMs } of news) {
      if (cluster === undefined) continue;
      const from = spans.get(cluster)?.from ?? atMs;
      spans.set(cluster, { from, to: atMs });
    }
    return news.some((event) => event.kind === "rollout.ended");
  }, startMs + DAY_MS);
  const ratios = plan.stages
    .flatMap(({ clusters }) => clusters)
    .map(({ name, forecast }) => {
      const span = spans.get(name);
      return span === undefined || forecast === undefined
        ? Number.NaN
        : (span.to - span.from) / forecast.p50Ms;
    })
    .toSorted((a, b) => a - b);
  expect(ratios).toHaveLength(12);
  // From 0.56 to 0.69 of the median when this was written.
  expect(ratios.every((ratio) => ratio > 0.5 && ratio < 1)).toBe(true);
});
