import { expect, it } from "vitest";
import { stageAboutToStart } from "./about-to-start.ts";
import { TaskDriver } from "./task-driver.fixture.ts";

const approval = { kind: "approval", roles: ["sre"], quorum: 1 } as const;

const stageOf = ({ plan, state }: TaskDriver): number | undefined => stageAboutToStart(plan, state);

it("an approval before a stage lets that stage start", () => {
  const driver = new TaskDriver({ first: { before: [approval] } });
  expect(stageOf(driver)).toBeUndefined();
  driver.run();
  expect(stageOf(driver)).toBe(0);
});

it("one after a stage lets the next start that has clusters", () => {
  const driver = new TaskDriver({ first: { after: [approval] } });
  driver.run();
  driver.doneFirst();
  expect(stageOf(driver)).toBe(1);
});

it("one after the last stage lets nothing start", () => {
  const driver = new TaskDriver({ second: { after: [approval] } });
  driver.run();
  driver.doneFirst().end("d");
  expect(driver.task("after-0", 1)?.status).toBe("open");
  expect(stageOf(driver)).toBeUndefined();
});
