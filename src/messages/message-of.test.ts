import { describe, expect, it } from "vitest";
import type { Channel } from "../model/messaging.ts";
import { newCourier } from "./courier-state.ts";
import type { RoutedDraft } from "./draft.ts";
import { takeIn } from "./gather.ts";
import type { Message } from "./message.ts";
import { messageOf, namesWords, type Wording } from "./message-of.ts";
import { AT_MS, chat, draft, hook } from "./messages.fixture.ts";
import { plainText } from "./plain-text.ts";

function messagesOf(
  drafts: readonly RoutedDraft[],
  wording: Wording = {},
  channel: Channel = chat,
): readonly Message[] {
  let state = newCourier({ stream: "", seq: 0, hash: "" }, "");
  for (const one of drafts) state = takeIn(state, channel, one, AT_MS);
  return state.buckets.map((bucket) => messageOf(bucket, channel, wording));
}

const text = (drafts: readonly RoutedDraft[], wording?: Wording): string =>
  messagesOf(drafts, wording).map(plainText).join("\n---\n");

describe("the words of a message", () => {
  it("operations read the record's own words, with rollout, stage and time", () => {
    const failed = draft({
      form: "cluster-failed",
      topic: "failures",
      reason: "failed: a node never came",
    });
    expect(text([failed], { timeZone: "Europe/Paris" })).toBe(
      `p-1: failed

failed: a node never came

Rollout: r
Stage: production
Cluster: p-1
When: Mon 2026-11-23 10:00 Europe/Paris`,
    );
  });

  it("an approval says until when it waits", () => {
    const asked = draft({
      form: "approval-asked",
      topic: "approvals",
      clusters: [],
      clusterCount: 0,
      reason: "2 approvals from sre",
      untilMs: AT_MS + 8 * 3_600_000,
    });
    expect(text([asked])).toContain("Goes on by itself: Mon 2026-11-23 17:00 UTC");
  });

  it("support reads what customers may notice", () => {
    const begins = draft({
      audience: "support",
      form: "support-begins",
      topic: "starts",
      clusters: ["p-1", "p-2"],
      clusterCount: 2,
    });
    expect(text([begins])).toBe(
      `Maintenance begins: p-1 and p-2

p-1 and p-2 go to Kubernetes 1.36, one after the other (stage production of r).

Rollout: r
Stage: production
Clusters: p-1 and p-2
When: Mon 2026-11-23 09:00 UTC
What you will notice: Customers may see single slow or repeated requests while machines are replaced. No outage is expected.`,
    );
  });

  it.each(["maintenance-begins", "maintenance-over", "maintenance-delayed"] as const)(
    "customers read plain words, and nothing of how it is done: %s",
    (form) => {
      const words = text([
        draft({ audience: "customers", form, topic: "maintenance", reason: "drains node x" }),
      ]);
      expect(words).toContain("aintenance of p-1");
      expect(words).not.toMatch(/rollout|stage|node|drain|kubernetes|upgrade|cluster-/i);
    },
  );
});

describe("other words", () => {
  it("words of one's own stand in their place, by audience and topic", () => {
    const begins = draft({
      audience: "customers",
      form: "maintenance-begins",
      topic: "maintenance",
    });
    const templates = {
      customers: { maintenance: { title: "Wartung: {clusters}", text: "Ab {when}. {unknown}" } },
    };
    expect(text([begins], { templates })).toBe(
      "Wartung: p-1\n\nAb Mon 2026-11-23 09:00 UTC. {unknown}\n\nCluster: p-1",
    );
    expect(
      text([begins], { templates: { customers: { maintenance: { title: "Wartung" } } } }),
    ).toContain("Wartung\n\nPlanned maintenance of p-1");
  });

  it("what title and text both say is said once, and very long words are cut", () => {
    const notice = draft({ form: "notice", topic: "notices", reason: "shop-1 is at 1.36.3." });
    expect(messagesOf([notice])[0]).toMatchObject({ title: "shop-1 is at 1.36.3.", text: "" });
    const [long] = messagesOf([{ ...notice, reason: `${"x".repeat(5_000)}\nmore` }]);
    expect([long?.title.length, long?.text.length]).toEqual([150, 2_500]);
  });
});

describe("many at once", () => {
  it("three hundred clusters that are done are one message, with names and a count", () => {
    const drafts = Array.from({ length: 300 }, (_, at) =>
      draft({ clusters: [`c-${at}`], event: `rollout/r#${at}`, reason: "every step" }),
    );
    const [message, ...more] = messagesOf(drafts, {}, { ...chat, digest: { every: 1, max: 2 } });
    expect(more).toEqual([]);
    expect(message).toMatchObject({
      title: "300 clusters (c-0, c-1, ...): done",
      text: "every step",
      clusters: ["c-0", "c-1"],
      clusterCount: 300,
      count: 300,
    });
    expect(message?.events).toHaveLength(40);
  });
});

