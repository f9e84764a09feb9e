import { expect, it } from "vitest";
import { chat } from "./messages.fixture.ts";
import { quietUntilMs } from "./quiet-hours.ts";
import { zonedWords } from "./time-words.ts";

const night = (timeZone: string) => ({
  ...chat,
  quietHours: [
    {
      days: ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"],
      start: "22:00",
      end: "07:00",
      timeZone,
    },
  ] as const,
});

it.each([
  ["in the night", "Europe/Paris", "2026-11-24T01:00Z", "2026-11-24T06:00Z"],
  ["in the morning", "Europe/Paris", "2026-11-24T06:00Z", "2026-11-24T06:00Z"],
  ["in another zone", "America/New_York", "2026-11-24T03:00Z", "2026-11-24T12:00Z"],
  [
    "in the night in which clocks go back",
    "Europe/Paris",
    "2026-10-24T22:00Z",
    "2026-10-25T06:00Z",
  ],
  [
    "in the night in which they go forward",
    "Europe/Paris",
    "2026-03-28T22:00Z",
    "2026-03-29T05:00Z",
  ],
])("%s, it is quiet until", (_, zone, now, until) => {
  expect(quietUntilMs(night(zone), Date.parse(now))).toBe(Date.parse(until));
});

it("without quiet hours, or with such as never end, nothing waits", () => {
  expect(quietUntilMs(chat, 5)).toBe(5);
  const [hours] = night("UTC").quietHours;
  const always = { ...chat, quietHours: [{ ...hours, start: "00:00", end: "24:00" }] };
  expect(quietUntilMs(always, 5)).toBe(5);
});

it("times are those of the zone, with its name", () => {
  expect(zonedWords(Date.UTC(2026, 10, 23, 23, 30, 12), "Europe/Paris")).toBe(
    "Tue 2026-11-24 00:30 Europe/Paris",
  );
});
