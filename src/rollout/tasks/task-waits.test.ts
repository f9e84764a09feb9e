import { expect, it } from "vitest";
import { flow, HOUR_MS, TaskDriver } from "./task-driver.fixture.ts";

const approval = { kind: "approval", roles: ["sre", "owner"], quorum: 2 } as const;

it("says whose approval is missing, how many are given and by whom, and when they count no more", () => {
  const driver = new TaskDriver({
    first: { before: [{ ...approval, expiresAfterMs: 8 * HOUR_MS }] },
  });
  driver.run();
  driver.approve("ben");
  expect(driver.reasons("a")).toEqual([
    {
      rule: "approval",
      needsPerson: true,
      untilMs: 1_000 + 8 * HOUR_MS,
      who: "sre or owner, not by ana who asked for it",
      words:
        "2 approvals from sre or owner before stage first: 1 of 2 given (ben as sre), asked anew at Thu 1970-01-01 08:00:01 UTC, not by ana who asked for it; approve with: fleetlift approve r --plan 7b21e0c4",
    },
  ]);
  expect(driver.why("d")).toEqual(["approval", "stage-order"]);
});

it("without an expiry and without anybody known to have asked it says less", () => {
  const driver = new TaskDriver({ first: { before: [approval] } });
  driver.run();
  const { askedBy: _, ...state } = driver.state;
  driver.state = state;
  expect(driver.reasons("a")).toMatchObject([
    {
      who: "sre or owner",
      words:
        "2 approvals from sre or owner before stage first: 0 of 2 given; approve with: fleetlift approve r --plan 7b21e0c4",
    },
  ]);
});

it("says what comes later, in its order, and that nobody is needed for it yet", () => {
  const driver = new TaskDriver({
    first: {
      after: [
        { kind: "gate", use: "slo" },
        { kind: "timed-wait", waitMs: 24 * HOUR_MS },
        { kind: "notify", audience: "support", text: "now the others" },
      ],
    },
    second: {
      before: [
        approval,
        { ...approval, expiresAfterMs: HOUR_MS, quorum: 1 },
        { kind: "scheduled-start", atMs: 9 * HOUR_MS },
      ],
    },
  });
  driver.run();
  expect(driver.words("d")).toEqual([
    "stage first (0 of 3 over)",
    "gate slo after stage first",
    "a wait of 24h after stage first",
    "2 approvals from sre or owner before stage second (asked when the stage is reached)",
    "1 approval from sre or owner before stage second (asked when the stage is reached, asked anew after 1h)",
    "a start not before Thu 1970-01-01 09:00 UTC before stage second",
  ]);
  expect(driver.reasons("d").every(({ needsPerson }) => !needsPerson)).toBe(true);
  expect(driver.why("c")).toEqual(["concurrency"]);
});

it("an approval after the stage is asked when the stage ends", () => {
  const driver = new TaskDriver({ first: { after: [approval] } });
  driver.run();
  expect(driver.words("d")[1]).toBe(
    "2 approvals from sre or owner after stage first (asked when the stage ends)",
  );
});

it("says of an open wait until when, and how it can be left out", () => {
  const driver = new TaskDriver({ first: { after: [{ kind: "timed-wait", waitMs: HOUR_MS }] } });
  driver.run();
  driver.doneFirst();
  expect(driver.reasons("d")).toEqual([
    {
      rule: "timed-wait",
      needsPerson: false,
      untilMs: 1_000 + HOUR_MS,
      who: "fleetlift skip r --stage first --task after-0",
      words: "a wait of 1h after stage first, until Thu 1970-01-01 01:00:01 UTC",
    },
  ]);
});

it("says of a time that is waited for when it comes", () => {
  const driver = new TaskDriver({
    first: { before: [{ kind: "scheduled-start", atMs: HOUR_MS }] },
  });
  driver.run();
  expect(driver.reasons("a")).toMatchObject([
    {
      rule: "scheduled-start",
      untilMs: HOUR_MS,
      words: "a start not before Thu 1970-01-01 01:00 UTC before stage first",
    },
  ]);
});

it("says of a gate that it runs, and of one that failed what a person can do", () => {
  const driver = new TaskDriver(
    { first: { before: [{ kind: "gate", use: "slo" }] } },
    { "first.before-0": flow("slo") },
  );
  driver.run();
  expect(driver.words("a")).toEqual(["gate slo before stage first, which runs"]);
  driver.flowEnds("first.before-0", "failed");
  expect(driver.words("a")[1]).toBe(
    "gate slo before stage first, which is to be tried again: fleetlift retry r, or left out: fleetlift skip r --stage first --task before-0 (gate slo failed before stage first: words)",
  );
});

it("says of a workflow and of a message that they are under way", () => {
  const driver = new TaskDriver(
    {
      first: {
        before: [
          { kind: "workflow", use: "smoke", with: {} },
          { kind: "notify", audience: "support", text: "now" },
        ],
      },
    },
    { "first.before-0": flow("smoke") },
  );
  driver.run();
  expect(driver.words("a")).toEqual(["workflow smoke before stage first, which runs"]);
  driver.flowEnds("first.before-0");
  expect(driver.words("a")).toEqual([
    "a message to support before stage first, which is being sent",
  ]);
});
