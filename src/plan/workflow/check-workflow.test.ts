import { expect, it } from "vitest";
import { check, faults, faultsOf, tell, workflowOf } from "./workflow.fixture.ts";

const counted = { id: "a", ...check, outputs: { restarts: "result.restarts" } };
const verify = workflowOf("verify", {
  inputs: {
    type: "object",
    required: ["text"],
    properties: { text: { type: "string" }, passes: { type: "integer", default: 3 } },
  },
  outputs: { ok: "steps.look.status == 'done'" },
  steps: [{ id: "look", ...check }],
});

it.each<readonly [string, readonly object[], readonly string[]]>([
  [
    "a circle, by the way round, and a step that needs itself",
    [
      { id: "a", ...check, needs: ["c"] },
      { id: "b", ...check },
      { id: "c", ...check },
      { id: "d", ...check, needs: ["d"] },
    ],
    [
      "spec.steps[0]: these steps wait for each other for ever: a needs c, c needs b (the step before it, since it names none), b needs a (the step before it, since it names none)",
      "spec.steps[3]: these steps wait for each other for ever: d needs d",
    ],
  ],
  [
    "two circles that share a step",
    [
      { id: "a", ...check, needs: ["b", "c"] },
      { id: "b", ...check, needs: ["a", "z"] },
      { id: "c", ...check, needs: ["b"] },
      { id: "z", ...check, needs: [] },
    ],
    [
      "spec.steps[0]: these steps wait for each other for ever: a needs b, b needs a",
      "spec.steps[2]: these steps wait for each other for ever: c needs b, b needs a, a needs c",
    ],
  ],
  [
    "an unknown need, and nothing like it",
    [
      { id: "alpha", ...check },
      { id: "b", ...check, needs: ["alpa", "nobody"] },
    ],
    [
      'spec.steps[1].needs[0]: unknown step "alpa". Did you mean alpha?',
      'spec.steps[1].needs[1]: unknown step "nobody"',
    ],
  ],
  [
    "a step inside a group may need those that the group waits for, and no others",
    [
      { id: "a", ...check },
      { id: "b", ...check, needs: [] },
      {
        id: "g",
        needs: ["a"],
        steps: [
          { id: "s", ...check, needs: ["a"] },
          { id: "t", ...check, needs: ["b"] },
        ],
      },
    ],
    [
      'spec.steps[2].steps[1].needs[0]: "b" need not be over before the steps around this one begin: let these need it',
    ],
  ],
  [
    "ids that are ours",
    [
      { id: "failed", ...check },
      { id: "failed-2", ...check },
    ],
    [
      'spec.steps[0].id: "failed" is the name of steps of the failure workflow; choose another',
      'spec.steps[1].id: "failed-2" is the name of steps of the failure workflow; choose another',
    ],
  ],
  [
    "conditions that nothing can meet",
    [
      counted,
      { id: "b", if: false, ...check },
      { id: "c", if: "1 > 2", ...check },
      { id: "d", if: "steps.a.status == 'failed'", ...check },
      { id: "e", if: "steps.a.status == 'done' && 'failed' == steps.a.status", ...check },
      { id: "f", if: "steps.a.status != 'failed' || size(hops) > 1", ...check },
      { id: "g", if: "steps.a.status == 'skipped'", ...check },
    ],
    [
      "spec.steps[1].if: this step could never run: take it out",
      'spec.steps[2].if: "1 > 2" is never true: this step could never run',
      "spec.steps[3].if: \"steps.a.status == 'failed'\" is never true: this step could never run",
      "spec.steps[4].if: \"steps.a.status == 'done' && 'failed' == steps.a.status\" is never true: this step could never run",
    ],
  ],
  [
    "no condition, no list, and a name that nobody knows",
    [
      { id: "a", if: "size(hops)", ...check },
      { id: "b", foreach: "target.kubernetes", ...check },
      { id: "c", matrix: { x: "rollout.name", y: ["${{ nope }}"] }, ...check },
      { id: "d", if: "hop.to == ''", ...check },
      { id: "e", if: "target.kubernets == ''", ...check },
      { id: "f", if: "rollout.nme == zzz", ...check },
      { id: "g", if: "provider + 1 == 2", ...check },
      { id: "h", if: "size(", ...check },
    ],
    [
      'spec.steps[0].if: "size(hops)" gives neither true nor false',
      'spec.steps[1].foreach: "target.kubernetes" gives no list',
      'spec.steps[2].matrix.x: "rollout.name" gives no list',
      'spec.steps[2].matrix.y[0]: "nope", column 1: Unknown variable: nope',
      "spec.steps[3].if: \"hop.to == ''\", column 1: Unknown variable: hop. Did you mean hops?",
      "spec.steps[4].if: \"target.kubernets == ''\", column 8: No such key: kubernets. Did you mean kubernetes?",
      'spec.steps[5].if: "rollout.nme == zzz", column 9: No such key: nme. Did you mean name?',
      'spec.steps[6].if: "provider + 1 == 2", column 1: no such overload: string + int',
      'spec.steps[7].if: "size(", column 6: Unexpected token: EOF',
    ],
  ],
  [
    "steps and outputs that are not there, or not yet",
    [
      counted,
      { id: "b", if: "steps.aa.status == 'done'", ...check },
      { id: "c", if: "steps.a.outputs.restart > 1", ...check },
      { id: "d", if: "steps.b.outputs.x > 1", ...check },
      { id: "e", if: "steps.f.status == 'done'", ...check },
      { id: "f", if: "steps.a == steps.b", ...check },
      { id: "g", if: "size(steps) > 1", ...check },
      { id: "h", if: "steps.a.state == 'done'", ...check },
      { id: "i", if: "steps.a.status == 'finished'", ...check },
      { id: "j", if: "steps.a.status == 1", ...check },
      { id: "k", title: "${{ steps.a.status }}", ...check },
      { id: "l", foreach: "[steps.a.status]", ...check },
      { id: "m", if: "steps.a.outputs.restarts.deep > 1", ...check },
    ],
    [
      'spec.steps[1].if: unknown step "aa". Did you mean a?',
      'spec.steps[2].if: step "a" has no output "restart". Did you mean restarts?',
      'spec.steps[3].if: step "b" has no output "x"; it declares none under outputs',
      'spec.steps[4].if: step "f" need not be over before this one: name it under needs',
      'spec.steps[5].if: of step "a" there are status and outputs',
      "spec.steps[6].if: steps is asked by name: steps.ID.status or steps.ID.outputs.NAME",
      'spec.steps[7].if: of step "a" there are status and outputs',
      'spec.steps[8].if: "finished" is never a status: there are pending, running, waiting, retrying, puttingBack, done, failed, skipped, cancelled',
      'spec.steps[9].if: "steps.a.status == 1", column 1: no such overload: string == int',
      "spec.steps[10].title: steps are known only when they have run, and this is needed when the plan is made",
      "spec.steps[11].foreach: steps are known only when they have run, and this is needed when the plan is made",
    ],
  ],
  [
    "steps of groups are not seen outside, and several have no outputs together",
    [
      { id: "g", foreach: "hops", as: "hop", steps: [{ ...counted, id: "inner" }] },
      { id: "b", if: "steps.inner.status == 'done'", ...check },
      { id: "c", if: "steps.g.outputs.x == 1", ...check },
      { id: "d", if: "steps.g.status == 'failed'", ...check },
    ],
    [
      'spec.steps[1].if: step "inner" is inside "g", and not seen from here',
      'spec.steps[2].if: "g" stands for several steps, which have a status together and no outputs',
    ],
  ],
  [
    "a word that a hop never has",
    [
      {
        id: "g",
        foreach: "hops",
        as: "hop",
        steps: [
          { id: "a", if: "hop.component == 'control-plan'", ...check },
          { id: "b", if: "'gone' != hop.part", ...check },
          { id: "c", if: "hop.pool == 'any' && [hop].all(h, h.to == '1')", ...check },
        ],
      },
      { id: "m", matrix: { part: ["x"] }, if: "matrix.part == 'x'", ...check },
    ],
    [
      'spec.steps[0].steps[0].if: "control-plan" is never a component: there are control-plane, node-pool, addon. Did you mean control-plane?',
      'spec.steps[0].steps[1].if: "gone" is never a part: there are whole, control-plane, proxies',
    ],
  ],
  [
    "items that cannot be named",
    [
      { id: "a", foreach: "hops", as: "target", ...check },
      { id: "b", as: "x", ...check },
      { id: "c", foreach: "[1]", matrix: { x: [1] }, ...check },
      { id: "d", foreach: "[1]", ...tell("${{ item + 'a' }}") },
      { id: "e", foreach: ["a", "b"], ...tell("${{ item + 1 }}") },
      {
        id: "f",
        matrix: { x: [1, "${{ target.kubernetes }}"], include: [{ y: 1 }] },
        ...tell("${{ matrix.z }}"),
      },
      { id: "g", foreach: "nodes.maxSurge", ...tell("${{ item.any }}") },
    ],
    [
      'spec.steps[0].as: "target" has a meaning already; choose another name',
      "spec.steps[1].as: there is no foreach whose items it would name",
      "spec.steps[2].matrix: a step is repeated by foreach or by matrix, not by both",
      "spec.steps[3].with.text: \"item + 'a'\", column 1: no such overload: int + string",
      'spec.steps[4].with.text: "item + 1", column 1: no such overload: string + int',
      'spec.steps[5].with.text: "matrix.z", column 8: No such key: z',
    ],
  ],
  [
    "inputs that the action does not take",
    [
      { id: "a", ...check, with: { consecutivePases: 3 } },
      { id: "b", ...check, with: { consecutivePasses: "many" } },
      { id: "c", ...check, with: { consecutivePasses: "${{ hops[0].number }}" } },
      { id: "d", uses: "notify", with: { audience: "operations" } },
      { id: "e", ...check, with: { workloads: ["${{ target.kubernetes", 3] } },
      { id: "f", ...check, outputs: { x: "reslt.y", z: "steps.a.status" } },
    ],
    [
      "spec.steps[0].with.consecutivePases: unknown field. Did you mean consecutivePasses?",
      'spec.steps[1].with.consecutivePasses: "many": expected a whole number',
      "spec.steps[3].with.text: missing: expected text",
      'spec.steps[4].with.workloads[1]: 3 without quotes is a number: expected text. Write "3".',
      "spec.steps[4].with.workloads[0]: ${{ is not closed: expected }} after the expression",
      'spec.steps[5].outputs.x: "reslt.y", column 1: Unknown variable: reslt. Did you mean result?',
    ],
  ],
  [
    "an undo of what cannot be undone, and one that nobody can do",
    [
      {
        id: "a",
        uses: "control-plane.upgrade",
        with: { to: "1" },
        undo: { uses: "notify", with: { audience: "a", text: "b" } },
      },
      { id: "b", ...check, undo: { uses: "notfy", title: "${{ x }}" } },
      {
        id: "c",
        ...check,
        outputs: { was: "result.was" },
        undo: { ...check, with: { workloads: ["${{ steps.c.outputs.was }}"] } },
      },
    ],
    [
      "spec.steps[0].undo: control-plane.upgrade cannot be undone: a control plane does not go back to an older minor. Leave undo out",
      'spec.steps[1].undo.title: "x", column 1: Unknown variable: x',
      'spec.steps[1].undo.uses: unknown action "notfy". Did you mean notify?',
    ],
  ],
  [
    "failure workflows of steps",
    [
      {
        id: "a",
        ...check,
        onFailure: [
          { id: "x", ...tell("${{ failure.reason }} ${{ steps.b.status }} ${{ failure.why }}") },
          { id: "y", needs: ["b"], ...check },
          { id: "z", if: "steps.y.outputs.no == 1", workflow: "verify", with: {} },
        ],
      },
      { id: "b", if: "failure.step == 'a'", ...check },
    ],
    [
      'spec.steps[0].onFailure[0].with.text: "failure.why", column 9: No such key: why',
      'spec.steps[0].onFailure[1].needs[0]: unknown step "b"',
      'spec.steps[0].onFailure[2].if: step "y" has no output "no"; it declares none under outputs',
      "spec.steps[0].onFailure[2].with.text: missing: expected text",
      "spec.steps[1].if: \"failure.step == 'a'\", column 1: Unknown variable: failure",
    ],
  ],
  [
    "workflows that are not there, take other inputs, or are of a strategy",
    [
      { id: "a", workflow: "verfy" },
      { id: "b", workflow: "nothing-like-it" },
      { id: "c", workflow: "verify", with: { text: 3, passe: 1 } },
      { id: "d", workflow: "verify", with: { text: "${{ nope }}" } },
      { id: "e", workflow: "second" },
      { id: "f", workflow: "undoing" },
      { id: "g", if: "steps.d.outputs.ok && steps.d.outputs.no", ...check },
      { id: "h", if: "steps.a.outputs.x == 1", ...check },
    ],
    [
      'spec.steps[0].workflow: unknown workflow "verfy". Did you mean verify?',
      'spec.steps[1].workflow: unknown workflow "nothing-like-it". There are: second, undoing, verify',
      'spec.steps[2].with.text: 3 without quotes is a number: expected text. Write "3".',
      "spec.steps[2].with.passe: unknown field. Did you mean passes?",
      'spec.steps[3].with.text: "nope", column 1: Unknown variable: nope',
      'spec.steps[4].workflow: "second" is the workflow of strategy canary: one that is used by its name has no strategy',
      'spec.steps[5].workflow: "undoing" says onFailure.undo, which only the workflow of a strategy can',
      'spec.steps[6].if: step "d" has no output "no"',
      'spec.steps[7].if: step "a" has no output "x"; it declares none under outputs',
    ],
  ],
])("what can never work is told with its place and what was meant: %s", (_, steps, words) => {
  const second = workflowOf("second", { strategy: "canary", steps: [{ id: "a", ...check }] });
  const undoing = workflowOf("undoing", {
    steps: [{ id: "a", ...check }],
    onFailure: { undo: true },
  });
  expect(faults({ steps }, [verify, second, undoing])).toEqual(words);
});

