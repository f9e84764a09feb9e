import { expect, it } from "vitest";
import type { Plan } from "../model/plan.ts";
import { plan, Teller } from "./teller.fixture.ts";
import { isDetail } from "./timeline.ts";

const HOUR_MS = 3_600_000;

/** Both clusters of the first stage, and the plan says more of it. */
function teller(more: Partial<Plan["stages"][number]> = {}, of: Partial<Plan> = {}): Teller {
  const stages = plan.stages.map((stage, index) =>
    index === 0 ? { ...stage, maxConcurrency: 2, ...more } : stage,
  );
  return new Teller({ ...plan, stages, ...of }).tell(
    { kind: "rollout.runs" },
    { kind: "stage.started", stage: "first" },
  );
}

const unreached = {
  kind: "cluster.waits",
  rule: "unreachable",
  cluster: "a",
  stage: "first",
  attempt: 1,
  reason: "waits: a cannot be reached: timeout; nothing was done to it; its turn comes last",
} as const;

it("a cluster that could not be reached waits again, with what was told of it", () => {
  const told = teller().tell(
    { kind: "cluster.starts", cluster: "a", stage: "first", attempt: 1 },
    unreached,
  );
  expect(told.get("a").status).toBe("waiting");
  expect(told.explain("a")).toContain("for   an answer (");
  expect(told.explain("a")).toContain(": a cannot be reached: timeout); its turn comes after all");
  expect(told.explain("a")).toMatch(/Nothing of this needs you now\. Earliest start: .* UTC\.\n/);
  // What its upgrade tells of it changes nothing of that; a new start does.
  told.tell({ kind: "upgrade.ended", cluster: "a", attempt: 1 });
  expect(told.explain("a")).toContain("for   an answer (");
  told.tell({ kind: "cluster.skipped", cluster: "b" });
  expect(told.explain("a")).toContain("This needs somebody.");
  told.tell({ kind: "cluster.starts", cluster: "a", stage: "first", attempt: 2 });
  expect(told.get("a").status).toBe("running");
  expect(told.tell({ ...unreached, attempt: 1 }).get("a").status).toBe("running");
  expect(told.tell({ kind: "cluster.waits", cluster: "c" }).get("c").status).toBe("waiting");
  const before = told.get("c");
  expect(told.tell({ kind: "drift.seen", cluster: "c" }).get("c")).toEqual(before);
});

it("a soak is known by when it was told to end, and goes before the calendar", () => {
  const more = { canaries: { count: 1, soakMs: HOUR_MS } };
  const told = teller(more).tell(
    { kind: "cluster.starts", cluster: "a", stage: "first", attempt: 1 },
    { kind: "cluster.ended", cluster: "a", result: "done", attempt: 1 },
  );
  const untilMs = told.nowMs + HOUR_MS;
  told.tell({ kind: "cluster.waits", rule: "canary-soak", stage: "first", untilMs });
  expect(told.explain("b")).toContain("for   the soak of 1h after its canaries, until ");
  expect(told.explain("b")).toContain("Earliest start: ");
  told.nowMs += HOUR_MS;
  expect(told.explain("b")).toContain("b starts next.");
});

it("clusters that left the fleet, and came back, are known by name", () => {
  const told = teller().tell({ kind: "rollout.left", clusters: ["a", "b"] });
  expect(told.explain("a")).toContain("it is gone from fleet f");
  told.tell(
    { kind: "rollout.joined", clusters: ["a"] },
    { kind: "rollout.left" },
    { kind: "cluster.skipped", cluster: "b", result: "skipped" },
  );
  expect(told.explain("a")).toContain("a starts next.");
  expect(told.get("b").status).toBe("skipped");
});

it("other rollouts are waited for as it was told last, until something starts", () => {
  const told = new Teller({ ...plan, dependsOn: ["x"] }).tell({ kind: "rollout.runs" });
  expect(told.explain("a")).toContain("a starts next.");
  const waits = { kind: "cluster.waits", rule: "rollout-dependency" } as const;
  told.tell({ ...waits, reason: "nothing starts: it waits for rollout x, which runs" });
  expect(told.explain("a")).toContain("\n  for   rollout x, which runs\nNothing of this");
  told.tell({ ...waits, needsPerson: true, reason: "nothing starts: it waits for rollout x" });
  expect(told.explain("a")).toContain("\n  for   rollout x\nThis needs somebody.");
  told.tell({ kind: "stage.started", stage: "first" });
  expect(told.explain("a")).toContain("a starts next.");
});

it("a window that nothing fits calls somebody for those that it was told of, as long as they wait", () => {
  const told = teller().tell({
    kind: "cluster.waits",
    rule: "window-fit",
    stage: "first",
    clusters: ["a", "nobody"],
    needsPerson: true,
    reason: "none is long enough",
  });
  expect(told.get("a")).toMatchObject({ needsPerson: true, reason: "none is long enough" });
  expect(told.get("b").needsPerson).toBe(false);
  told.tell({ kind: "cluster.starts", cluster: "a", stage: "first", attempt: 1 });
  told.tell({ kind: "cluster.waits", rule: "window", stage: "first", clusters: ["a"] });
  told.tell({ kind: "cluster.waits", rule: "window", stage: "first" });
  expect(told.get("a").needsPerson).toBe(false);
});

it("the earliest start is said in the zone of the calendar", () => {
  const told = teller(
    {
      clusters: [
        { name: "a", member: "a", identity: "1", shape: "A", calendar: "C1" },
        { name: "b", member: "b", identity: "2", shape: "A" },
      ],
    },
    {
      calendars: {
        C1: {
          windows: [{ days: ["Tue"], start: "09:00", end: "16:00", timeZone: "Europe/Paris" }],
          freezes: [],
        },
      },
    },
  );
  expect(told.explain("a")).toContain(
    "  for   its window: Tue 09:00-16:00 Europe/Paris; the next opens Tue 2025-11-25 09:00 Europe/Paris\nNothing of this needs you now. Earliest start: Tue 2025-11-25 09:00 Europe/Paris.\n",
  );
});

it("clusters that one depends on, and canaries, are seen as they are", () => {
  const [a] = plan.stages[0]?.clusters ?? [];
  if (a === undefined) throw new Error("the plan has a cluster");
  const told = teller({ clusters: [a, { ...a, name: "b", dependsOn: ["a", "elsewhere"] }] });
  expect(told.explain("b")).toContain("  for   a, which it depends on (waiting)\n");
  told.tell({ kind: "cluster.ended", cluster: "a", result: "failed" });
  expect(told.explain("b")).toContain("a, which it depends on and which failed");
});

it("that one gives no answer is a detail until its rollout has said so", () => {
  const event = { ...teller().projection.decided(), kind: "upgrade.waits" } as const;
  expect(isDetail({ ...event, rule: "unreachable" })).toBe(true);
  expect(isDetail({ ...event, rule: "one-upgrade-a-member" })).toBe(false);
  expect(isDetail({ ...event, kind: "cluster.waits", rule: "unreachable" })).toBe(false);
});
