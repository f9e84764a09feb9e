import { expect, it } from "vitest";
import { expandWorkflow } from "./expand-workflow.ts";
import { check, expanded, installedWith, seen, tell, workflowOf } from "./workflow.fixture.ts";

type Steps = ReturnType<typeof expanded>["steps"];

const order = (steps: Steps): readonly string[] =>
  steps.map(({ id, needs }) => `${id} < ${needs.join(" ")}`);
const conditions = (steps: Steps): readonly string[] =>
  steps.map((step) => `${step.id}: ${step.if ?? "always"}`);

const counted = { ...check, outputs: { restarts: "result.restarts", far: "hops[0].to" } };

it("steps may need ones that stand below, and come after them in the plan", () => {
  const { steps } = expanded({
    steps: [
      { id: "a", ...check, needs: ["c"] },
      { id: "b", ...check },
      { id: "c", ...check, needs: [] },
    ],
  });
  expect(order(steps)).toEqual(["c < ", "a < c", "b < a"]);
});

it("a step may be repeated by itself, for a list that is written or made, its items named item", () => {
  const { steps } = expanded({
    steps: [
      { id: "a", foreach: ["x", "${{ rollout.name }}"], ...tell("${{ item }}") },
      { id: "b", foreach: "hops", as: "hop", if: "hop.number > 1", ...tell("${{ hop.to }}") },
      { id: "c", if: "steps.b.status == 'done'", ...check },
    ],
  });
  expect(order(steps)).toEqual(["a-1 < ", "a-2 < a-1", "b-2 < a-2", "c < b-2"]);
  expect(steps.map((step) => step.with["text"])).toEqual(["x", "to-1-35", "1.35.4", undefined]);
});

it("a matrix makes all combinations, without those excluded, and with those included", () => {
  const matrix = {
    region: ["eu", "us"],
    size: "[1, 2]",
    exclude: [{ region: "us", size: 1 }],
    include: [
      { region: "eu", tier: "gold" },
      { region: "asia", size: 9 },
    ],
  };
  const { steps } = expanded({
    steps: [
      {
        id: "m",
        matrix,
        ...tell(
          "${{ matrix.region }} ${{ matrix.size }} ${{ has(matrix.tier) ? matrix.tier : '-' }}",
        ),
      },
    ],
  });
  expect(steps.map((step) => `${step.id} ${String(step.with["text"])}`)).toEqual([
    "m-1 eu 1 gold",
    "m-2 eu 2 gold",
    "m-3 us 2 -",
    "m-4 asia 9 -",
  ]);
  const only = { include: [{ region: "eu" }] };
  const one = expanded({ steps: [{ id: "m", matrix: only, ...tell("${{ matrix.region }}") }] });
  expect(one.steps.map(({ id }) => id)).toEqual(["m-1"]);
});

it("what a condition can decide when the plan is made is decided; the rest is asked of the plan's own steps", () => {
  const { steps } = expanded({
    steps: [
      { id: "hop-check", ...counted },
      { id: "never", if: false, needs: [], ...check },
      { id: "always", if: true, ...check },
      { id: "early", if: "size(hops) > 5 && steps.hop-check.status == 'done'", ...check },
      { id: "late", if: "size(hops) > 1 && steps.hop-check.outputs.restarts > 3", ...check },
      {
        id: "of-absent",
        if: "steps.early.status == 'skipped' && steps['late'].status == 'done'",
        ...check,
      },
    ].filter(({ id }) => id !== "never"),
  });
  expect(conditions(steps)).toEqual([
    "hop-check: always",
    "always: always",
    'late: steps["hop-check"].outputs.restarts > 3',
    'of-absent: steps["late"].status == "done"',
  ]);
  expect(steps[0]?.outputs).toEqual({ restarts: "result.restarts", far: '"1.35.4"' });
});

