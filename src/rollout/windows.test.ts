import { expect, it } from "vitest";
import type { Plan } from "../model/plan.ts";
import { advanceRollout } from "./advance.ts";
import { zoneOf } from "./calendar-reason.ts";
import { asked, Driver } from "./rollout-driver.fixture.ts";

const OFFICE = {
  windows: [{ days: ["Tue", "Wed"], start: "09:00", end: "11:00", timeZone: "Europe/Paris" }],
  freezes: [],
} as const satisfies NonNullable<Plan["calendars"]>[string];
const FREEZE = {
  name: "year-end",
  from: "2026-12-01",
  until: "2027-01-07",
  timeZone: "Europe/Paris",
  reason: "closing",
  by: "finance",
};
const HOUR = { forecast: { p50Ms: 1_800_000, p90Ms: 3_600_000 } };
const inOffice = (...names: readonly string[]) =>
  Object.fromEntries(names.map((name) => [name, { calendar: "C1", ...HOUR }]));

function office(max = 1, names: readonly string[] = ["a", "b", "c"]): Driver {
  return new Driver({ name: "s", clusters: names, max, of: inOffice(...names) }).planned({
    calendars: { C1: OFFICE },
  });
}

it("starts nothing before its window opens, says why once, and looks again as it opens", () => {
  const driver = office();
  driver.nowMs = Date.parse("2026-11-23T10:00:00Z");
  driver.run();
  expect(driver.is("running")).toEqual([]);
  expect(driver.state.lookAtMs).toBe(Date.parse("2026-11-24T08:00:00Z"));
  driver.at(60_000);
  expect(driver.events.filter(({ kind }) => kind === "cluster.waits")).toMatchObject([
    {
      rule: "window",
      clusters: ["a", "b", "c"],
      needsPerson: false,
      untilMs: Date.parse("2026-11-24T08:00:00Z"),
      reason:
        "3 clusters of stage s wait for the window Tue, Wed 09:00-11:00 Europe/Paris; the next that fits opens Tue 2026-11-24 09:00 Europe/Paris",
    },
  ]);
  expect(driver.reasons("a")).toEqual([
    {
      rule: "window",
      words:
        "its window: Tue, Wed 09:00-11:00 Europe/Paris; the next that fits its 1h opens Tue 2026-11-24 09:00 Europe/Paris",
      needsPerson: false,
      untilMs: Date.parse("2026-11-24T08:00:00Z"),
      timeZone: "Europe/Paris",
    },
  ]);
  driver.at("2026-11-24T08:00:00Z");
  expect(driver.is("running")).toEqual(["a"]);
});

it("misses nothing when nobody looked as the window opened", () => {
  const driver = office();
  driver.nowMs = Date.parse("2026-11-23T10:00:00Z");
  driver.run();
  // The process was down over night, and is back in the middle of the window.
  driver.at("2026-11-24T08:40:00Z");
  expect(driver.is("running")).toEqual(["a"]);
  // And once more, after it has closed.
  const late = office();
  late.nowMs = Date.parse("2026-11-23T10:00:00Z");
  late.run().at("2026-11-24T10:30:00Z");
  expect(late.is("running")).toEqual([]);
  expect(late.state.lookAtMs).toBe(Date.parse("2026-11-25T08:00:00Z"));
});

it("starts only what is likely to end in its window, unless the plan does not ask for that", () => {
  const driver = office();
  driver.nowMs = Date.parse("2026-11-24T08:10:00Z");
  driver.run();
  driver.nowMs = Date.parse("2026-11-24T09:20:00Z");
  driver.end("a");
  expect(driver.is("running")).toEqual([]);
  expect(driver.events.at(-1)?.reason).toBe(
    "2 clusters of stage s wait for a window that is long enough: the first would end 20m after the window (Tue, Wed 09:00-11:00 Europe/Paris); the next that fits opens Wed 2026-11-25 09:00 Europe/Paris",
  );
  expect(driver.reasons("b")[0]?.words).toBe(
    "its window: it would end 20m after the window (Tue, Wed 09:00-11:00 Europe/Paris); the next that fits its 1h opens Wed 2026-11-25 09:00 Europe/Paris",
  );
  const careless = office().planned({ windowFit: "Ignore" });
  careless.nowMs = Date.parse("2026-11-24T09:59:00Z");
  careless.run();
  expect(careless.is("running")).toEqual(["a"]);
  const waits = office().planned({ windowFit: "Ignore" }).at("2026-11-24T10:00:00Z");
  expect(waits.run().reasons("a")[0]?.words).toContain("; the next opens Wed");
});

