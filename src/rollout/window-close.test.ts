import { expect, it } from "vitest";
import { asked, Driver } from "./rollout-driver.fixture.ts";

const OFFICE = {
  windows: [
    { days: ["Tue", "Wed"] as const, start: "09:00", end: "11:00", timeZone: "Europe/Paris" },
  ],
  freezes: [],
};
const FREEZE = {
  name: "year-end",
  from: "2026-11-24T10:00:00+01:00",
  until: "2026-12-01T00:00:00+01:00",
  reason: "closing",
  by: "finance",
};

function pausing(max = 2): Driver {
  const names = ["a", "b", "c"];
  const driver = new Driver({
    name: "s",
    clusters: names,
    max,
    of: { a: { calendar: "C1" }, b: { calendar: "C1" } },
  }).planned({ calendars: { C1: OFFICE }, onWindowClose: "Pause" });
  driver.nowMs = Date.parse("2026-11-24T08:00:00Z");
  return driver.run();
}

const orders = (driver: Driver) =>
  driver.commands.flatMap((command) =>
    command.kind === "orderUpgrade"
      ? [`${command.order.kind} ${command.cluster} by ${command.order.actor}`]
      : [],
  );

it("pauses what runs when its window closes, and resumes it when it opens", () => {
  const driver = pausing(3);
  expect(driver.state.lookAtMs).toBe(Date.parse("2026-11-24T10:00:00Z"));
  driver.at("2026-11-24T10:00:00Z");
  expect(driver.commands).toMatchObject([
    {
      kind: "orderUpgrade",
      cluster: "a",
      attempt: 1,
      order: {
        kind: "pause",
        actor: "fleetlift",
        reason:
          "its window closed (Tue, Wed 09:00-11:00 Europe/Paris); it goes on Wed 2026-11-25 09:00 Europe/Paris",
      },
    },
    { kind: "orderUpgrade", cluster: "b" },
  ]);
  driver.at(60_000);
  expect(orders(driver)).toEqual([]);
  expect(driver.state.lookAtMs).toBe(Date.parse("2026-11-25T08:00:00Z"));
  driver.at("2026-11-25T08:00:00Z");
  expect(orders(driver)).toEqual(["resume a by fleetlift", "resume b by fleetlift"]);
  expect(driver.state.lookAtMs).toBe(Date.parse("2026-11-25T10:00:00Z"));
  for (const name of ["a", "b", "c"]) driver.end(name);
  expect(driver.state.lookAtMs).toBeUndefined();
});

it("leaves what runs in a window of its own, and what is over, alone", () => {
  const longer = {
    ...OFFICE,
    windows: [
      {
        ...OFFICE.windows[0],
        days: ["Tue"] as const,
        start: "09:00",
        end: "18:00",
        timeZone: "Europe/Paris",
      },
    ],
  };
  const driver = new Driver({
    name: "s",
    clusters: ["a", "b", "c"],
    max: 3,
    of: { a: { calendar: "C1" }, b: { calendar: "C2" }, c: { calendar: "C1" } },
  }).planned({ calendars: { C1: OFFICE, C2: longer }, onWindowClose: "Pause" });
  driver.nowMs = Date.parse("2026-11-24T08:00:00Z");
  driver.run().end("a");
  driver.at("2026-11-24T10:00:00Z");
  expect(orders(driver)).toEqual(["pause c by fleetlift"]);
  expect(driver.state.lookAtMs).toBe(Date.parse("2026-11-24T17:00:00Z"));
});

it("lets what runs finish where the plan does not say to pause", () => {
  const driver = pausing();
  driver.planned({ onWindowClose: "Finish" }).at("2026-11-24T10:00:00Z");
  expect(orders(driver)).toEqual([]);
});

it("pauses in a freeze too, and does not promise a time that there is not", () => {
  const driver = pausing();
  driver.planned({ calendars: { C1: { ...OFFICE, freezes: [FREEZE] } } });
  driver.at("2026-11-24T10:00:00Z");
  expect(driver.commands[0]).toMatchObject({
    order: {
      reason:
        'freeze "year-end" until 2026-12-01T00:00:00+01:00 (closing; set by finance); it goes on Tue 2026-12-01 09:00 Europe/Paris',
    },
  });
  const over = pausing();
  const never = {
    windows: [{ ...OFFICE.windows[0], days: [], timeZone: "UTC", start: "09:00", end: "10:00" }],
    freezes: [],
  };
  over.planned({ calendars: { C1: never } }).at("2026-11-24T10:00:00Z");
  expect(over.commands[0]).toMatchObject({
    order: { reason: "its window closed ( 09:00-10:00 UTC)" },
  });
});

it("runs on where it is while the rollout is stopped, and is paused all the same", () => {
  const driver = pausing();
  driver.take({ kind: "stop", ...asked });
  driver.at("2026-11-24T10:00:00Z");
  expect(orders(driver)).toEqual(["pause a by fleetlift", "pause b by fleetlift"]);
});

it("who resumes one cluster means it, until its window opens again", () => {
  const driver = pausing().at("2026-11-24T10:00:00Z");
  driver.take({ kind: "resume", ...asked, cluster: "a" });
  expect(orders(driver)).toEqual(["resume a by ana"]);
  driver.state = {
    ...driver.state,
    stages: driver.state.stages.map((counts) => ({ ...counts, windowLookAtMs: driver.nowMs })),
  };
  driver.at(1_000);
  expect(orders(driver)).toEqual([]);
  driver.at("2026-11-25T08:00:00Z");
  expect(orders(driver)).toEqual(["resume b by fleetlift"]);
  driver.at("2026-11-25T10:00:00Z");
  expect(orders(driver)).toEqual(["pause a by fleetlift", "pause b by fleetlift"]);
});

it("who resumes all of them ends a person's pause, and not the window's", () => {
  const driver = pausing().at("2026-11-24T10:00:00Z");
  driver.take({ kind: "pause", ...asked });
  driver.take({ kind: "resume", ...asked });
  expect(orders(driver)).toEqual([
    "resume a by ana",
    "pause a by fleetlift",
    "resume b by ana",
    "pause b by fleetlift",
  ]);
});

it("a rollout that is being cancelled is not paused any more", () => {
  const driver = pausing();
  driver.take({ kind: "cancel", ...asked });
  driver.at("2026-11-24T10:00:00Z");
  expect(orders(driver)).toEqual([]);
});
