/**
 * Whatever a plan says and however its steps come out, in whatever order their looks are answered
 * and whatever people order meanwhile: nothing starts too early, nothing is undone that was not done,
 * and the end is told once.
 */
import fc from "fast-check";
import { expect, it } from "vitest";
import { brokenAt, emptyHead } from "../model/event.ts";
import type { Outcome } from "../model/outcome.ts";
import type { Recovery, RecoveryStep, Step } from "../model/plan.ts";
import type { PersonOrder } from "../model/upgrade.ts";
import { nextTickAtMs } from "./advance.ts";
import { isActive, isOver, isSettled } from "./turn.ts";
import { Driver, step } from "./upgrade-driver.fixture.ts";

const OUTCOMES: Readonly<Record<string, Outcome>> = {
  done: { kind: "done", summary: "done" },
  goesOn: { kind: "requeue", afterMs: 5_000, progress: "goes on" },
  passes: { kind: "failed", class: "transient", why: "no answer" },
  fails: { kind: "failed", class: "terminal", why: "refused" },
};

/** A step that fails is rarer than one that comes to its end, or few plans would come far. */
const outcome = fc.constantFrom("done", "done", "done", "done", "goesOn", "passes", "fails");

const conditions = [undefined, undefined, undefined, "true", "false", "steps.nowhere.outputs.x"];

const mainStep = fc.record({
  needs: fc.subarray([0, 1, 2, 3, 4]),
  continueOnError: fc.constantFrom(undefined, undefined, true),
  condition: fc.constantFrom(...conditions),
  undone: fc.boolean(),
  helps: fc.boolean(),
});

type Drawn = typeof mainStep extends fc.Arbitrary<infer T> ? T : never;

const order = fc.constantFrom(...(["pause", "resume", "retry", "cancel"] as const));

const drawn = fc.record({
  steps: fc.array(mainStep, { minLength: 1, maxLength: 6 }),
  undo: fc.constantFrom<Recovery["undo"]>("never", "failure", "cancel", "always"),
  outcomes: fc.array(outcome, { minLength: 80, maxLength: 80 }),
  orders: fc.array(fc.tuple(fc.nat(60), order), { maxLength: 4 }),
});

const name = (at: number): string => `s${at}`;

function more({ continueOnError, condition }: Drawn): Partial<Step> {
  return {
    ...(continueOnError && { continueOnError }),
    ...(condition !== undefined && { if: condition }),
  };
}

function planOf(drawnSteps: readonly Drawn[], undo: Recovery["undo"]) {
  const steps = drawnSteps.map((each, at) =>
    step(name(at), each.needs.filter((need) => need < at).map(name), more(each)),
  );
  const ofSteps = drawnSteps.flatMap(({ undone, helps }, at): readonly RecoveryStep[] => [
    ...(undone
      ? [{ ...step(`undo-${name(at)}`), when: { kind: "undo" as const, step: name(at) } }]
      : []),
    ...(helps
      ? [{ ...step(`help-${name(at)}`), when: { kind: "step-failed" as const, step: name(at) } }]
      : []),
  ]);
  const call: RecoveryStep = { ...step("call"), when: { kind: "upgrade-failed" } };
  return { steps, recovery: { undo, steps: [...ofSteps, call] } };
}

/** Drives it to its end, or until nothing but a person moves it; checks after each input. */
function play(
  driver: Driver,
  outcomes: readonly string[],
  orders: ReadonlyMap<number, PersonOrder>,
) {
  // With nothing to do, it ends as soon as it has its lease.
  const reports: unknown[] = driver.commands.filter(({ kind }) => kind === "report");
  const take = (turn: ReturnType<Driver["take"]>): void => {
    reports.push(...turn.commands.filter(({ kind }) => kind === "report"));
    check(driver);
  };
  for (const [at, next] of outcomes.entries()) {
    const asked = orders.get(at);
    if (asked !== undefined) take(driver.take(asked));
    const tickAtMs = nextTickAtMs(driver.upgrade);
    driver.nowMs = Math.max(driver.nowMs, tickAtMs ?? 0);
    const turn = driver.take({ kind: "tick" });
    take(turn);
    const look = turn.commands.find(({ kind }) => kind === "look");
    if (look?.kind !== "look") continue;
    const said = look.mode === "putBack" && next === "fails" ? "passes" : next;
    take(driver.look(look.step, OUTCOMES[said] ?? { kind: "done", summary: "" }));
  }
  return reports;
}

function check({ plan, upgrade }: Driver): void {
  const main = Object.values(upgrade.steps);
  const recovery = Object.values(upgrade.recovery ?? {});
  expect(recovery.filter(isActive).length).toBeLessThanOrEqual(1);
  if (upgrade.phase === "recovering") expect(main.filter(isActive)).toEqual([]);
  if (isOver(upgrade)) expect([...main, ...recovery].filter(isActive)).toEqual([]);
  for (const { id, needs } of plan.steps) {
    const status = upgrade.steps[id]?.status;
    if (status === "pending" || status === "cancelled") continue;
    expect(needs.every((need) => isSettled(upgrade.steps[need]))).toBe(true);
  }
}

const startsOf = ({ events }: Driver): readonly string[] =>
  events.flatMap(({ kind, step: id }) => (kind === "step.started" && id !== undefined ? [id] : []));

it("starts nothing early, undoes only what was done and from the last, and ends once", () => {
  fc.assert(
    fc.property(drawn, ({ steps, undo, outcomes, orders }) => {
      const { steps: planned, recovery } = planOf(steps, undo);
      const driver = new Driver(planned, {}, { recovery }).leased();
      const byTurn = orders.map(([at, kind]) => [at, { kind, actor: "ana", reason: "" }] as const);
      const reports = play(driver, outcomes, new Map<number, PersonOrder>(byTurn));
      const { phase, doneOrder = [], ending } = driver.upgrade;
      expect(reports).toHaveLength(isOver(driver.upgrade) ? 1 : 0);
      expect(brokenAt(emptyHead("upgrade/r/c/1"), driver.events)).toBeUndefined();

      const starts = startsOf(driver);
      expect(new Set(starts).size).toBe(starts.length);
      const undone = starts.filter((id) => id.startsWith("undo-")).map((id) => id.slice(5));
      const mayUndo = doneOrder.toReversed().filter((id) => undone.includes(id));
      expect(undone).toEqual(mayUndo);
      if (undone.length > 0)
        expect(["always", ending?.result === "failed" ? "failure" : "cancel"]).toContain(undo);
      if (phase === "cancelled" || phase === "done") expect(starts).not.toContain("call");
      if (phase === "done") expect(starts.filter((id) => id.includes("-"))).toEqual([]);
      expect(driver.upgrade).toEqual(JSON.parse(JSON.stringify(driver.upgrade)));
    }),
    { numRuns: 150 },
  );
});
