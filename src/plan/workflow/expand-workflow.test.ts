import { expect, it } from "vitest";
import { workflowSchema, type Workflow } from "../../model/workflow.ts";
import { formatPath } from "../../spec/problem.ts";
import { catalog } from "../catalog.fixture.ts";
import { checkWorkflow } from "./check-workflow.ts";
import { expandWorkflow } from "./expand-workflow.ts";

const variables = {
  hops: [
    { component: "control-plane", number: 1, from: "1.34.4", to: "1.35.4" },
    { component: "node-pool", number: 2, pool: "general", from: "1.34.4", to: "1.35.4" },
  ],
  nodes: { maxSurge: 1 },
  target: { kubernetes: "1.35.4" },
};

const installed = { actions: catalog, workflows: new Map() };
const check = { uses: "health.check" };
const move = { uses: "control-plane.upgrade", with: { to: "${{ hop.to }}" } };
const roll = { uses: "node-pool.roll", with: { pool: "${{ hop.pool }}", to: "${{ hop.to }}" } };

function workflow(...steps: readonly object[]): Workflow {
  return workflowSchema.parse({
    apiVersion: "fleetlift.dev/v1alpha1",
    kind: "Workflow",
    metadata: { name: "test" },
    spec: { strategy: "rolling", steps },
  });
}

function needs(...steps: readonly object[]): readonly string[] {
  const expanded = expandWorkflow(workflow(...steps), variables, installed);
  if ("complaints" in expanded) throw new Error(JSON.stringify(expanded.complaints));
  return expanded.steps.map((step) => `${step.id} < ${step.needs.join(" ")}`);
}

function complaints(...steps: readonly object[]): readonly string[] {
  const expanded = expandWorkflow(workflow(...steps), variables, installed);
  if ("steps" in expanded) throw new Error("there is nothing to complain about");
  return expanded.complaints.map(({ path, message }) => `${formatPath(path)}: ${message}`);
}

it("a step is made concrete, with everything written out", () => {
  const made = expandWorkflow(
    workflow({
      id: "up",
      title: "To ${{ target.kubernetes }}",
      uses: "control-plane.upgrade",
      with: { to: "${{ target.kubernetes }}" },
      timeout: "30m",
      retry: {
        policy: "LINEAR",
        limit: 3,
        delay: "2s",
        scale: 4,
        maxDelay: "1m",
        jitter: "1s",
        totalTimeout: "1h",
      },
    }),
    variables,
    installed,
  );
  expect(made).toEqual({
    steps: [
      {
        id: "up",
        title: "To 1.35.4",
        uses: "control-plane.upgrade",
        with: { to: "1.35.4" },
        role: "self",
        needs: [],
        timeoutMs: 1_800_000,
        retry: {
          policy: "LINEAR",
          limit: 3,
          delayMs: 2_000,
          scale: 4,
          maxDelayMs: 60_000,
          jitterMs: 1_000,
          totalTimeoutMs: 3_600_000,
        },
        undo: "cannot be undone: a control plane does not go back to an older minor",
      },
    ],
    recovery: [],
  });
});

it("what is left out is filled in: title, inputs, timeout, retry", () => {
  const made = expandWorkflow(
    workflow(
      { id: "a", ...check },
      { id: "b", ...check, retry: { policy: "FIXED", limit: 0, delay: "1s" } },
      { id: "c", uses: "node-pool.roll", with: { pool: "p", to: "1.35.4" } },
    ),
    variables,
    installed,
  );
  expect(made).toMatchObject({
    steps: [
      {
        title: "Do health.check",
        with: {},
        timeoutMs: 3_600_000,
        retry: { policy: "EXPONENTIAL", limit: 5, delayMs: 10_000, maxDelayMs: 300_000 },
        undo: "nothing to undo",
      },
      { retry: { scale: 1, maxDelayMs: 0, jitterMs: 0, totalTimeoutMs: 0 } },
      { undo: "by hand: roll the pool back to a version that the control plane allows" },
    ],
  });
});

