import { expect, it } from "vitest";
import { planned } from "../make-plan.fixture.ts";
import { calendarsOf } from "./calendar-report.ts";

const freeze = {
  name: "year-end",
  from: "2026-12-18",
  until: "2027-01-07",
  reason: "closing",
  by: "finance",
};
const window = { days: ["Tue"], start: "09:00", end: "16:00", timeZone: "UTC" } as const;

it("windows and freezes stand with the clusters that share them", () => {
  const { plan } = planned();
  const calendars = {
    C1: { windows: [window, { ...window, start: "20:00", end: "02:00" }], freezes: [] },
    C2: { windows: [], freezes: [freeze] },
  };
  const stages = plan.stages.map((stage) => ({
    ...stage,
    clusters: stage.clusters.map((cluster) => ({
      ...cluster,
      calendar: cluster.name === "shop-web" ? "C2" : "C1",
    })),
  }));
  expect(calendarsOf({ ...plan, calendars, stages })).toEqual([
    {
      clusters: ["shop-staging", "shop-tools"],
      words: "starts Tue 09:00-16:00 UTC or Tue 20:00-02:00 UTC",
      fit: [expect.stringMatching(/^fits: all, in [\dhm]+ of an opening of 6h$/)],
    },
    {
      clusters: ["shop-web"],
      words: 'starts at any time; freeze "year-end" until 2027-01-07 (closing; set by finance)',
      fit: [],
    },
  ]);
});

it("says what becomes of what runs when a window closes, and that nothing need fit it", () => {
  const { plan } = planned();
  const calendars = { C1: { windows: [window], freezes: [] } };
  const [calendar] = calendarsOf({
    ...plan,
    calendars,
    onWindowClose: "Pause",
    windowFit: "Ignore",
  });
  expect(calendar).toEqual({
    clusters: [],
    words: "starts Tue 09:00-16:00 UTC; what runs pauses when it closes",
    fit: ["need not end before it closes"],
  });
});
