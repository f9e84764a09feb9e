import { expect, it } from "vitest";
import type { Json } from "../model/data.ts";
import type { RecoveryStep } from "../model/plan.ts";
import type { StepState, Upgrade } from "../model/upgrade.ts";
import { STATE_LIMIT_BYTES, type HostContext } from "../ports/host-port.ts";
import { begin, UNTOUCHED } from "../upgrade/begin.ts";
import type { UpgradePlan } from "../upgrade/turn.ts";
import { step } from "../upgrade/upgrade-driver.fixture.ts";
import { keepUpgrade, openKept, readKept } from "./kept-upgrade.ts";

/** A key's state, and what was written into it last. */
function stateBox() {
  const values = new Map<string, Json>();
  const written: string[] = [];
  // Only what keeping asks of its host.
  const context = {
    get: (name: string) => Promise.resolve(values.get(name)),
    set: (name: string, value: Json) => {
      written.push(name);
      values.set(name, JSON.parse(JSON.stringify(value)) as Json);
    },
    clear: (name: string) => values.delete(name),
  } as unknown as HostContext;
  const keep = async (plan: UpgradePlan, upgrade: Upgrade): Promise<Upgrade> => {
    written.length = 0;
    keepUpgrade(context, plan, upgrade, await readKept(context));
    const kept = await readKept(context);
    if (kept === undefined) throw new Error("nothing was kept");
    return await openKept(context, plan, kept);
  };
  return { values, written, keep };
}

const order = { rollout: "r", cluster: "c", member: "m", identity: "i", attempt: 1, plan: "p" };
const fresh = (plan: UpgradePlan): Upgrade => begin(plan, { ...order, skips: [] }, 0).upgrade;
const state = (more: Partial<StepState>): StepState => ({ ...UNTOUCHED, ...more });
const undo = (of: string): RecoveryStep => ({
  ...step(`undo-${of}`, [], { outputs: { ticket: "result.id" } }),
  when: { kind: "undo", step: of },
});

const plan: UpgradePlan = {
  steps: [
    step("a", [], { outputs: { lag: "result.lag" } }),
    step("b", [], { outputs: { lag: "result.lag" } }),
    step("c"),
    step("d", [], { outputs: { lag: "result.lag" } }),
  ],
  recovery: { undo: "failure", steps: [undo("a"), undo("b"), undo("c")] },
};

it("what is kept is the same when it is opened again, recovery, outputs and order included", async () => {
  const { values, written, keep } = stateBox();
  const upgrade: Upgrade = {
    ...fresh(plan),
    phase: "recovering",
    steps: {
      a: state({ status: "done" }),
      b: state({ status: "done" }),
      c: state({ status: "skipped", skippedBy: "if" }),
      d: state({ status: "failed" }),
    },
    doneOrder: ["b", "a"],
    outputs: { a: { lag: 1 }, b: { lag: [2] } },
    recovery: {
      "undo-a": state({
        status: "running",
        said: "on its way",
        with: { text: "x" },
        memo: { n: 1 },
      }),
      "undo-b": state({}),
    },
  };
  expect(await keep(plan, upgrade)).toEqual(upgrade);
  expect([...values.keys()].toSorted()).toEqual([
    "done/0",
    "out/a",
    "out/b",
    "recovery/undo-a",
    "state",
  ]);
  const next: Upgrade = {
    ...upgrade,
    outputs: { ...upgrade.outputs, "undo-a": { ticket: "7" } },
    recovery: { "undo-a": state({ status: "done" }), "undo-b": state({}) },
  };
  expect(await keep(plan, next)).toEqual(next);
  // What was given before is not written again.
  expect(written).toEqual(["out/undo-a", "state"]);
  await keep(plan, { ...next, phase: "failed" });
  expect([...values.keys()]).toEqual(["state"]);
});

it("a step of which the state knows nothing has not begun", async () => {
  const { keep } = stateBox();
  const upgrade = { ...fresh(plan), steps: { a: state({ status: "skipped" }) } };
  expect((await keep(plan, upgrade)).steps).toMatchObject({
    a: { status: "skipped" },
    b: { status: "pending" },
  });
});

it("no value outgrows its key, for two thousand steps that can all be undone", async () => {
  const steps = Array.from({ length: 2_000 }, (_, at) =>
    step(`hop-${at}-node-pool-of-a-long-name`),
  );
  const ids = steps.map(({ id }) => id);
  const large: UpgradePlan = { steps, recovery: { undo: "always", steps: ids.map(undo) } };
  const { values, keep } = stateBox();
  const upgrade: Upgrade = {
    ...fresh(large),
    steps: Object.fromEntries(ids.map((id) => [id, state({ status: "done" })])),
    doneOrder: ids.toReversed(),
  };
  expect(await keep(large, upgrade)).toEqual(upgrade);
  for (const [name, value] of values)
    expect(JSON.stringify(value).length, name).toBeLessThan(STATE_LIMIT_BYTES / 2);
});
