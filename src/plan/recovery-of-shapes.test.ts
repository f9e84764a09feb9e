import { expect, it } from "vitest";
import { planned, rolling, rollout, staging } from "./make-plan.fixture.ts";
import { request } from "./make-plan.fixture.ts";
import { makePlan } from "./make-plan.ts";

function undoOf(onFailure: object | undefined, onCancel?: "Undo" | "Leave") {
  const { onFailure: _, ...spec } = rolling.spec;
  const workflow = { ...rolling, spec: { ...spec, ...(onFailure && { onFailure }) } };
  const { plan } = planned({
    strategies: new Map([["rolling", workflow]]),
    rollout: rollout({ stages: [staging], ...(onCancel && { onCancel }) }),
  });
  return plan.shapes["A"]?.recovery?.undo;
}

it.each([
  [undefined, undefined, undefined],
  [{}, "Leave", undefined],
  [{ use: "call-for-help" }, undefined, "never"],
  [{ undo: true }, undefined, "failure"],
  [{ undo: true }, "Undo", "always"],
  [undefined, "Undo", "cancel"],
] as const)(
  "onFailure %j with onCancel %s: done steps are undone %s",
  (onFailure, onCancel, undo) => {
    expect(undoOf(onFailure, onCancel)).toBe(undo);
  },
);

it("without any workflow that is used by its name, one that names one is refused", () => {
  const made = makePlan({ ...request(), workflows: undefined });
  expect("problems" in made && made.problems.map(({ complaint }) => complaint.path)).toContainEqual(
    ["spec", "onFailure", "use"],
  );
});