it("a step needs the step before, or those it names", () => {
  expect(
    needs(
      { id: "a", ...check },
      { id: "b", ...check },
      { id: "c", ...check, needs: ["a"] },
      { id: "d", ...check, needs: [] },
      { id: "e", ...check, needs: ["b", "c"] },
    ),
  ).toEqual(["a < ", "b < a", "c < a", "d < ", "e < b c"]);
});

it("a need that no step above has adds nothing: checkWorkflow has refused it before", () => {
  expect(needs({ id: "a", ...check, needs: ["nobody"] })).toEqual(["a < "]);
});

it("a step that is left out is stood for by what it needed", () => {
  expect(
    needs(
      { id: "a", ...check },
      { id: "b", ...check, if: "false" },
      { id: "c", ...check },
      { id: "d", ...check, needs: ["b", "a"] },
    ),
  ).toEqual(["a < ", "c < a", "d < a"]);
});

it("the steps of a group are repeated for each item, one after the other", () => {
  const hop = {
    id: "hop",
    foreach: "hops",
    as: "hop",
    steps: [
      { id: "control-plane", if: "hop.component == 'control-plane'", ...move },
      { id: "pool", if: "hop.component == 'node-pool'", ...roll },
      { id: "health", ...check },
    ],
  };
  expect(needs({ id: "first", ...check }, hop, { id: "last", ...check })).toEqual([
    "first < ",
    "hop-1-control-plane < first",
    "hop-1-health < hop-1-control-plane",
    "hop-2-pool < hop-1-health",
    "hop-2-health < hop-2-pool",
    "last < hop-2-health",
  ]);
});

it("items of a group that need nothing of each other run side by side after what the group needs", () => {
  const group = {
    id: "each",
    foreach: "[1, 2]",
    as: "item",
    needs: ["a"],
    steps: [
      { id: "start", ...check, needs: [] },
      { id: "end", ...check, needs: ["start"] },
    ],
  };
  expect(
    needs({ id: "a", ...check }, { id: "b", ...check }, group, {
      id: "z",
      ...check,
      needs: ["each"],
    }),
  ).toEqual([
    "a < ",
    "b < a",
    "each-1-start < a",
    "each-1-end < a each-1-start",
    "each-2-start < a",
    "each-2-end < a each-2-start",
    "z < each-1-end each-2-end",
  ]);
});

it.each([
  ["of nothing", { foreach: "[]" }],
  ["that an if leaves out", { foreach: "hops", if: "size(hops) > 5" }],
])("a group %s is stood for by what it needed", (_, given) => {
  const group = { id: "g", as: "item", steps: [{ id: "s", ...check }], ...given };
  expect(needs({ id: "a", ...check }, group, { id: "z", ...check })).toEqual(["a < ", "z < a"]);
});

it("whatever is wrong is told with its place, all at once", () => {
  expect(
    complaints(
      { id: "a", uses: "health.chek" },
      { id: "b", uses: "nothing-like-it" },
      { id: "c", ...check, with: { consecutivePasses: "two", extra: 1 } },
      { id: "d", ...move, with: { to: "${{ hops[7].to }}" } },
      { id: "k", ...check, with: { workloads: ["a", 1] } },
      { id: "e", ...check, if: "hops[7].to == ''" },
      { id: "f", ...check, if: "1" },
      {
        id: "g",
        foreach: "nodes",
        as: "x",
        steps: [{ id: "s", ...check }],
      },
      { id: "h", foreach: "hops[9].list", as: "x", steps: [{ id: "s2", ...check }] },
      {
        id: "i",
        foreach: "hops",
        as: "hop",
        steps: [{ id: "s3", uses: "notify", with: { audience: "x", text: "${{ hop.number }}" } }],
      },
      {
        id: "j",
        foreach: "[[1]]",
        as: "row",
        steps: [{ id: "s4", uses: "notify", with: { audience: "x", text: "${{ row }}" } }],
      },
    ),
  ).toEqual([
    "spec.steps[5].if: \"hops[7].to == ''\", column 1: No such key: index out of bounds, index 7 >= size 2",
    'spec.steps[6].if: "1" gives neither true nor false',
    'spec.steps[7].foreach: "nodes" gives no list',
    'spec.steps[8].foreach: "hops[9].list", column 1: No such key: index out of bounds, index 9 >= size 2',
    'spec.steps[0].uses: unknown action "health.chek". Did you mean health.check?',
    'spec.steps[1].uses: unknown action "nothing-like-it". There are: control-plane.upgrade, node-pool.roll, addon.upgrade, health.check, notify',
    'spec.steps[2].with.consecutivePasses: "two": expected a whole number',
    "spec.steps[2].with.extra: unknown field. Known here: consecutivePasses, failuresAllowed or workloads.",
    'spec.steps[3].with.to: "hops[7].to", column 1: No such key: index out of bounds, index 7 >= size 2',
    'spec.steps[4].with.workloads[1]: 1 without quotes is a number: expected text. Write "1".',
    "spec.steps[9].steps[0].with.text: it gives 1: expected text",
    "spec.steps[9].steps[0].with.text: it gives 2: expected text",
    "spec.steps[10].steps[0].with.text: it gives [1]: expected text",
  ]);
});