it("references inside a group mean its own turn, and conditions of the group hold for each of its steps", () => {
  const { steps } = expanded({
    steps: [
      { id: "first", ...counted },
      {
        id: "hop",
        foreach: "hops",
        as: "hop",
        if: "steps.first.outputs.restarts < 9",
        steps: [
          { id: "look", ...counted },
          { id: "tell", if: "steps.look.outputs.restarts > hop.number", ...tell("${{ hop.to }}") },
        ],
      },
      { id: "z", if: "steps.hop.status != 'failed'", ...check },
    ],
  });
  expect(conditions(steps)).toEqual([
    "first: always",
    'hop-1-look: steps["first"].outputs.restarts < 9',
    'hop-1-tell: (steps["first"].outputs.restarts < 9) && (steps["hop-1-look"].outputs.restarts > 1)',
    'hop-2-look: steps["first"].outputs.restarts < 9',
    'hop-2-tell: (steps["first"].outputs.restarts < 9) && (steps["hop-2-look"].outputs.restarts > 2)',
    expect.stringContaining('steps["hop-2-tell"].status == "failed"'),
  ]);
});

it("a group may stand without being repeated, and is left out as a whole", () => {
  const group = (condition: string): object => ({
    id: "g",
    if: condition,
    steps: [
      { id: "a", ...check },
      { id: "b", ...check },
    ],
  });
  expect(order(expanded({ steps: [group("size(hops) > 0")] }).steps)).toEqual([
    "g-a < ",
    "g-b < g-a",
  ]);
  const left = expanded({ steps: [group("size(hops) > 9"), { id: "z", ...check }] });
  expect(order(left.steps)).toEqual(["z < "]);
});

it("inputs that hang on a step stay as they are until its turn; what is known is filled in", () => {
  const { steps } = expanded({
    steps: [
      { id: "a", ...counted },
      {
        id: "b",
        ...tell("To ${{ target.kubernetes }}: ${{ steps.a.outputs.restarts + hops[1].number }}"),
      },
      { id: "c", ...tell("${{ '${{ no' }} ${{ steps.a.status }}") },
      { id: "d", ...tell("${{ '${{ no' }}") },
    ],
  });
  expect(steps.map((step) => step.with["text"])).toEqual([
    undefined,
    'To 1.35.4: ${{ steps["a"].outputs.restarts + 2 }}',
    "${{ '${{' }} no ${{ steps[\"a\"].status }}",
    "${{ '${{' }} no",
  ]);
});

const verify = workflowOf("verify", {
  inputs: {
    type: "object",
    required: ["text"],
    properties: {
      text: { type: "string" },
      passes: { type: "integer", default: 3 },
      note: { type: "string", default: "none" },
    },
  },
  outputs: { worst: "steps.look.outputs.worst", passes: "inputs.passes" },
  steps: [
    {
      id: "look",
      ...check,
      with: { consecutivePasses: "${{ inputs.passes }}" },
      outputs: { worst: "result.worst" },
    },
    {
      id: "tell",
      ...tell("${{ rollout.name }}/${{ fleet.name }}: ${{ inputs.text }}, ${{ inputs.note }}"),
    },
  ],
});

it("a workflow that is used stands where it is used, with its inputs, and gives its outputs", () => {
  const { steps } = expanded(
    {
      steps: [
        { id: "a", ...counted },
        { id: "v", workflow: "verify", with: { text: "hello" } },
        {
          id: "z",
          if: "has(steps.v.outputs.worst) && steps.v.outputs.passes == 3",
          ...tell("${{ steps.v.outputs.worst }}"),
        },
      ],
    },
    [verify],
  );
  expect(order(steps)).toEqual(["a < ", "v-look < a", "v-tell < v-look", "z < v-tell"]);
  expect(steps[1]?.with).toEqual({ consecutivePasses: 3 });
  expect(steps[2]?.with["text"]).toBe("to-1-35/shop: hello, none");
  expect(steps[3]?.with["text"]).toBe('${{ steps["v-look"].outputs.worst }}');
  expect(steps[3]?.if).toContain('steps["v-look"].status == "done"');
});

