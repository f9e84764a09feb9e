import { expect, test } from "vitest";
import { type Disturbance, runAction, testWorld } from "../run-in-world.fixture.ts";
import { healthCheck } from "./health-check.ts";

const small = {
  pools: [{ name: "general", dialect: "weRoll", size: 3 }],
  workloads: [{ kind: "Deployment", namespace: "kube-system", name: "coredns", replicas: 2 }],
};
const dnsIsDown = { name: "dns", kind: "WorkloadUnavailable", workload: "kube-system/coredns" };

test.each<Disturbance>(["none", "twice", "killed"])(
  "a healthy cluster passes after two looks, disturbed: %s",
  async (disturbance) => {
    const { outcome } = await runAction(testWorld(small), healthCheck, {}, { disturbance });
    expect(outcome).toEqual({
      kind: "done",
      summary:
        "healthy: API ready, 3 of 3 nodes Ready, 1 of 1 workloads available, 2 looks in a row",
    });
  },
);

test("a workload that stays down fails it by name", async () => {
  const { outcome } = await runAction(testWorld(small, { faults: [dnsIsDown] }), healthCheck, {});
  expect(outcome).toMatchObject({
    why: "kube-system/coredns 0 of 2 available for 3 looks in a row",
  });
});

test("a workload that comes back in time passes", async () => {
  const world = testWorld(small, { faults: [{ ...dnsIsDown, for: "20s" }] });
  const { outcome } = await runAction(world, healthCheck, { failuresAllowed: 10 });
  expect(outcome.kind).toBe("done");
});

test("an API that does not answer is never a pass, and not waited for without end", async () => {
  const world = testWorld(small, { faults: [{ name: "down", kind: "ApiDown" }] });
  const { outcome } = await runAction(world, healthCheck, { inconclusiveAllowed: 3 });
  expect(outcome).toMatchObject({
    kind: "failed",
    class: "terminal",
    why: expect.stringContaining("health is not known for 4 looks in a row"),
  });
});
