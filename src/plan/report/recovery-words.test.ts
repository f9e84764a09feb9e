import { expect, it } from "vitest";
import { FAILURE_FLOW, type Recovery } from "../../model/plan.ts";
import { planned, rollout, staging } from "../make-plan.fixture.ts";
import { flowsOfPlan, recoveryWords } from "./recovery-words.ts";

const { plan } = planned({
  rollout: rollout({
    stages: [
      {
        ...staging,
        beforeStageTasks: [{ type: "TimedWait", waitTime: "1m" }],
        afterStageTasks: [{ type: "Gate", use: "health-verification", window: "10m" }],
      },
    ],
    onFailure: { use: "call-for-help" },
  }),
});
const recovery = plan.shapes["A"]?.recovery;
if (recovery === undefined) throw new Error("the fixture has no such thing");
const [call] = recovery.steps;
if (call === undefined) throw new Error("the fixture has no such thing");

const more: Recovery["steps"] = [
  { ...call, id: "a--failed-1", when: { kind: "step-failed", step: "a" } },
  { ...call, id: "b--undo", when: { kind: "undo", step: "b" } },
  ...recovery.steps,
];

it.each<readonly [string, Recovery | undefined, readonly string[]]>([
  ["nothing", undefined, []],
  ["a call for help", recovery, ["when it fails: Call operations for help; Tell support"]],
  [
    "all that there is",
    { undo: "always", steps: more },
    [
      "when it fails: the failure steps of 1 step; what was done is undone from the last (1 step can be); Call operations for help; Tell support",
      "when it is cancelled: what was done is undone from the last (1 step can be)",
    ],
  ],
  [
    "undo on a cancel only",
    { undo: "cancel", steps: [] },
    ["when it is cancelled: what was done is undone from the last (0 steps can be)"],
  ],
  [
    "undo of a failure only",
    { undo: "failure", steps: [] },
    ["when it fails: what was done is undone from the last (0 steps can be)"],
  ],
])("what is done when an upgrade ends early: %s", (_, given, words) => {
  expect(recoveryWords(given)).toEqual(words);
});

it("what a rollout runs for itself stands with when and where", () => {
  expect(flowsOfPlan(plan)).toEqual([
    {
      when: "after stage staging",
      words:
        "health-verification on each of its clusters: Check that the cluster is well, Watch that it stays well for 10 min",
    },
    {
      when: "when the rollout fails",
      words: "call-for-help: Call operations for help, Tell support",
    },
  ]);
  expect(Object.keys(plan.flows ?? {})).toContain(FAILURE_FLOW);
  expect(flowsOfPlan({ ...plan, flows: undefined })).toEqual([]);
});
