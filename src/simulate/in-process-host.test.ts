import { expect, it } from "vitest";
import type { HostObject } from "../ports/host-port.ts";
import { hostPortSuite } from "../ports/host-port.suite.ts";
import { type CrashPoint, inProcessHost } from "./in-process-host.ts";
import { virtualClock } from "./virtual-clock.ts";

const START_MS = Date.UTC(2026, 10, 20);
const HOUR_MS = 3_600_000;

hostPortSuite("in process", async (probe) => {
  const clock = virtualClock({ startMs: START_MS });
  const host = inProcessHost({ objects: [probe], clock });
  return {
    host,
    shortMs: 1_000,
    until: async (predicate) => {
      expect(await host.runUntil(predicate, clock.nowMs() + HOUR_MS)).toBe(true);
    },
    loseWakeUp: async (object, key) => host.loseWakeUp(object, key),
  };
});

/** Counts looks in an effect and in its state, asks another key, and goes on for three ticks. */
function walker(outside: { effects: number; told: string[] }): HostObject {
  return {
    name: "walker",
    on: async (context, message) => {
      if ((message as { kind: string }).kind === "told") {
        outside.told.push(context.key);
        return outside.told.length;
      }
      const looks = ((await context.get<number>("looks")) ?? 0) + 1;
      await context.effect("look", async () => {
        outside.effects += 1;
      });
      await context.call("walker", "told", { kind: "told" });
      context.set("looks", looks);
      context.send("walker", "sent", { kind: "told" });
      if (looks < 3) context.timer((await context.now()) + HOUR_MS);
      else context.noTimer();
      return looks;
    },
  };
}

async function walkWith(crash: (point: CrashPoint) => boolean, seed?: number): Promise<unknown> {
  const outside = { effects: 0, told: [] as string[] };
  const clock = virtualClock({ startMs: START_MS });
  const host = inProcessHost({
    objects: [walker(outside)],
    clock,
    crash,
    ...(seed === undefined ? {} : { seed }),
  });
  await host.send("walker", "one", { kind: "go" });
  await host.advanceTo(START_MS + 10 * HOUR_MS);
  return {
    looks: host.stateOf("walker", "one"),
    told: outside.told.filter((key) => key === "told").length,
    sent: outside.told.filter((key) => key === "sent").length,
    stuck: host.stuck(),
    effects: outside.effects,
  };
}

it("comes to the same end wherever its handling is cut off once", async () => {
  const points: CrashPoint[] = [];
  const whole = await walkWith((point) => points.push(point) < 0);
  expect(whole).toEqual({ looks: { looks: 3 }, told: 3, sent: 3, stuck: [], effects: 3 });
  expect(points.length).toBeGreaterThan(20);
  const objectPoints = points.filter(({ key }) => key === "one");
  for (const { n, label } of objectPoints) {
    const cut = await walkWith((point) => point.n === n);
    const isRepeated = label === "effect look, not yet kept";
    expect({ n, label, cut }).toEqual({
      n,
      label,
      cut: { looks: { looks: 3 }, told: 3, sent: 3, stuck: [], effects: isRepeated ? 4 : 3 },
    });
  }
});

it("gives the same order for the same seed, and another for another", async () => {
  const orderOf = async (seed: number): Promise<string> => {
    const seen: string[] = [];
    const object: HostObject = {
      name: "order",
      on: async ({ key }) => void seen.push(key),
    };
    const clock = virtualClock({ startMs: START_MS });
    const host = inProcessHost({ objects: [object], clock, seed });
    for (let index = 0; index < 10; index += 1) await host.send("order", `${index}`, {});
    await host.advanceTo(START_MS);
    return seen.join("");
  };
  expect(await orderOf(1)).toBe(await orderOf(1));
  expect(await orderOf(1)).not.toBe(await orderOf(2));
});

it("keeps a message whose handler always throws in sight, and its key waiting", async () => {
  const object: HostObject = {
    name: "broken",
    on: async () => {
      throw new Error("a mistake of ours");
    },
  };
  const host = inProcessHost({
    objects: [object],
    clock: virtualClock({ startMs: START_MS }),
  });
  await host.send("broken", "a", { kind: "go" });
  await host.advanceTo(START_MS + HOUR_MS);
  const stuck = { object: "broken", key: "a", error: "a mistake of ours", tries: 8 };
  expect(host.stuck()).toEqual([{ ...stuck, message: '{"kind":"go"}' }]);
  await expect(host.call("broken", "b", {})).rejects.toThrow("a mistake of ours");
});

it("lets others go on while a handler waits for the clock", async () => {
  const clock = virtualClock({ startMs: START_MS });
  const seen: string[] = [];
  const object: HostObject = {
    name: "sleeper",
    on: async (context) => {
      await context.effect("work", () => clock.sleep(context.key === "slow" ? HOUR_MS : 1));
      seen.push(context.key);
    },
  };
  const host = inProcessHost({ objects: [object], clock });
  await host.send("sleeper", "slow", {});
  await host.send("sleeper", "quick", {});
  expect(await host.runUntil(() => seen.length === 2, START_MS + 2 * HOUR_MS)).toBe(true);
  expect(seen).toEqual(["quick", "slow"]);
  expect(clock.nowMs()).toBe(START_MS + HOUR_MS);
});

it("names the circle when keys call each other round and round", async () => {
  const object: HostObject = {
    name: "round",
    on: (context) => context.call("round", context.key === "a" ? "b" : "a", {}),
  };
  const host = inProcessHost({ objects: [object], clock: virtualClock({ startMs: START_MS }) });
  await host.send("round", "a", {});
  await host.advanceTo(START_MS + HOUR_MS);
  expect(host.stuck().map(({ error }) => error)).toContain(
    "calls in a circle: round/b -> round/a -> round/b",
  );
});

it("notices a handler that asks for something else when it is handled again", async () => {
  let tries = 0;
  const object: HostObject = {
    name: "fickle",
    on: async (context) => {
      tries += 1;
      await context.effect(`try ${tries}`, async () => {});
      if (tries === 1) throw new Error("once");
    },
  };
  const host = inProcessHost({ objects: [object], clock: virtualClock({ startMs: START_MS }) });
  await expect(host.call("fickle", "a", {})).rejects.toThrow(
    'handled again, operation 0 was "effect try 1" and is now "effect try',
  );
});

it("stops at the limit it was given", async () => {
  const clock = virtualClock({ startMs: START_MS });
  const host = inProcessHost({ objects: [walker({ effects: 0, told: [] })], clock });
  await host.send("walker", "one", { kind: "go" });
  expect(await host.runUntil(() => false, START_MS + HOUR_MS)).toBe(false);
  expect(host.stateOf("walker", "one")).toEqual({ looks: 2 });
  await host.advanceTo(START_MS + HOUR_MS + 5);
  expect(clock.nowMs()).toBe(START_MS + HOUR_MS + 5);
});