function faults(...steps: readonly object[]): readonly string[] {
  return checkWorkflow(workflow(...steps), installed).map(
    ({ path, message }) => `${formatPath(path)}: ${message}`,
  );
}

it("what can never work is found before any cluster is planned", () => {
  expect(
    faults(
      { id: "a", ...check, needs: ["b"] },
      { id: "b", uses: "notifi", needs: ["a"], title: "${{ hop }}" },
      { id: "c", ...check, needs: ["bb"], if: "hop" },
      {
        id: "g",
        foreach: "items",
        as: "hops",
        needs: ["c"],
        steps: [
          { id: "a", ...check, needs: ["b", "late"] },
          { id: "late", ...check, needs: ["a", "c"], with: { x: ["${{ g }}"] } },
        ],
      },
    ),
  ).toEqual([
    "spec.steps[0]: these steps wait for each other for ever: a needs b, b needs a",
    'spec.steps[1].title: "hop", column 1: Unknown variable: hop. Did you mean hops?',
    'spec.steps[1].uses: unknown action "notifi". Did you mean notify?',
    'spec.steps[2].needs[0]: unknown step "bb". Did you mean b?',
    'spec.steps[2].if: "hop", column 1: Unknown variable: hop. Did you mean hops?',
    'spec.steps[3].as: "hops" has a meaning already; choose another name',
    'spec.steps[3].foreach: "items", column 1: Unknown variable: items',
    "spec.steps[3].steps[0]: these steps wait for each other for ever: a needs late, late needs a",
    'spec.steps[3].steps[0].id: "a": another step has this id',
    'spec.steps[3].steps[0].needs[0]: "b" need not be over before the steps around this one begin: let these need it',
    "spec.steps[3].steps[1].with.x: unknown field. Known here: consecutivePasses, failuresAllowed or workloads.",
    'spec.steps[3].steps[1].with.x[0]: "g", column 1: Unknown variable: g',
  ]);
});

it("a word of the language is no name for an item", () => {
  const group = { id: "g", foreach: "hops", as: "list", steps: [{ id: "s", ...check }] };
  expect(faults(group)).toEqual([
    'spec.steps[0].as: "list" has a meaning already; choose another name',
  ]);
});

it("an id that two steps have, and a scale that nothing multiplies, are found", () => {
  const retry = { limit: 1, delay: "1s", scale: 2 };
  expect(
    faults(
      { id: "a", ...check, retry: { ...retry, policy: "FIXED" } },
      { id: "a", ...check, retry: { ...retry, policy: "LINEAR" } },
    ),
  ).toEqual([
    "spec.steps[0].retry.scale: FIXED has no scale, only LINEAR has; leave it out",
    'spec.steps[1].id: "a": another step has this id',
  ]);
});

it("a workflow without faults passes", () => {
  const group = { id: "g", foreach: "hops", as: "hop", steps: [{ id: "s", ...roll }] };
  expect(faults({ id: "a", ...check }, group, { id: "z", ...check, needs: ["a", "g"] })).toEqual(
    [],
  );
});