it("of no workflow at all, that is said", () => {
  expect(faults({ steps: [{ id: "a", workflow: "b" }] })).toEqual([
    'spec.steps[0].workflow: unknown workflow "b". There are: none',
  ]);
});

it("a workflow that uses itself is told the way round", () => {
  const a = workflowOf("a", { steps: [{ id: "s", workflow: "b" }] });
  const b = workflowOf("b", { steps: [{ id: "g", steps: [{ id: "s", workflow: "c" }] }] });
  const c = workflowOf("c", {
    steps: [{ id: "s", ...check, onFailure: [{ id: "x", workflow: "gone" }] }],
    onFailure: { steps: [{ id: "t", ...check }], use: "a" },
  });
  expect(faultsOf(a, [a, b, c])).toEqual([
    "spec.steps[0].workflow: a workflow cannot use itself: a uses b uses c uses a",
  ]);
  expect(faultsOf(c, [a, b, c])).toContain(
    "spec.onFailure.use: a workflow cannot use itself: c uses a uses b uses c",
  );
  const outside = workflowOf("outside", { steps: [{ id: "s", workflow: "a" }] });
  expect(faultsOf(outside, [a, b, c])).toEqual([]);
});

it("the outputs of a workflow may ask all of its steps, and name nothing else", () => {
  const steps = [counted, { id: "b", ...check }];
  expect(
    faultsOf(workflowOf("w", { steps, outputs: { a: "steps.a.outputs.restarts", b: "hops" } })),
  ).toEqual([
    'spec.outputs.b: "hops", column 1: Unknown variable: hops. Only the workflow of a strategy sees it: hand it on as an input',
  ]);
});

