/**
 * A recovery on the host that production runs on, cut off again and again: what it undid, it undid
 * once in the world, in the reverse of what was really done, and the story is the same (I8).
 */
import { expect, it } from "vitest";
import * as z from "zod";
import { type Action, defineAction } from "../actions/action.ts";
import { testWorld } from "../actions/run-in-world.fixture.ts";
import { memoryRecords } from "../drivers/records/memory/memory-records.ts";
import type { Event } from "../model/event.ts";
import { canonicalJson } from "../model/hash.ts";
import type { Plan, RecoveryStep, Step } from "../model/plan.ts";
import { plainStep } from "../model/step.fixture.ts";
import { STATE_LIMIT_BYTES, type HostObject } from "../ports/host-port.ts";
import { inProcessHost } from "../simulate/in-process-host.ts";
import { seededRandom } from "../simulate/seeded-random.ts";
import { virtualClock } from "../simulate/virtual-clock.ts";
import { memberObject } from "./member-object.ts";
import { ROLLOUT, UPGRADE } from "./object-names.ts";
import { upgradeObject } from "./upgrade-object.ts";

/** Switches that stand for what steps change; a switch that is so already is not moved again. */
class Switches {
  readonly on = new Set<string>();
  readonly moves: string[] = [];

  set(name: string, on: boolean): void {
    if (this.on.has(name) === on) return;
    this.moves.push(`${name} ${on ? "on" : "off"}`);
    if (on) this.on.add(name);
    else this.on.delete(name);
  }
}

function switchAction(switches: Switches): Action {
  return defineAction({
    spec: {
      name: "switch",
      title: "Set a switch",
      inputs: {},
      touches: ["nothing"],
      undo: { kind: "nothing-to-undo" },
      typicalMs: { low: 0, high: 0 },
    },
    input: z.strictObject({ name: z.string(), on: z.boolean() }),
    open: () => Promise.resolve(switches),
    observe: ({ on }, { name }) => Promise.resolve(on.has(name)),
    decide: (isOn, { name, on }) =>
      isOn === on
        ? {
            deeds: [],
            outcome: { kind: "done", summary: `${name} is ${on}`, outputs: { name } },
            memo: null,
          }
        : {
            deeds: [{ name, on }],
            outcome: { kind: "requeue", afterMs: 1_000, progress: `sets ${name}` },
            memo: null,
          },
    putBack: { nothing: "a switch stays as it is" },
    say: ({ name, on }) => `set ${name} ${on}`,
    act: (port, { name, on }) => {
      port.set(name, on);
      return Promise.resolve(undefined);
    },
  });
}

const set = (id: string, name: string, on: boolean, more: Partial<Step> = {}): Step =>
  plainStep(id, {
    uses: "switch",
    with: { name, on },
    retry: { ...plainStep(id).retry, limit: 50, delayMs: 1_000 },
    undo: `set ${name} by hand`,
    ...more,
  });

const steps: readonly Step[] = [
  set("a", "first", true, { outputs: { name: "result.name" } }),
  set("b", "second", true, { needs: ["a"] }),
  set("never", "third", true, { needs: ["b"], if: "steps.a.outputs.name == 'other'" }),
  plainStep("c", { uses: "unknown", needs: ["never"] }),
];

const recovery: readonly RecoveryStep[] = [
  {
    ...set("undo-a", "first", false, { with: { name: "${{ steps.a.outputs.name }}", on: false } }),
    when: { kind: "undo", step: "a" },
  },
  { ...set("undo-b", "second", false), when: { kind: "undo", step: "b" } },
  { ...set("help", "lamp", true), when: { kind: "upgrade-failed" } },
];

const plan: Plan = {
  schemaVersion: 1,
  kind: "Plan",
  rollout: "r",
  fleet: "f",
  target: { kubernetes: "1.36" },
  workflows: {},
  shapes: {
    A: {
      strategy: "rolling",
      why: "",
      hops: [],
      steps,
      recovery: { undo: "failure", steps: recovery },
    },
  },
  stages: [],
  leftOut: [],
};

const fleet = {
  apiVersion: "fleetlift.dev/v1alpha1",
  kind: "Fleet",
  metadata: { name: "f" },
  spec: { defaults: { provider: { kind: "world" } }, clusters: [{ name: "shop-1" }] },
};

async function run(seed: number, odds: number) {
  const { member } = testWorld({ pools: [{ name: "general", dialect: "weRoll", size: 1 }] });
  const records = memoryRecords();
  await records.putDocument({ kind: "Fleet", name: "f", json: JSON.stringify(fleet) });
  const hash = await records.putBlob(canonicalJson(plan));
  const ended: unknown[] = [];
  const rollout: HostObject = {
    name: ROLLOUT,
    on: (_, message) => Promise.resolve(void ended.push(message)),
  };
  const switches = new Switches();
  const upgrades = upgradeObject({
    records,
    connect: () => Promise.resolve(member),
    notify: { notify: () => Promise.resolve() },
    actions: new Map([["switch", switchAction(switches)]]),
  });
  const random = seededRandom(seed);
  let crashes = 0;
  const crash = (): boolean => {
    const cut = random() < odds;
    if (cut) crashes += 1;
    return cut;
  };
  const clock = virtualClock({ startMs: 1_000 });
  const host = inProcessHost({ objects: [rollout, memberObject, upgrades], clock, crash });
  await host.send(UPGRADE, "r/shop-1/1", {
    kind: "begin",
    rollout: "r",
    fleet: "f",
    plan: hash,
    name: "shop-1",
    member: "shop-1",
    identity: await member.cluster.identity(),
    shape: "A",
    attempt: 1,
    skips: [],
  });
  await host.advanceTo(clock.nowMs() + 6 * 3_600_000);
  const { events } = await records.read({ after: "", limit: 1_000 });
  return { ended, events, switches, crashes, host };
}

const storyOf = (events: readonly Event[]): readonly string[] =>
  events
    .filter(({ kind }) => kind !== "step.intends" && kind !== "step.progress")
    .map(({ kind, reason }) => `${kind}: ${reason}`);

it("undoes what was done, from the last, calls for help, and says what it came to", async () => {
  const { ended, switches, host } = await run(1, 0);
  expect(switches.moves).toEqual(["first on", "second on", "second off", "first off", "lamp on"]);
  expect(ended.at(-1)).toEqual({
    kind: "ended",
    cluster: "shop-1",
    attempt: 1,
    result: "failed",
    skipped: 0,
    reason: "step c: this build has no action unknown; undone: step b, step a",
  });
  const kept = host.stateOf(UPGRADE, "r/shop-1/1");
  expect(Object.keys(kept).toSorted()).toEqual(["order", "state"]);
  expect(JSON.stringify(kept).length).toBeLessThan(STATE_LIMIT_BYTES);
});

it.each(Array.from({ length: 20 }, (_, at) => at + 1))(
  "seed %i: cut off anywhere, it comes to the same",
  async (seed) => {
    const calm = await run(seed, 0);
    const cut = await run(seed, 0.08);
    expect(cut.crashes).toBeGreaterThan(5);
    expect(cut.host.stuck()).toEqual([]);
    expect(cut.switches.moves).toEqual(calm.switches.moves);
    expect(cut.ended.at(-1)).toEqual(calm.ended.at(-1));
    expect(storyOf(cut.events)).toEqual(storyOf(calm.events));
  },
);