it("does not ask a second cluster to be made within the window", () => {
  const driver = office();
  const { A: shape } = driver.plan.shapes;
  if (shape === undefined) throw new Error("the plan has a shape");
  driver.planned({ shapes: { A: { ...shape, strategy: "blue-green" } } });
  driver.nowMs = Date.parse("2026-11-24T09:59:00Z");
  expect(driver.run().is("running")).toEqual(["a"]);
});

it("what fits goes before what does not, and what fits nowhere needs somebody", () => {
  const driver = new Driver({
    name: "s",
    clusters: ["a", "b"],
    of: {
      a: { calendar: "C1", forecast: { p50Ms: 1, p90Ms: 3 * 3_600_000 } },
      b: { calendar: "C1", ...HOUR },
    },
  }).planned({ calendars: { C1: OFFICE } });
  driver.nowMs = Date.parse("2026-11-24T08:00:00Z");
  driver.run();
  expect(driver.is("running")).toEqual(["b"]);
  const words =
    "none is long enough: it takes up to 3h, and the longest is 2h; what helps: a longer window in the fleet, or windowFit: Ignore in the rollout, then plan again";
  expect(driver.reasons("a")).toMatchObject([
    { rule: "concurrency" },
    { rule: "window-fit", needsPerson: true, words: expect.stringContaining(words) },
  ]);
  driver.end("b");
  expect(driver.state.phase).toBe("running");
  expect(driver.state.lookAtMs).toBeUndefined();
  driver.take({ kind: "skip", ...asked, cluster: "a" });
  expect(driver.state.phase).toBe("done");
});

it("times are said in the calendar's own zone, or in UTC", () => {
  const { timeZone: _, ...free } = FREEZE;
  expect(zoneOf({ windows: [], freezes: [free] })).toBe("UTC");
  expect(zoneOf({ windows: [], freezes: [] })).toBe("UTC");
});

it("says that no window ever opens", () => {
  const never = { windows: [{ ...OFFICE.windows[0], end: "09:00", days: [] }], freezes: [] };
  const driver = office()
    .planned({ calendars: { C1: never } })
    .at("2026-11-24T08:00:00Z");
  expect(driver.run().reasons("a")[0]?.words).toContain("; no window ever opens; what helps:");
});

it("a freeze holds for its clusters, says its reason and who set it, and when they may start", () => {
  const driver = new Driver({
    name: "s",
    clusters: ["a", "b", "c"],
    max: 3,
    of: { a: { calendar: "F", ...HOUR }, b: { calendar: "W", ...HOUR } },
  }).planned({
    calendars: {
      F: { windows: [], freezes: [FREEZE] },
      W: { windows: OFFICE.windows, freezes: [{ ...FREEZE, name: "stocktaking" }] },
    },
  });
  driver.nowMs = Date.parse("2026-12-24T08:00:00Z");
  driver.run();
  expect(driver.is("running")).toEqual(["c"]);
  expect(driver.said("cluster.waits")).toEqual([
    '1 cluster of stage s waits for freeze "year-end" until 2027-01-07 (closing; set by finance); earliest start Thu 2027-01-07 00:00 Europe/Paris',
    '1 cluster of stage s waits for freeze "stocktaking" until 2027-01-07 (closing; set by finance); the next that fits opens Tue 2027-01-12 09:00 Europe/Paris',
  ]);
  driver.at("2027-01-06T23:00:00Z");
  expect(driver.is("running")).toEqual(["c", "a"]);
});

it("would run into a freeze: it waits for the time after", () => {
  const driver = office().planned({
    calendars: { C1: { windows: [], freezes: [FREEZE] } },
  });
  driver.nowMs = Date.parse("2026-11-30T22:30:00Z");
  driver.run();
  expect(driver.reasons("a")[0]?.words).toBe(
    'its window: it would end 30m after the beginning of freeze "year-end" until 2027-01-07 (closing; set by finance); earliest start Thu 2027-01-07 00:00 Europe/Paris',
  );
});

