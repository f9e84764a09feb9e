import { expect, it } from "vitest";
import { workflowSchema } from "../../model/workflow.ts";
import { expandWorkflow } from "./expand-workflow.ts";
import {
  check,
  expanded,
  faults,
  installedWith,
  seen,
  tell,
  workflowOf,
} from "./workflow.fixture.ts";

const hundred = Array.from({ length: 100 }, (_, index) => index);

it("a step that its lists leave no turn, or too many, is refused", () => {
  const steps = [
    { id: "a", foreach: [], ...check },
    { id: "b", foreach: [...hundred, ...Array.from({ length: 901 }, () => 0)], ...check },
    { id: "c", matrix: {}, ...check },
    { id: "d", matrix: { x: [], y: [1] }, ...check },
    { id: "e", matrix: { x: [1, 2], exclude: [{ x: 1 }, { x: 2 }] }, ...check },
    { id: "f", matrix: { a: hundred, b: hundred, c: hundred, d: hundred, e: hundred }, ...check },
    { id: "g", matrix: { x: [], include: [{ x: 1 }] }, ...check },
    { id: "h", matrix: { x: "[1]", exclude: [{ x: 1 }] }, ...check },
  ];
  expect(faults({ steps })).toEqual([
    "spec.steps[0].foreach: nothing is in it: this step could never run: take it out",
    "spec.steps[1].foreach: it gives 1001 turns of this step, and 1000 are the most",
    "spec.steps[2].matrix: nothing is in it: this step could never run: take it out",
    "spec.steps[3].matrix: nothing is in it: this step could never run: take it out",
    "spec.steps[4].matrix: nothing is in it: this step could never run: take it out",
    "spec.steps[5].matrix: it gives 10000000000 turns of this step, and 1000 are the most",
  ]);
});

it("what is excluded names lists of the matrix", () => {
  const steps = [
    {
      id: "a",
      matrix: { region: [1, 2], exclude: [{ regoin: 1 }, { region: 1, z: 2 }] },
      ...check,
    },
    { id: "b", matrix: { include: [{ x: 1 }], exclude: [{ y: 1 }] }, ...check },
  ];
  expect(faults({ steps })).toEqual([
    "spec.steps[0].matrix.exclude[0].regoin: no list of this matrix. Did you mean region?",
    "spec.steps[0].matrix.exclude[1].z: no list of this matrix. There are: region",
    "spec.steps[1].matrix.exclude[0].y: no list of this matrix. There are: none",
  ]);
});

it("lists that are worked out are counted when the plan is made", () => {
  const list = JSON.stringify(hundred);
  const wide = workflowOf("wide", {
    strategy: "rolling",
    steps: [
      { id: "a", matrix: { x: list, y: list }, ...check },
      { id: "b", foreach: `${list}.map(a, ${list})`, as: "row", steps: [{ id: "c", ...check }] },
      { id: "d", foreach: Array.from({ length: 11 }, () => list).join(" + "), ...check },
    ],
  });
  const made = expandWorkflow(wide, seen, installedWith());
  expect("complaints" in made && made.complaints.map(({ message }) => message)).toEqual([
    "it gives 10000 turns of this step, and 1000 are the most",
    "it gives 1100 turns of this step, and 1000 are the most",
  ]);
});

it("an expression that stands alone is told so, and one that is not closed is told once", () => {
  const steps = [
    { id: "a", if: "${{ size(hops) > 1 }}", ...check },
    { id: "b", uses: "health.check", with: { consecutivePasses: "${{ 2" } },
    { id: "c", foreach: ["x"], as: "in", ...tell("${{ target.kubernetes }}") },
  ];
  expect(faults({ steps })).toEqual([
    "spec.steps[0].if: an expression stands alone here: write it without ${{ }}",
    "spec.steps[1].with.consecutivePasses: ${{ is not closed: expected }} after the expression",
    'spec.steps[2].as: "in" has a meaning already; choose another name',
  ]);
});

it("a timeout leaves some time", () => {
  const step = (timeout: string) => ({
    apiVersion: "fleetlift.dev/v1alpha1",
    kind: "Workflow",
    metadata: { name: "w" },
    spec: { steps: [{ id: "a", ...check, timeout }] },
  });
  expect(workflowSchema.safeParse(step("0s")).success).toBe(false);
  expect(workflowSchema.safeParse(step("1ms")).success).toBe(true);
});

it("an expression that is too long for anybody to read is refused", () => {
  const condition = Array.from({ length: 2_000 }, () => "size(hops) > 0").join(" && ");
  expect(faults({ steps: [{ id: "a", if: condition, ...check }] })).toEqual([
    "spec.steps[0].if: an expression has at most 10000 letters",
  ]);
  const steps = [{ id: "a", if: condition.slice(0, 9_500).replace(/ &&[^&]*$/, ""), ...check }];
  expect(expanded({ steps }).steps).toHaveLength(1);
});
