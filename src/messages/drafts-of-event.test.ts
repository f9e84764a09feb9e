import { describe, expect, it } from "vitest";
import type { EventBody } from "../model/event.ts";
import { draftsOfEvent } from "./drafts-of-event.ts";
import { event, facts } from "./messages.fixture.ts";

/** `AUDIENCE TOPIC FORM SEVERITY`, without what only says that a trouble is over. */
function told(body: Partial<EventBody>): readonly string[] {
  return draftsOfEvent(event(body), facts)
    .map(({ draft }) => draft)
    .filter(({ incident }) => incident?.over !== true)
    .map(({ audience, topic, form, severity }) => `${audience} ${topic} ${form} ${severity}`);
}

const TOLD: readonly (readonly [Partial<EventBody>, readonly string[]])[] = [
  [{ kind: "rollout.planned" }, []],
  [{ kind: "rollout.runs" }, ["operations starts rollout-starts info"]],
  [
    { kind: "rollout.held", stage: "production", needsPerson: true },
    ["operations failures rollout-held critical"],
  ],
  [{ kind: "rollout.ended", result: "done" }, ["operations ends rollout-done info"]],
  [{ kind: "rollout.ended", result: "failed" }, ["operations failures rollout-failed critical"]],
  [{ kind: "rollout.ended", result: "cancelled" }, ["operations ends rollout-cancelled warning"]],
  [{ kind: "rollout.paused" }, ["operations orders order info"]],
  [{ kind: "rollout.joined" }, ["operations drift members info"]],
  [{ kind: "stage.started", stage: "staging" }, ["operations starts stage-starts info"]],
  [
    { kind: "stage.started", stage: "production" },
    ["operations starts stage-starts info", "support starts support-begins info"],
  ],
  [
    { kind: "stage.ended", stage: "production", result: "done" },
    ["operations ends stage-done info", "support ends support-done info"],
  ],
  [
    { kind: "stage.ended", stage: "production", result: "failed" },
    ["operations failures stage-failed critical", "support failures support-failed warning"],
  ],
  [{ kind: "cluster.starts", cluster: "s-1", attempt: 1 }, []],
  [
    { kind: "cluster.starts", cluster: "p-1", attempt: 1 },
    ["customers maintenance maintenance-begins info"],
  ],
  [{ kind: "cluster.starts", cluster: "p-1", attempt: 2 }, []],
  [
    { kind: "cluster.ended", cluster: "p-1", attempt: 1, result: "done" },
    ["operations progress cluster-done info", "customers maintenance maintenance-over info"],
  ],
  [
    { kind: "cluster.ended", cluster: "p-1", attempt: 1, result: "failed", needsPerson: true },
    [
      "operations failures cluster-failed critical",
      "customers maintenance maintenance-delayed warning",
    ],
  ],
  [
    // Cancelled before it started: nobody's maintenance had begun.
    { kind: "cluster.ended", cluster: "p-1", result: "cancelled" },
    ["operations orders cluster-ended warning"],
  ],
  [
    { kind: "cluster.skipped", cluster: "p-1", result: "skipped" },
    ["operations orders order info"],
  ],
  [
    { kind: "step.waiting", cluster: "p-1", attempt: 1, step: "drain", needsPerson: true },
    [
      "operations needs-person needs-person critical",
      "customers maintenance maintenance-delayed warning",
    ],
  ],
  [{ kind: "step.waiting", cluster: "p-1", attempt: 1, step: "drain", needsPerson: false }, []],
  [{ kind: "cluster.waits", rule: "paused", needsPerson: true }, []],
  [
    { kind: "cluster.waits", rule: "window", needsPerson: true },
    ["operations needs-person needs-person critical"],
  ],
  [{ kind: "cluster.waits", rule: "approval", needsPerson: true }, []],
  [{ kind: "upgrade.paused", cluster: "p-1", needsPerson: true }, []],
  [
    { kind: "upgrade.ending", cluster: "p-1", rule: "foreign-writer" },
    ["operations foreign-writer foreign-writer critical"],
  ],
  [{ kind: "approval.asked" }, ["operations approvals approval-asked warning"]],
  [{ kind: "approval.reminded" }, ["operations approvals approval-reminded warning"]],
  [{ kind: "approval.expired" }, ["operations approvals approval-expired warning"]],
  [{ kind: "approval.given" }, ["operations approvals approval-given info"]],
  [{ kind: "approval.rejected" }, ["operations approvals approval-rejected warning"]],
  [{ kind: "drift.seen", cluster: "p-1" }, ["operations drift drift warning"]],
  [{ kind: "drift.closed", cluster: "p-1" }, ["operations drift drift info"]],
  [{ kind: "channel.failing" }, ["operations channels channel warning"]],
  [{ kind: "channel.restored" }, ["operations channels channel info"]],
  [{ kind: "message.undelivered" }, ["operations channels channel warning"]],
  [{ kind: "access.denied" }, ["operations access access warning"]],
  [{ kind: "notice.given", audience: "customers" }, ["customers notices notice info"]],
  [{ kind: "notice.given" }, ["operations notices notice info"]],
  [
    { kind: "notice.given", audience: "support", cluster: "p-1" },
    ["support notices notice-of-cluster info"],
  ],
  [
    { kind: "notice.given", audience: "customers", cluster: "p-1" },
    ["customers notices notice info"],
  ],
  [{ kind: "step.failed", cluster: "p-1", needsPerson: true }, []],
  [{ kind: "upgrade.recovering", cluster: "p-1", needsPerson: true }, []],
];

