import { expect, it } from "vitest";
import { chainEvents, emptyHead, rolloutStream, type EventBody } from "../model/event.ts";
import { takeUpgradeEvent, type UpgradeView } from "./upgrade-view.ts";

function told(...bodies: readonly Partial<EventBody>[]): readonly UpgradeView[] {
  const upgrades = new Map<string, UpgradeView>();
  const of = {
    rollout: "r",
    actor: "ana",
    cluster: "c",
    kind: "cluster.starts",
    reason: "",
  } as const;
  const { events } = chainEvents(
    emptyHead(rolloutStream("r")),
    bodies.map((body): EventBody => ({ ...of, ...body })),
    1,
  );
  for (const event of events) takeUpgradeEvent(upgrades, event);
  return [...upgrades.values()];
}

it("a cluster that was cancelled before it started, and is tried again, has had no attempt", () => {
  expect(
    told(
      { kind: "cluster.ended", attempt: undefined, result: "cancelled" },
      { kind: "cluster.retried", attempt: 0 },
    ),
  ).toEqual([]);
});

it("what is ordered after the end of an attempt leaves its last words alone", () => {
  const views = told(
    { attempt: 1 },
    { kind: "cluster.ended", attempt: 1, result: "failed", reason: "failed: DNS" },
    { kind: "cluster.retried", attempt: 1, reason: "again" },
    { attempt: 2 },
  );
  expect(views.map(({ attempt, status, reason }) => [attempt, status, reason])).toEqual([
    [1, "failed", "failed: DNS"],
    [2, "running", ""],
  ]);
});