it("reckons with the calendar as it will be when all else is over", () => {
  const driver = new Driver({
    name: "s",
    clusters: ["a", "b"],
    of: inOffice("a", "b"),
    more: { canaries: { count: 1, soakMs: 2 * 3_600_000 } },
  }).planned({ calendars: { C1: OFFICE } });
  driver.nowMs = Date.parse("2026-11-24T08:00:00Z");
  driver.run().end("a");
  expect(driver.reasons("b")).toMatchObject([
    { rule: "canary-soak", untilMs: Date.parse("2026-11-24T10:00:00Z") },
    { rule: "window", untilMs: Date.parse("2026-11-25T08:00:00Z") },
  ]);
});

it("ten thousand behind one window cost their looks once, and one record", () => {
  const names = Array.from({ length: 10_000 }, (_, index) => `c${index}`);
  const driver = office(2, names);
  driver.nowMs = Date.parse("2026-11-23T10:00:00Z");
  driver.run();
  while (driver.commands.some(({ kind }) => kind === "lookAgain")) driver.at(0);
  expect(driver.state.stages[0]?.deferred).toMatchObject({
    "window:C1": { count: 10_000, first: 0 },
  });
  expect(JSON.stringify(driver.state).length).toBeLessThan(2_000);
  let reads = 0;
  const reading = advanceRollout(driver.plan, driver.state, { kind: "tick" }, driver.nowMs + 1);
  for (let next = reading.next(); next.done !== true; next = reading.next(undefined)) reads += 1;
  expect(reads).toBe(0);
  driver.at("2026-11-24T08:00:00Z");
  expect(driver.is("running")).toEqual(["c0", "c1"]);
});

it("many reasons share one record, and none of them is lost", () => {
  const names = Array.from({ length: 20 }, (_, index) => `c${index}`);
  const calendars = Object.fromEntries(
    names.map((name, index) => [
      name,
      {
        windows: [{ ...OFFICE.windows[0], start: `09:${String(index).padStart(2, "0")}` }],
        freezes: [],
      },
    ]),
  );
  const of = Object.fromEntries(names.map((name) => [name, { calendar: name }]));
  const driver = new Driver({ name: "s", clusters: names, max: 20, of }).planned({ calendars });
  driver.nowMs = Date.parse("2026-11-23T10:00:00Z");
  driver.run();
  expect(Object.keys(driver.state.stages[0]?.deferred ?? {})).toHaveLength(13);
  for (let minute = 0; minute < 20; minute += 1)
    driver.at(`2026-11-24T08:${String(minute).padStart(2, "0")}:00Z`);
  expect(driver.is("running")).toHaveLength(20);
});

it("long words are kept short in the state", () => {
  const windows = Array.from({ length: 20 }, () => OFFICE.windows[0]);
  const driver = office().planned({ calendars: { C1: { windows, freezes: [] } } });
  driver.nowMs = Date.parse("2026-11-23T10:00:00Z");
  driver.run();
  expect(driver.state.stages[0]?.deferred?.["window:C1"]?.words).toMatch(/^.{499}…$/);
});

it("a cluster that waits for its window and is paused, skipped or cancelled does not keep the stage open", () => {
  const driver = office(1, ["a", "b", "c", "d"]);
  driver.nowMs = Date.parse("2026-11-23T10:00:00Z");
  driver.run();
  driver.take({ kind: "skip", ...asked, cluster: "b" });
  driver.take({ kind: "pause", ...asked, cluster: "c" });
  driver.take({ kind: "cancel", ...asked, cluster: "d" });
  driver.take({ kind: "skip", ...asked, cluster: "d" });
  expect(driver.state.stages[0]).toMatchObject({
    held: 1,
    deferred: { "window:C1": { count: 1 } },
  });
  driver.at("2026-11-24T08:00:00Z");
  driver.end("a");
  driver.take({ kind: "resume", ...asked, cluster: "c" });
  expect(driver.is("running")).toEqual(["c"]);
  driver.end("c");
  expect(driver.state.phase).toBe("done");
});

it("wakes while it is stopped, and starts when it is started again", () => {
  const driver = office();
  driver.nowMs = Date.parse("2026-11-23T10:00:00Z");
  driver.run();
  driver.take({ kind: "stop", ...asked });
  expect(driver.state.lookAtMs).toBeUndefined();
  driver.nowMs = Date.parse("2026-11-24T08:30:00Z");
  driver.run();
  expect(driver.is("running")).toEqual(["a"]);
});