describe("who is told what of an event", () => {
  it.each(TOLD)("%o", (body, said) => {
    expect(told(body)).toEqual(said);
  });

  it("of what belongs to no rollout, operations are told alone", () => {
    const [failing] = draftsOfEvent(event({ kind: "channel.failing", rollout: "" }));
    expect(failing).toMatchObject({
      concerns: [],
      draft: { rollout: "", clusters: [], target: "" },
    });
  });
});

it("what one channel refuses for good is told once a day: all of it is in the record", () => {
  const onceOf = (atMs: number, stream: string): unknown =>
    draftsOfEvent(event({ kind: "message.undelivered", rollout: "" }, { atMs, stream }))[0]?.draft
      .once;
  const first = onceOf(0, "channel/mail");
  expect(first).toBeDefined();
  expect(onceOf(3_600_000, "channel/mail")).toBe(first);
  expect(onceOf(86_400_000, "channel/mail")).not.toBe(first);
  expect(onceOf(0, "channel/other")).not.toBe(first);
});

describe("where it goes", () => {
  it.each<[Partial<EventBody>, readonly string[], readonly string[]]>([
    [{ kind: "rollout.runs" }, [], facts.all],
    [{ kind: "stage.started", stage: "staging" }, [], ["s-1"]],
    [{ kind: "step.waiting", cluster: "p-1", needsPerson: true }, ["p-1"], ["p-1"]],
    // A workflow that the rollout runs for itself, on a cluster and on none.
    [
      { kind: "step.waiting", cluster: "@production.after-0@p-2", needsPerson: true },
      ["p-2"],
      ["p-2"],
    ],
    [{ kind: "step.waiting", cluster: "@on-failure", needsPerson: true }, [], facts.all],
  ])("%o", (body, clusters, concerns) => {
    const found = draftsOfEvent(event(body), facts).find(
      ({ draft }) => draft.audience === "operations",
    );
    expect(found).toMatchObject({ draft: { clusters }, concerns });
  });
});

describe("troubles", () => {
  const incidents = (body: Partial<EventBody>): readonly unknown[] =>
    draftsOfEvent(event(body), facts).flatMap(({ draft: { incident } }) => incident ?? []);

  it.each<[Partial<EventBody>, readonly unknown[]]>([
    [{ kind: "rollout.held" }, [{ key: "r", over: false }]],
    [{ kind: "rollout.runs" }, [{ key: "r", over: true }]],
    [{ kind: "rollout.ended", result: "done" }, [{ key: "r", over: true }]],
    [{ kind: "rollout.ended", result: "failed" }, [{ key: "r", over: false }]],
    [{ kind: "cluster.retried", cluster: "p-1" }, [{ key: "r/p-1", over: true }]],
    [{ kind: "step.progress", cluster: "p-1" }, [{ key: "r/p-1", over: true }]],
    [{ kind: "cluster.ended", cluster: "p-1", result: "failed" }, [{ key: "r/p-1", over: false }]],
    [{ kind: "step.intends", cluster: "p-1" }, []],
  ])("%o", (body, found) => {
    expect(incidents(body)).toEqual(found);
  });
});

it("says when it goes on by itself, who did it, and in which stage the cluster is", () => {
  const [asked] = draftsOfEvent(
    event({ kind: "approval.asked", stage: "production", actor: "ana", untilMs: 5 }),
    facts,
  );
  expect(asked?.draft).toMatchObject({
    untilMs: 5,
    who: "ana",
    stage: "production",
    needsPerson: true,
  });
  const [, done] = draftsOfEvent(
    event({ kind: "cluster.ended", cluster: "p-1", result: "done" }),
    facts,
  );
  expect(done?.draft).toMatchObject({ stage: "production", event: "rollout/r#7" });
});
