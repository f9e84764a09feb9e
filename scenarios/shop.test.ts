import { expect, it } from "vitest";
import { openStage } from "./stage.ts";

const DAY_MS = 24 * 3_600_000;

/** The first thing that anybody sees: `npm start` runs it at 300 times the speed, in under three minutes. */
it("takes the twelve clusters of the shop to 1.36 in less than eight hours of their own time", async () => {
  const stage = await openStage("examples/shop");
  const startMs = stage.clock.nowMs();
  await stage.plan("kubernetes-1-36");
  await stage.order("kubernetes-1-36", { kind: "run", actor: "ana", reason: "" });
  const ended = await stage.host.runUntil(
    async () => (await stage.news()).some((event) => event.kind === "rollout.ended"),
    startMs + DAY_MS,
  );
  expect(ended).toBe(true);
  expect(stage.clock.nowMs() - startMs).toBeLessThan(8 * 3_600_000);
  for (const cluster of Object.values(stage.world.state().clusters)) {
    expect(cluster.controlPlane.servers.map(({ version }) => version)).toContain("1.36.3");
    expect(new Set(cluster.nodes.map((node) => node.kubeletVersion))).toEqual(new Set(["1.36.3"]));
    expect(cluster.nodes.filter((node) => node.unschedulable || node.avoided)).toEqual([]);
    expect(cluster.ledger.budgetViolations).toEqual([]);
    expect(cluster.ledger.podsLost).toEqual({});
  }
});
