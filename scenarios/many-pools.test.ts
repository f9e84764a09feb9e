/** A cluster of many node pools makes a plan of many steps; its state must not outgrow a key. */
import { expect, it } from "vitest";
import { openStage } from "./stage.ts";

const NAME = "many-pools";

it("a cluster with thirty node pools, rolled twice, is upgraded to its end", async () => {
  const stage = await openStage("scenarios/many-pools");
  const { plan } = await stage.plan(NAME);
  expect(Object.values(plan.shapes)[0]?.steps.length).toBeGreaterThan(120);
  await stage.order(NAME, { kind: "run", actor: "ana", reason: "" });
  await stage.host.advanceTo(stage.clock.nowMs() + 3 * 24 * 3_600_000);
  expect(stage.host.stuck()).toEqual([]);
  const told = await stage.news();
  expect(told.findLast(({ kind }) => kind === "rollout.ended")?.reason).toBe(
    "rollout done: 1 of 1 at their target",
  );
  // What is kept of steps that are over does not pile up.
  expect(Object.keys(stage.host.stateOf("Upgrade", `${NAME}/wide/1`)).toSorted()).toEqual([
    "order",
    "state",
  ]);
});