it("what a step gives can be an input of a workflow that is used", () => {
  const { steps } = expanded(
    {
      steps: [
        { id: "a", ...counted },
        {
          id: "v",
          workflow: "verify",
          with: {
            text: "${{ steps.a.outputs.restarts }} of ${{ target.kubernetes }}",
            passes: "${{ steps.a.outputs.restarts }}",
          },
        },
      ],
    },
    [verify],
  );
  expect(steps[1]?.with).toEqual({ consecutivePasses: '${{ steps["a"].outputs.restarts }}' });
  expect(steps[2]?.with["text"]).toBe(
    'to-1-35/shop: ${{ string(steps["a"].outputs.restarts) + " of 1.35.4" }}, none',
  );
});

it("what failed can be handed on, and is the same in the workflow that is used", () => {
  const { recovery } = expanded(
    {
      steps: [{ id: "a", ...check }],
      onFailure: { use: "verify", with: { text: "${{ failure.reason }}" } },
    },
    [verify],
  );
  expect(recovery.map(({ id, when }) => [id, when.kind])).toEqual([
    ["failed-1-look", "upgrade-failed"],
    ["failed-1-tell", "upgrade-failed"],
  ]);
  expect(recovery[1]?.with["text"]).toBe("to-1-35/shop: ${{ failure.reason }}, none");
});

it("undo, the failure workflow of a step, of what it is in, and of the whole, in this order", () => {
  const inner = workflowOf("inner", {
    steps: [{ id: "s", ...check, onFailure: [{ id: "own", ...tell("own") }] }],
    onFailure: { steps: [{ id: "of-inner", ...tell("inner ${{ steps.s.status }}") }] },
  });
  const { steps, recovery } = expanded(
    {
      steps: [
        {
          id: "up",
          uses: "addon.upgrade",
          role: "next",
          with: { addon: "coredns", to: "2" },
          outputs: { was: "result.was" },
          continueOnError: true,
          undo: {
            uses: "addon.upgrade",
            title: "Put it back",
            with: { addon: "coredns", to: "${{ steps.up.outputs.was }}" },
            timeout: "5m",
            retry: { policy: "FIXED", limit: 1, delay: "1s" },
          },
        },
        {
          id: "g",
          foreach: [1, 2],
          steps: [{ id: "call", workflow: "inner" }],
          onFailure: [
            { id: "around", ...tell("${{ item }}: ${{ steps.g.status }}") },
            { id: "next", if: "steps.around.status == 'done'", ...tell("b") },
          ],
        },
      ],
      onFailure: { undo: true, steps: [{ id: "last", ...tell("${{ failure.title }}") }] },
    },
    [inner],
  );
  expect(steps[0]).toMatchObject({ undo: "by a step: Put it back", continueOnError: true });
  expect(recovery.map(({ id, when }) => `${id} (${"step" in when ? when.step : "all"})`)).toEqual([
    "g-1-call-s--failed-1 (g-1-call-s)",
    "g-1-call-s--failed-2 (g-1-call-s)",
    "g-1-call-s--failed-3 (g-1-call-s)",
    "g-1-call-s--failed-4 (g-1-call-s)",
    "g-2-call-s--failed-1 (g-2-call-s)",
    "g-2-call-s--failed-2 (g-2-call-s)",
    "g-2-call-s--failed-3 (g-2-call-s)",
    "g-2-call-s--failed-4 (g-2-call-s)",
    "up--undo (up)",
    "failed-1 (all)",
  ]);
  expect(recovery.slice(0, 4).map(({ needs }) => needs)).toEqual([
    [],
    ["g-1-call-s--failed-1"],
    ["g-1-call-s--failed-2"],
    ["g-1-call-s--failed-3"],
  ]);
  expect(recovery[1]?.with["text"]).toBe('inner ${{ steps["g-1-call-s"].status }}');
  expect(recovery[3]?.if).toBe('steps["g-1-call-s--failed-3"].status == "done"');
  expect(recovery[8]).toMatchObject({
    role: "next",
    timeoutMs: 300_000,
    with: { addon: "coredns", to: '${{ steps["up"].outputs.was }}' },
  });
});