describe("what is told at once, and what has no place", () => {
  it("what somebody wrote for an audience is told at once, and what follows is gathered", () => {
    const of = { form: "notice-of-cluster", topic: "notices", reason: "all well" } as const;
    const drafts = ["p-1", "p-2"].map((name) => draft({ ...of, event: name, clusters: [name] }));
    expect(messagesOf(drafts).map(({ title, text: words }) => [title, words])).toEqual([
      ["p-1 and p-2: all well", ""],
    ]);
    const [state] = [
      takeIn(newCourier({ stream: "", seq: 0, hash: "" }, ""), chat, drafts[0] ?? draft(), 5),
    ];
    expect(state?.buckets[0]?.dueAtMs).toBe(5);
  });

  it("different reasons are told, the first three of them", () => {
    const drafts = ["a", "b", "a", "c", "d"].map((reason, at) =>
      draft({ form: "cluster-failed", reason, event: `e#${at}`, clusters: [`c-${at}`] }),
    );
    expect(messagesOf(drafts)[0]?.text).toBe("a\nb\nc\nand others");
  });

  it("machines get each event for itself", () => {
    const drafts = [1, 2].map((seq) => draft({ event: `rollout/r#${seq}` }));
    expect(messagesOf(drafts, {}, hook).map(({ events }) => events)).toEqual([
      ["rollout/r#1"],
      ["rollout/r#2"],
    ]);
  });

  it("notices of other words, rooms or audiences are other messages", () => {
    const of = { form: "notice", topic: "notices" } as const;
    const drafts = [
      draft({ ...of, event: "1", reason: "a" }),
      draft({ ...of, event: "2", reason: "b" }),
      draft({ ...of, event: "3", reason: "a", to: "#other" }),
      draft({ ...of, event: "4", reason: "a", audience: "support" }),
    ];
    expect(messagesOf(drafts)).toHaveLength(4);
  });

  it("what has no place any more is told together, and what is urgent never is", () => {
    const many = Array.from({ length: 40 }, (_, at) =>
      draft({
        form: "rollout-starts",
        event: `e#${at}`,
        rollout: `r-${at}`,
        reason: `starts ${at}`,
      }),
    );
    const urgent = draft({ form: "rollout-failed", severity: "critical", event: "e#99" });
    const messages = messagesOf([...many, urgent]);
    expect(messages).toHaveLength(32);
    expect(messages.map(({ title }) => title)).toContain("10 things happened");
    expect(messages.at(-1)).toMatchObject({ title: "Rollout r failed", severity: "critical" });
  });
});

it.each([
  ["r", "rollout r: somebody is needed"],
  ["", "the fleet: somebody is needed"],
])("what is about no cluster is about its rollout, or about the fleet: %s", (rollout, title) => {
  const needed = draft({ form: "needs-person", rollout, clusters: [], clusterCount: 0 });
  expect(messagesOf([needed])[0]?.title).toBe(title);
});

it("the same events have the same id wherever they are told, and others have another", () => {
  const one = messagesOf([draft()])[0]?.id;
  expect(one).toMatch(/^msg_[0-9a-f]{26}$/);
  expect(messagesOf([draft()], {}, hook)[0]?.id).toBe(one);
  const others = [draft({ event: "e#2" }), draft({ to: "#x" }), draft({ audience: "support" })];
  for (const other of others) expect(messagesOf([other])[0]?.id).not.toBe(one);
});

it.each([
  [["a"], 1, "a"],
  [["a", "b", "c"], 3, "a, b and c"],
  [["a", "b", "c"], 9, "9 clusters (a, b, ...)"],
])("names %j of %i", (names, total, words) => {
  expect(namesWords(names, total, total === 9 ? 2 : 5)).toBe(words);
});

it("what has no place any more is told to customers as what it is, and never in the record's words", () => {
  const quiet: Channel = { ...chat, digest: { every: 0 } };
  const many = Array.from({ length: 40 }, (_, at) =>
    draft({
      audience: "customers",
      topic: "maintenance",
      form: "maintenance-over",
      event: `rollout/r#${at}`,
      clusters: [`p-${at}`],
      reason: "done: kubelet 1.36.3 on 8 nodes",
    }),
  );
  const [several] = messagesOf(many, {}, quiet).slice(-1);
  expect(several?.title).toBe("10 things happened");
  expect(several?.text).toBe(
    "Maintenance is over: p-30\nMaintenance is over: p-31\nMaintenance is over: p-32\nand others",
  );
});
