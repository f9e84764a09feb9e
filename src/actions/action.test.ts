import { expect, test } from "vitest";
import * as z from "zod";
import type { Outcome } from "../model/outcome.ts";
import { PortError } from "../ports/port-error.ts";
import { defineAction, type LookEnvironment } from "./action.ts";
import { lookContext, testWorld } from "./run-in-world.fixture.ts";

const goesOn: Outcome = { kind: "requeue", afterMs: 1_000, progress: "goes on" };
const waits: Outcome = { kind: "waiting", afterMs: 1_000, for: "waits", needsPerson: false };

/** An action whose deeds come to what their answers say; a string is thrown as a `PortError` of that class. */
function actionWith(answers: readonly (Outcome | "transient" | "terminal" | "fault" | "fine")[]) {
  const acted: number[] = [];
  const action = defineAction<object, object, null, number>({
    spec: {
      name: "test",
      title: "Test",
      inputs: {},
      touches: ["nothing"],
      undo: { kind: "nothing-to-undo" },
      typicalMs: { low: 0, high: 0 },
    },
    input: z.strictObject({}),
    open: ({ openMember }) => openMember(),
    observe: () => Promise.resolve(null),
    decide: () => ({ deeds: answers.map((_, at) => at), outcome: goesOn, memo: "new" }),
    putBack: () => ({ deeds: [], outcome: { kind: "done", summary: "put back" }, memo: null }),
    say: (deed) => `deed ${deed}`,
    act: async (_ports, deed) => {
      // The first to be called is the last to end.
      for (let turn = deed; turn < answers.length; turn += 1) await Promise.resolve();
      acted.push(deed);
      const answer = answers[deed] ?? "fine";
      if (answer === "fine") return undefined;
      if (answer === "fault") throw new TypeError("a fault");
      if (typeof answer === "string") throw new PortError(answer, `${answer} words`);
      return answer;
    },
  });
  return { action, acted };
}

function environment(change: Partial<LookEnvironment> = {}): LookEnvironment {
  const { member, people } = testWorld({
    pools: [{ name: "general", dialect: "weRoll", size: 1 }],
  });
  return {
    context: lookContext(1_000, 0, "old"),
    mode: "forward",
    openMember: () => Promise.resolve(member),
    openPeople: () => Promise.resolve(people),
    openReference: () => Promise.reject(new Error("not asked for")),
    openEvidence: () => Promise.reject(new Error("not asked for")),
    stopwatch: () => 0,
    effect: (_name, run) => run(),
    intend: () => Promise.resolve(),
    ...change,
  };
}

test("the decision's outcome holds when every deed is accepted", async () => {
  const { action } = actionWith(["fine", "fine"]);
  expect(await action.look({}, environment())).toEqual({ outcome: goesOn, memo: "new" });
});

test("every deed is over when the look is, also when one of them failed", async () => {
  const { action, acted } = actionWith(["fine", "fine", "transient"]);
  const { outcome } = await action.look({}, environment());
  expect(outcome).toEqual({ kind: "failed", class: "transient", why: "transient words" });
  expect(new Set(acted)).toEqual(new Set([0, 1, 2]));
});

test.each([
  [["transient", "terminal", waits], { class: "terminal", why: "terminal words" }],
  [["fine", waits, "transient"], { class: "transient" }],
  [[{ ...goesOn, progress: "slower" }, waits], waits],
  [["fine", { ...goesOn, progress: "slower" }], { progress: "slower" }],
  [["fault"], { class: "terminal", why: "fault in fleetlift: TypeError: a fault" }],
] as const)("of several answers the gravest counts: %j", async (answers, expected) => {
  const { action } = actionWith(answers);
  expect((await action.look({}, environment())).outcome).toMatchObject(expected);
});

test("deeds are recorded in words before the first is done", async () => {
  const { action, acted } = actionWith(["fine", "fine"]);
  const seen: unknown[] = [];
  const intend = (words: readonly string[]) => Promise.resolve(void seen.push([words, [...acted]]));
  await action.look({}, environment({ intend }));
  expect(seen).toEqual([[["deed 0", "deed 1"], []]]);
});

test("ports that cannot be opened fail the look in passing and keep the memo", async () => {
  const { action } = actionWith([]);
  const openMember = () => Promise.reject(new PortError("transient", "no route to the cluster"));
  expect(await action.look({}, environment({ openMember }))).toEqual({
    outcome: { kind: "failed", class: "transient", why: "no route to the cluster" },
    memo: "old",
  });
});

test("putting back what was never begun does not wait until the cluster can be seen", async () => {
  const { action } = actionWith([]);
  const openMember = () => Promise.reject(new PortError("terminal", "no kubeconfig"));
  const change = { openMember, mode: "putBack" as const };
  const never = environment({ ...change, context: lookContext(1_000, 0, null) });
  expect((await action.look({}, never)).outcome).toEqual({
    kind: "done",
    summary: "nothing to put back: nothing was begun",
  });
  expect((await action.look({}, environment(change))).outcome.kind).toBe("failed");
});

test("a last look does nothing more, and says what there is still to do", async () => {
  const { action, acted } = actionWith(["fine", "fine", "fine", "fine"]);
  const { outcome } = await action.look({}, environment({ mode: "last" }));
  expect(outcome).toMatchObject({ progress: "still to do: deed 0; deed 1; deed 2; and more" });
  const short = actionWith(["fine"]).action;
  expect((await short.look({}, environment({ mode: "last" }))).outcome).toMatchObject({
    progress: "still to do: deed 0",
  });
  expect(acted).toEqual([]);
});

test("putting back asks the other decision", async () => {
  const { action } = actionWith(["fine"]);
  const { outcome } = await action.look({}, environment({ mode: "putBack" }));
  expect(outcome).toEqual({ kind: "done", summary: "put back" });
});

test("inputs that the action does not take fail the step for good, with the field", async () => {
  const { action, acted } = actionWith(["fine"]);
  expect(await action.look({ maxSurge: 1 }, environment())).toEqual({
    outcome: {
      kind: "failed",
      class: "terminal",
      why: 'fault in fleetlift: step inputs that test does not take: Unrecognized key: "maxSurge"; plan again with this build',
    },
    memo: "old",
  });
  expect(acted).toEqual([]);
});
