import { expect, it } from "vitest";
import type { HostObject } from "../ports/host-port.ts";
import { PortError } from "../ports/port-error.ts";
import { runningFor } from "./cut-point.ts";
import { type CrashPoint, inProcessHost, type InProcessHostOptions } from "./in-process-host.ts";
import type { TickFate } from "./key-table.ts";
import { virtualClock } from "./virtual-clock.ts";

const START_MS = Date.UTC(2026, 10, 20);
const MINUTE_MS = 60_000;

const effectsCut = ({ label }: CrashPoint): boolean => label.startsWith("effect");

/** Ticks once a minute until it has seen three. */
function ticker(seen: number[]): HostObject {
  return {
    name: "ticker",
    on: async (context) => {
      seen.push((await context.now()) - START_MS);
      const count = ((await context.get<number>("count")) ?? 0) + 1;
      context.set("count", count);
      if (count < 3) context.timer((await context.now()) + MINUTE_MS);
      else context.noTimer();
    },
  };
}

function open(objects: readonly HostObject[], options: Partial<InProcessHostOptions> = {}) {
  const clock = virtualClock({ startMs: START_MS });
  return { clock, host: inProcessHost({ objects, clock, ...options }) };
}

it.each<[string, TickFate, readonly number[]]>([
  ["late", { kind: "late", byMs: 5_000 }, [0, 65_000, 130_000]],
  ["doubled", { kind: "doubled" }, [0, 60_000, 60_000]],
  ["in time", { kind: "delivered" }, [0, 60_000, 120_000]],
])("a tick that is %s is handled when it comes", async (_name, fate, times) => {
  const seen: number[] = [];
  const { host } = open([ticker(seen)], { tickFate: () => fate });
  await host.send("ticker", "a", { kind: "go" });
  await host.advanceTo(START_MS + 10 * MINUTE_MS);
  expect(seen).toEqual(times);
});

it("a tick that is lost is found by a sweep, as its timer stands", async () => {
  const seen: number[] = [];
  const { host } = open([ticker(seen)], { tickFate: () => ({ kind: "lost" }) });
  await host.send("ticker", "a", { kind: "go" });
  await host.advanceTo(START_MS + 5 * MINUTE_MS);
  expect(seen).toEqual([0]);
  expect([...host.keys()]).toMatchObject([{ key: "a", timerAtMs: START_MS + MINUTE_MS }]);
  expect(await host.sweep(MINUTE_MS)).toBe(1);
  await host.advanceTo(START_MS + 5 * MINUTE_MS);
  expect(seen).toEqual([0, 5 * MINUTE_MS]);
});

it("a tick that overtakes comes before what waited already", async () => {
  const seen: string[] = [];
  const object: HostObject = {
    name: "slow",
    on: async (context, message) => {
      seen.push((message as { kind: string }).kind);
      if (seen.length === 1) context.timer(START_MS + 1_000);
      if (seen.length === 2) await context.effect("work", () => clock.sleep(2_000));
    },
  };
  const { clock, host } = open([object], { tickFate: () => ({ kind: "overtaking" }) });
  await host.send("slow", "a", { kind: "first" });
  await host.send("slow", "a", { kind: "second" });
  await host.send("slow", "a", { kind: "third" });
  await host.advanceTo(START_MS + MINUTE_MS);
  expect(seen).toEqual(["first", "second", "tick", "third"]);
});

it("when the whole process is lost, every try is, and new objects take over when it is back", async () => {
  const seen: string[] = [];
  let built = 0;
  const build = (): readonly HostObject[] => {
    built += 1;
    const number = built;
    return [
      {
        name: "caller",
        on: async (context) => {
          const answer = await context.call<string>("answerer", "b", {});
          seen.push(`build ${number} was told by ${answer}`);
        },
      },
      {
        name: "answerer",
        on: async (context) => await context.effect("think", async () => `build ${number}`),
      },
    ];
  };
  let cuts = 0;
  const { clock, host } = open(build(), {
    reopen: build,
    crash: (point) => {
      if (!effectsCut(point) || cuts > 0) return false;
      cuts += 1;
      return { of: "process", backAfterMs: MINUTE_MS };
    },
  });
  await host.send("caller", "a", {});
  await host.advanceTo(START_MS + 30_000);
  expect(seen).toEqual([]);
  await host.advanceTo(START_MS + MINUTE_MS);
  expect(clock.nowMs()).toBe(START_MS + MINUTE_MS);
  expect(seen).toEqual(["build 2 was told by build 2"]);
});

it("a try can be lost inside an effect, between two calls to the outside", async () => {
  const calls: string[] = [];
  let lost = false;
  const object: HostObject = {
    name: "two-calls",
    on: (context) =>
      context.effect("both", async () => {
        calls.push("first");
        await runningFor()?.passes("between");
        calls.push("second");
      }),
  };
  const { host } = open([object], {
    crash: ({ label }) => {
      if (label !== "between" || lost) return false;
      lost = true;
      return { of: "handling", backAfterMs: 5_000 };
    },
  });
  await host.send("two-calls", "a", {});
  await host.advanceTo(START_MS + MINUTE_MS);
  expect(calls).toEqual(["first", "first", "second"]);
  expect(runningFor()).toBeUndefined();
});

it("a message whose effect failed lets those behind it go first, and comes again without end", async () => {
  const seen: string[] = [];
  const { host } = open([
    {
      name: "records",
      on: async (context, message) => {
        const { kind } = message as { kind: string };
        await context.effect("record", () => {
          seen.push(kind);
          return kind === "disk" && seen.length < 60
            ? Promise.reject(new PortError("transient", "the disk is full"))
            : Promise.resolve();
        });
      },
    },
  ]);
  await host.send("records", "a", { kind: "disk" });
  await host.send("records", "a", { kind: "other" });
  await host.advanceTo(START_MS + 120 * MINUTE_MS);
  expect(seen.slice(0, 5)).toEqual(["disk", "disk", "disk", "disk", "other"]);
  expect(seen.length).toBe(60);
  expect(host.stuck()).toEqual([]);
});

it("tells of each key after its message, and of an answer to whoever asked", async () => {
  const kept: unknown[] = [];
  const { clock, host } = open([ticker([])], { onKept: (key) => kept.push(key) });
  const answer = host.ask("ticker", "a", { kind: "go" });
  await host.advanceTo(clock.nowMs());
  expect(await answer).toBeUndefined();
  expect(kept).toEqual([
    {
      object: "ticker",
      key: "a",
      state: new Map([["count", "1"]]),
      timerAtMs: START_MS + MINUTE_MS,
      messages: 0,
    },
  ]);
});