it("only the workflow of a strategy sees the way of its clusters", () => {
  expect(
    faultsOf(workflowOf("w", { steps: [{ id: "a", if: "size(hops) > 1", ...check }] })),
  ).toEqual([
    'spec.steps[0].if: "size(hops) > 1", column 6: Unknown variable: hops. Only the workflow of a strategy sees it: hand it on as an input',
  ]);
});

it("the failure workflow of the whole sees every step, and its inputs are checked", () => {
  expect(
    faults(
      {
        steps: [counted, { id: "g", steps: [{ id: "inner", ...check }] }, { id: "y", ...check }],
        onFailure: {
          steps: [
            { id: "y", ...check },
            { id: "x", if: "steps.a.status == 'failed'", ...tell("${{ failure.reason }}") },
            { id: "inner", ...check },
          ],
          use: "verify",
          with: { text: "${{ failure.resaon }}", more: 1 },
        },
      },
      [verify],
    ),
  ).toEqual([
    'spec.onFailure.steps[0].id: "y": another step has this id',
    'spec.onFailure.with.text: "failure.resaon", column 9: No such key: resaon. Did you mean reason?',
    "spec.onFailure.with.more: unknown field. Known here: text or passes.",
  ]);
  expect(faults({ steps: [counted], onFailure: { with: { a: 1 } } })).toEqual([
    "spec.onFailure.with: these are the inputs of the workflow under use, and there is none",
  ]);
  expect(faults({ steps: [counted], onFailure: { use: "verify" } }, [verify])).toEqual([
    "spec.onFailure.with.text: missing: expected text",
  ]);
});