it("what comes out wrong only for some clusters is told with the workflow that it is in", () => {
  const odd = workflowOf("odd", {
    inputs: { type: "object", properties: { to: {} } },
    outputs: { bad: "inputs.to.nope" },
    steps: [
      { id: "s", ...check, outputs: { o: "inputs.to.nope" } },
      { id: "t", ...check, with: { consecutivePasses: "${{ inputs.to }}" } },
    ],
    onFailure: { steps: [{ id: "f", ...tell("${{ inputs.to.nope }}") }] },
  });
  const workflow = workflowOf("test", {
    strategy: "rolling",
    steps: [
      { id: "v", workflow: "odd", with: { to: "${{ target.kubernetes }}" } },
      { id: "w", workflow: "odd", with: { to: "${{ hops[9].to }}" } },
      { id: "x", workflow: "odd", with: { to: { deep: "${{ steps.v.status }}" } } },
      { id: "m", matrix: { a: "nodes.maxSurge" }, ...check },
      { id: "n", foreach: ["${{ hops[9].to }}"], ...check },
      {
        id: "u",
        ...check,
        undo: { uses: "notify", with: { audience: "${{ nodes.maxSurge }}", text: "a" } },
      },
      { id: "again", workflow: "test" },
      { id: "gone", workflow: "gone" },
      { id: "late", foreach: "[steps.v.status]", ...check },
    ],
  });
  const made = expandWorkflow(workflow, seen, installedWith(odd, workflow));
  if (!("complaints" in made)) throw new Error("nothing is wrong");
  expect(
    made.complaints.map(
      ({ workflow: name, path, message }) => `${name} ${path.join(".")}: ${message}`,
    ),
  ).toMatchInlineSnapshot(`
    [
      "odd spec.outputs.bad: "inputs.to.nope", column 11: No such key: nope",
      "test spec.steps.1.with.to: "hops[9].to", column 1: No such key: index out of bounds, index 9 >= size 2",
      "odd spec.outputs.bad: "inputs.to.nope", column 8: No such key: to",
      "test spec.steps.2.with.to.deep: what a step gives can be an input of its own, not a part of one",
      "test spec.steps.3.matrix.a: "nodes.maxSurge" gives no list",
      "test spec.steps.4.foreach.0: "hops[9].to", column 1: No such key: index out of bounds, index 9 >= size 2",
      "test spec.steps.8.foreach: "[steps.v.status]" hangs on steps that have still to run, and is needed when the plan is made",
      "odd spec.steps.0.outputs.o: "inputs.to.nope", column 11: No such key: nope",
      "odd spec.steps.1.with.consecutivePasses: "1.35.4": expected a whole number",
      "odd spec.steps.0.outputs.o: "inputs.to.nope", column 8: No such key: to",
      "odd spec.steps.1.with.consecutivePasses: "inputs.to", column 8: No such key: to",
      "test spec.steps.5.undo.with.audience: it gives 1: expected text",
      "odd spec.onFailure.steps.0.with.text: "inputs.to.nope", column 11: No such key: nope",
      "odd spec.onFailure.steps.0.with.text: "inputs.to.nope", column 8: No such key: to",
    ]
  `);
});

it("several steps have a status together, and what a used workflow does not give is not there", () => {
  const { steps } = expanded(
    {
      steps: [
        { id: "v", workflow: "verify", with: { text: "x" } },
        { id: "w", if: "has(steps.v.outputs.worst) || steps.v.status == 'skipped'", ...check },
      ],
    },
    [verify],
  );
  expect(steps[2]?.if).toContain('? "failed" :');
  const unchecked = workflowOf("test", {
    steps: [
      { id: "v", workflow: "verify", with: { text: "x" } },
      { id: "w", if: "has(steps.v.outputs.none)", ...check },
      { id: "x", if: "has(steps.v.outputs) && steps.v.outputs.none", ...check },
    ],
  });
  const made = expandWorkflow(unchecked, seen, installedWith(verify));
  expect("steps" in made && made.steps.map(({ id }) => id)).toEqual(["v-look", "v-tell", "x"]);
});
