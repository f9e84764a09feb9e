import { expect, it } from "vitest";
import { plainStep } from "../model/step.fixture.ts";
import type { Plan } from "../model/plan.ts";
import { asked, Driver } from "./rollout-driver.fixture.ts";

/** A rollout whose cluster's failure calls for help. */
function driver(): Driver {
  const made = new Driver({ name: "first", clusters: ["a"] });
  const help = { ...plainStep("help"), when: { kind: "upgrade-failed" } } as const;
  const withRecovery = Object.entries(made.plan.shapes).map(([key, shape]) => [
    key,
    { ...shape, recovery: { undo: "never", steps: [help] } },
  ]);
  made.plan = { ...made.plan, shapes: Object.fromEntries(withRecovery) as Plan["shapes"] };
  return made;
}

it("a step of the recovery can be skipped while the cluster runs, and not before", () => {
  const skip = { kind: "skip", cluster: "a", step: "help", ...asked } as const;
  const early = driver();
  expect(early.take(skip)).toMatchObject({ ok: false, help: "its steps: health" });
  const running = driver().run();
  expect(running.take(skip)).toMatchObject({ ok: true, said: "step help of a is skipped" });
  expect(running.commands).toMatchObject([{ kind: "orderUpgrade", order: { step: "help" } }]);
});
