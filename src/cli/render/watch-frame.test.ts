import { expect, it } from "vitest";
import { cluster, done, failed, NOON_MS, rolloutView, running, stage } from "./view.fixture.ts";
import { watchFrame } from "./watch-frame.ts";

const SIZE = { rows: 24, columns: 100 };

const frame = (view: Parameters<typeof watchFrame>[0], size = SIZE): string =>
  `\n${watchFrame(view, NOON_MS, size).join("\n")}\n`;

const stuck = running("shop-tools", {
  needsPerson: true,
  reason:
    "drain of ip-10-0-3-17 waits 14 min: PDB logging/elasticsearch-data allows 0 of 12 until elasticsearch-data-4 is ready",
});

it("shows what it does, what comes next, its limits, and the clusters, worst first", () => {
  const view = rolloutView([
    cluster("shop-paris"),
    done("shop-staging"),
    failed("shop-search"),
    running("shop-integration"),
    stuck,
    running("shop-ohio", { paused: "paused by ana: lunch" }),
  ]);
  expect(frame(view)).toBe(`
Rollout kubernetes-1-36   running, stage 1 of 1   1 of 6 done   started 09:02:00, 2 h 58 min ago
NEXT  1 more of stage production as slots become free
LIMITS  stage production: running 3 of 2   failures 1 of 1 allowed

! shop-tools        needs you  drain of ip-10-0-3-17 waits 14 min: PDB       step 6 of 11     12 min
                               logging/elasticsearch-data allows 0 of 12
                               until elasticsearch-data-4 is ready
x shop-search       failed     failed: coredns 0 of 2 available for 3 looks in a row
= shop-ohio         paused     paused by ana: lunch
> shop-integration  running    pool general: 3 of 8 nodes moved, 2 joining   step 6 of 11     12 min
~ shop-paris        waiting    1.34.4 > 1.36.3
+ shop-staging      done       1.34.4 > 1.36.3                                         in 1 h 05 min
`);
});

it("says what a rollout waits for that was not started, stopped, failed, cancelled or paused", () => {
  const view = rolloutView([cluster("a")]);
  const next = (more: Parameters<typeof rolloutView>[1]): string | undefined =>
    watchFrame({ ...view, ...more }, NOON_MS, SIZE).find((line) => /^(NEXT|ENDED)/.test(line));
  expect(next({ phase: "planned" })).toBe(
    "NEXT  nothing was started: fleetlift start kubernetes-1-36",
  );
  expect(next({ phase: "stopped" })).toBe(
    "NEXT  nothing new starts: fleetlift start kubernetes-1-36",
  );
  expect(next({ phase: "failed" })).toContain("fleetlift retry kubernetes-1-36");
  const wait = { rule: "approval", needsPerson: true, words: "2 approvals from sre" } as const;
  expect(next({ waitsFor: [wait] })).toBe("NEXT  2 approvals from sre");
  expect(next({ phase: "cancelling" })).toBe("NEXT  what was marked or held is put back");
  expect(next({ paused: "paused by ana: lunch" })).toBe("NEXT  paused by ana: lunch");
  expect(next({ phase: "done", reason: "rollout done: 1 of 1 at their target" })).toBe(
    "ENDED rollout done: 1 of 1 at their target",
  );
});

it("names the stage that follows, and says that nothing starts when the failures are too many", () => {
  const clusters = [running("a")];
  const stages = [
    stage(clusters, { name: "canary" }),
    stage([], { phase: "waiting", name: "empty" }),
    stage([cluster("b")], { phase: "waiting" }),
  ];
  expect(frame(rolloutView(clusters, { stages }))).toContain(
    "NEXT  1 running in stage canary, then stage production (1 cluster)",
  );
  const held = [stage([failed("a"), failed("b")])];
  const reason = "nothing new starts: 2 failures, 1 allowed in stage production";
  expect(frame(rolloutView(clusters, { stages: held, reason }))).toContain(`NEXT  ${reason}`);
});

it("is never taller than the window, and counts what does not fit by word", () => {
  const many = Array.from({ length: 300 }, (_, index) => cluster(`shop-${index}`));
  const view = rolloutView([stuck, failed("bad"), ...many, done("good")]);
  const lines = watchFrame(view, NOON_MS, { rows: 10, columns: 80 });
  expect(lines).toHaveLength(10);
  expect(lines.at(-1)).toBe("  ... and 300 more: 299 waiting, 1 done");
  for (let rows = 1; rows < 12; rows += 1) {
    expect(watchFrame(view, NOON_MS, { rows, columns: 80 }).length).toBeLessThanOrEqual(rows);
  }
});

it("has no line that is longer than the window is wide", () => {
  const view = rolloutView([stuck, failed("bad"), running("a"), done("good"), cluster("b")]);
  for (const columns of [20, 40, 60, 79, 200]) {
    const lines = watchFrame(view, NOON_MS, { rows: 30, columns });
    expect(Math.max(...lines.map((line) => line.length))).toBeLessThanOrEqual(columns);
  }
});
