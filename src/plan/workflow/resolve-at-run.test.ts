import { expect, it } from "vitest";
import { outputsOf, resolveAtRun } from "./resolve-at-run.ts";

const steps = {
  "hop-1-health": { status: "done", outputs: { restarts: 3, worst: "shop-api" } },
  quiet: { status: "skipped", outputs: {} },
};

it.each([
  ["no condition", undefined],
  ["a condition that is met", 'steps["hop-1-health"].outputs.restarts > 2'],
])("%s: the step runs with its inputs filled in", (_, condition) => {
  const step = {
    ...(condition === undefined ? {} : { if: condition }),
    with: {
      audience: "support",
      text: '${{ steps["hop-1-health"].outputs.worst }} restarted.',
      count: '${{ steps["hop-1-health"].outputs.restarts }}',
    },
  };
  expect(resolveAtRun(step, steps)).toEqual({
    kind: "run",
    with: { audience: "support", text: "shop-api restarted.", count: 3 },
  });
});

it.each([
  ['has(steps["hop-1-health"].outputs.worst)', "run"],
  ['has(steps["hop-1-health"].outputs.none) || has(steps["quiet"].outputs.worst)', "skip"],
])("whether a step gave something can be asked before it is used: %s", (condition, kind) => {
  expect(resolveAtRun({ if: condition, with: {} }, steps)).toHaveProperty("kind", kind);
});

it("a condition that is not met only skips, and says which it was", () => {
  expect(resolveAtRun({ if: 'steps.quiet.status == "done"', with: {} }, steps)).toEqual({
    kind: "skip",
    why: 'its condition is not met: steps.quiet.status == "done"',
  });
});

it.each([
  [{ if: "steps.quiet.outputs.a > 1", with: {} }, /^if: .*No such key: a$/],
  [{ if: "steps.quiet.status", with: {} }, /^if: .* gives neither true nor false$/],
  [{ with: { list: ["${{ steps.none.status }}"] } }, /^with\.list\[0\]: .*No such key: none$/],
])("what cannot be evaluated is wrong, with its place: %j", (step, why) => {
  expect(resolveAtRun(step, steps)).toEqual({ kind: "wrong", why: expect.stringMatching(why) });
});

it("what runs after a failure sees what failed; before there is nothing to see", () => {
  const step = { with: { text: "${{ failure.title }}: ${{ failure.reason }}" } };
  const failure = { step: "hop-1-health", title: "Check it", reason: "two nodes are not ready" };
  expect(resolveAtRun(step, steps, failure)).toEqual({
    kind: "run",
    with: { text: "Check it: two nodes are not ready" },
  });
  expect(resolveAtRun(step, steps)).toEqual({ kind: "run", with: { text: ": " } });
});

it("outputs are made of what the action gave", () => {
  const outputs = { restarts: "result.restarts", many: "result.restarts > 2" };
  expect(outputsOf({ outputs }, { restarts: 3 })).toEqual({
    kind: "outputs",
    outputs: { restarts: 3, many: true },
  });
  expect(outputsOf({}, { restarts: 3 })).toEqual({ kind: "outputs", outputs: {} });
  expect(outputsOf({ outputs }, {})).toEqual({
    kind: "wrong",
    why: expect.stringMatching(/^outputs\.restarts: .*No such key: restarts$/),
  });
});
