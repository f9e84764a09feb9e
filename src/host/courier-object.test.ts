import { expect, it } from "vitest";
import { ChannelRefusal, Throttled } from "../ports/channel-port.ts";
import { PortError } from "../ports/port-error.ts";
import { CHANNEL_STATE } from "./channel-state.ts";
import {
  type Arrived,
  courierBench,
  type CourierBench,
  type CourierCase,
} from "./courier.fixture.ts";
import { COURIER } from "./object-names.ts";

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

const hook = { name: "hook", kind: "webhook", url: "http://127.0.0.1:1/" };
const chat = { name: "chat", kind: "slack", room: "C1", token: { env: "T" } };
const pager = { name: "pager", kind: "pagerduty", routingKey: { env: "K" } };
const mail = { name: "mail", kind: "email", host: "h", from: "a@b.example", to: ["c@d.example"] };

const toOperations = (...channels: readonly { readonly name: string }[]): CourierCase["spec"] =>
  ({
    channels,
    audiences: { operations: channels.map(({ name }) => name) },
  }) as CourierCase["spec"];

const titles = (arrived: readonly Arrived[], channel?: string): readonly string[] =>
  arrived
    .filter((one) => channel === undefined || one.channel === channel)
    .map(({ message, how }) => `${how}: ${message.title}`);

const done = (cluster: string) =>
  ({ kind: "cluster.ended", cluster, attempt: 1, result: "done", stage: "production" }) as const;
const failed = (cluster: string) =>
  ({ ...done(cluster), result: "failed", needsPerson: true, reason: "a node never came" }) as const;

async function stateOf({ records }: CourierBench, name: string): Promise<Record<string, unknown>> {
  const document = await records.getDocument(CHANNEL_STATE, name);
  return JSON.parse(document?.json ?? "{}");
}

it("a channel is told of what happens after it was opened, each event once, however often it is woken", async () => {
  const bench = await courierBench({ spec: toOperations(hook) });
  await bench.tell({ kind: "rollout.runs", reason: "runs" });
  await bench.wake();
  await bench.tell(
    { kind: "stage.started", stage: "staging", reason: "starts" },
    { kind: "step.done" },
  );
  expect(titles(bench.arrived)).toEqual([
    "new: Rollout r starts",
    "new: Stage staging of r starts",
  ]);
  expect(bench.arrived[0]?.message.events).toEqual(["rollout/r#2"]);
  expect(await stateOf(bench, "hook")).toMatchObject({ state: "ok", sent: 2, pending: 0 });
});

it("nothing is set to happen when there is nothing to tell: time runs dry", async () => {
  const bench = await courierBench({ spec: toOperations(hook, chat, pager) });
  await bench.tell({ kind: "rollout.runs" }, failed("p-1"));
  await bench.pass(HOUR_MS);
  expect(bench.clock.nextDueMs()).toBeUndefined();
  expect(bench.host.stuck()).toEqual([]);
});

it("many clusters that are done are one message with a count", async () => {
  const bench = await courierBench({
    spec: { ...toOperations(chat), topics: { operations: ["progress"] } } as CourierCase["spec"],
  });
  await bench.tell(done("p-1"), done("p-2"));
  await bench.pass(10_000);
  await bench.tell(done("p-3"));
  expect(bench.arrived).toEqual([]);
  await bench.pass(20_000);
  const told = bench.arrived.filter(({ how }) => how === "reply");
  expect(told.map(({ message }) => [message.title, message.count])).toEqual([
    ["p-1, p-2 and p-3: done", 3],
  ]);
  expect(told[0]?.message.events).toEqual(["rollout/r#2", "rollout/r#3", "rollout/r#4"]);
});

it("the first failure is told at once, and those that follow are gathered", async () => {
  const bench = await courierBench({ spec: toOperations(chat) });
  await bench.tell(failed("p-1"));
  await bench.tell(failed("p-2"));
  await bench.tell(failed("p-3"));
  const replies = (): readonly string[] =>
    titles(bench.arrived.filter(({ how }) => how === "reply"));
  expect(replies()).toEqual(["reply: p-1: failed"]);
  await bench.pass(MINUTE_MS);
  expect(replies()).toEqual(["reply: p-1: failed", "reply: p-2 and p-3: failed"]);
});

it("a rollout has one thread, whose first message is its status and is brought up to date in place", async () => {
  const bench = await courierBench({ spec: toOperations(chat) });
  await bench.tell({ kind: "rollout.runs" }, { kind: "stage.started", stage: "staging" });
  await bench.tell({ kind: "cluster.starts", cluster: "s-1", attempt: 1 }, done("s-1"));
  await bench.pass(MINUTE_MS);
  await bench.tell({ kind: "rollout.ended", result: "done" });
  await bench.pass(MINUTE_MS);
  expect(titles(bench.arrived)).toEqual([
    "new: Rollout r: running, stage staging",
    "reply: Rollout r starts",
    "reply: Stage staging of r starts",
    "update: Rollout r: running, stage staging",
    "reply: Rollout r is done",
    "update: Rollout r: done, stage staging",
  ]);
  const [root, , , update] = bench.arrived;
  expect(root?.message.text).toBe("0 of 6 done");
  expect(update?.message.text).toBe("1 of 6 done");
  expect(bench.arrived.slice(1).map(({ previous }) => previous)).toEqual(
    Array.from({ length: 5 }, () => ({ ts: "1" })),
  );
});

it("a message of the rollout that somebody removed is written anew", async () => {
  let gone = false;
  const bench = await courierBench({
    spec: toOperations(chat),
    send: async ({ how }) => {
      if (gone && how !== "new") {
        gone = false;
        throw new ChannelRefusal("gone", "removed");
      }
    },
  });
  await bench.tell({ kind: "rollout.runs" });
  gone = true;
  await bench.tell({ kind: "stage.started", stage: "staging" });
  await bench.pass(MINUTE_MS);
  expect(titles(bench.arrived).slice(2)).toEqual([
    "new: Rollout r: running, stage staging",
    "reply: Stage staging of r starts",
  ]);
});

it("a trouble is one entry of the pager: it begins, and it is over when the cluster goes on", async () => {
  const bench = await courierBench({ spec: toOperations(pager) });
  await bench.tell({ kind: "step.progress", cluster: "p-1", step: "drain" });
  await bench.tell({
    kind: "step.waiting",
    cluster: "p-1",
    step: "drain",
    needsPerson: true,
    reason: "a budget lets no pod go",
  });
  await bench.tell({ kind: "step.progress", cluster: "p-1", step: "drain" });
  await bench.tell({ kind: "step.progress", cluster: "p-1", step: "drain" });
  expect(bench.arrived.map(({ message }) => message.incident)).toEqual([
    { key: "r/p-1", over: false },
    { key: "r/p-1", over: true },
  ]);
});

it("what is not urgent waits until quiet hours are over, and what is urgent does not", async () => {
  const quiet = [{ days: ["Mon"], start: "08:00", end: "11:00", timeZone: "UTC" }];
  const bench = await courierBench({ spec: toOperations({ ...hook, quietHours: quiet } as never) });
  await bench.tell({ kind: "rollout.runs" }, failed("p-1"));
  expect(titles(bench.arrived)).toEqual(["new: p-1: failed"]);
  expect(await stateOf(bench, "hook")).toMatchObject({ pending: 1 });
  await bench.pass(2 * HOUR_MS - 1);
  expect(bench.arrived).toHaveLength(1);
  await bench.pass(1);
  expect(titles(bench.arrived)).toEqual(["new: p-1: failed", "new: Rollout r starts"]);
});

it("a dead channel is told of once, tried again with growing pauses, and catches up", async () => {
  let dead = true;
  const tries: number[] = [];
  const bench = await courierBench({
    spec: toOperations(hook, mail),
    send: async ({ channel, atMs }) => {
      if (channel !== "hook" || !dead) return;
      tries.push(atMs);
      throw new PortError("transient", "no answer");
    },
  });
  await bench.tell({ kind: "rollout.runs" });
  await bench.pass(MINUTE_MS);
  await bench.tell({ kind: "stage.started", stage: "staging" });
  await bench.pass(MINUTE_MS);
  const pauses = tries.slice(1).map((atMs, index) => atMs - (tries[index] ?? 0));
  expect(pauses).toEqual([2_000, 4_000, 8_000, 16_000, 32_000]);
  const { events } = await bench.records.read({ after: "", limit: 10, streamPrefix: "courier/" });
  expect(events.map(({ kind, reason }) => `${kind}: ${reason}`)).toEqual([
    "channel.failing: channel hook does not work: no answer; it is tried again by itself; nothing is lost",
  ]);
  expect(await stateOf(bench, "hook")).toMatchObject({ state: "failing", error: "no answer" });
  dead = false;
  await bench.pass(HOUR_MS);
  await bench.wake();
  expect(titles(bench.arrived, "hook")).toEqual([
    "new: Rollout r starts",
    "new: Stage staging of r starts",
  ]);
  const ofChannels = titles(bench.arrived, "mail").filter((title) => title.includes("Messages"));
  expect(ofChannels).toEqual([
    "new: Messages: channel hook does not work: no answer; it is tried again by itself; nothing is lost",
    "new: Messages: channel hook works again; what it missed follows",
  ]);
  expect(await stateOf(bench, "hook")).toMatchObject({ state: "ok", sent: 2 });
});

it("a channel that is dead for more than a day is left alone until there is news, and loses nothing", async () => {
  let dead = true;
  const bench = await courierBench({
    spec: toOperations(hook),
    send: async () => {
      if (dead) throw new PortError("terminal", "the address is gone");
    },
  });
  await bench.tell({ kind: "rollout.runs" });
  await bench.pass(48 * HOUR_MS);
  expect(bench.clock.nextDueMs()).toBeUndefined();
  expect(bench.arrived).toEqual([]);
  dead = false;
  await bench.tell({ kind: "stage.started", stage: "staging" });
  expect(titles(bench.arrived)).toEqual([
    "new: Rollout r starts",
    "new: Stage staging of r starts",
  ]);
});

it("what a channel refuses for good is recorded, and does not stand in the way of the rest", async () => {
  const bench = await courierBench({
    spec: toOperations(hook),
    send: async ({ message }) => {
      if (message.topic === "starts") throw new ChannelRefusal("message", "too long");
    },
  });
  await bench.tell({ kind: "rollout.runs" }, failed("p-1"));
  expect(titles(bench.arrived)).toEqual(["new: p-1: failed"]);
  const { events } = await bench.records.read({ after: "", limit: 10, streamPrefix: "courier/" });
  expect(events.map(({ kind, reason }) => `${kind}: ${reason}`)).toEqual([
    'message.undelivered: channel hook refused a message for good, "Rollout r starts": too long',
  ]);
});

it("a pause that the other side asks for is kept, and is no failure", async () => {
  let asked = false;
  const bench = await courierBench({
    spec: toOperations(hook),
    send: async () => {
      if (asked) return;
      asked = true;
      throw new Throttled(7_000, "later");
    },
  });
  await bench.tell({ kind: "rollout.runs" });
  await bench.pass(6_999);
  expect(bench.arrived).toEqual([]);
  await bench.pass(1);
  expect(titles(bench.arrived)).toEqual(["new: Rollout r starts"]);
  expect(
    (await bench.records.read({ after: "", limit: 9, streamPrefix: "courier/" })).events,
  ).toEqual([]);
});

it("a channel that is taken out of the document is told no more, and begins anew when it comes back", async () => {
  const bench = await courierBench({ spec: toOperations(hook, mail) });
  await bench.apply(toOperations(mail));
  await bench.host.send(COURIER, "hook", { kind: "open" });
  await bench.tell({ kind: "rollout.runs" });
  await bench.apply(toOperations(hook, mail));
  await bench.tell({ kind: "rollout.stops", reason: "stops" });
  expect(titles(bench.arrived, "hook")).toEqual(["new: fleetlift gave an order to rollout r"]);
});

it("a test message is sent at once and answered in words", async () => {
  let why = "";
  const bench = await courierBench({
    spec: toOperations(hook),
    send: async () => {
      if (why !== "") throw new PortError("terminal", why);
    },
  });
  const test = (channel: string, id: string) =>
    bench.host.call(COURIER, channel, { kind: "test", id, actor: "ana" });
  expect(await test("hook", "1")).toEqual({ ok: true, said: "channel hook took the test message" });
  expect(await test("hook", "1")).toMatchObject({ ok: true });
  expect(bench.arrived.map(({ message }) => message.text)).toEqual([
    "Sent by ana to see whether channel hook works. Nothing has happened.",
  ]);
  why = "the address is gone";
  expect(await test("hook", "2")).toEqual({ ok: false, why: "channel hook: the address is gone" });
  expect(await test("other", "3")).toMatchObject({ ok: false, unknown: true });
});

it("a test of the pager ends the trouble that it began", async () => {
  const bench = await courierBench({ spec: toOperations(pager) });
  await bench.host.call(COURIER, "pager", { kind: "test", id: "1", actor: "ana" });
  const [began, over] = bench.arrived.map(({ message }) => message.incident);
  expect([began?.over, over?.over]).toEqual([false, true]);
  expect(over?.key).toBe(began?.key);
});

it("whatever line the process is killed at: nothing is lost, and nothing is sent more than twice", async () => {
  const events = [
    { kind: "rollout.runs" },
    { kind: "stage.started", stage: "production" },
    failed("p-1"),
    done("p-2"),
    { kind: "rollout.ended", result: "failed", needsPerson: true },
  ] as const;
  const run = async (killAt: number): Promise<{ bench: CourierBench; points: number }> => {
    let points = 0;
    const bench = await courierBench({
      spec: toOperations(hook, chat, pager),
      crash: () => {
        points += 1;
        return points === killAt;
      },
    });
    await bench.tell(...events);
    await bench.pass(HOUR_MS);
    return { bench, points };
  };
  const once = ({ arrived }: CourierBench, channel: string): readonly string[] => [
    ...new Set(arrived.filter((one) => one.channel === channel).map(({ message }) => message.id)),
  ];
  const calm = await run(0);
  expect(calm.points).toBeGreaterThan(60);
  for (let killAt = 1; killAt <= calm.points; killAt += 1) {
    const { bench } = await run(killAt);
    for (const channel of ["hook", "chat", "pager"]) {
      expect(once(bench, channel), `${channel}, killed at ${killAt}`).toEqual(
        once(calm.bench, channel),
      );
    }
    const repeats = bench.arrived.length - calm.bench.arrived.length;
    expect(repeats, `killed at ${killAt}`).toBeLessThanOrEqual(1);
    // Whoever was killed in between says so at the next try.
    expect(bench.arrived.filter(({ again }) => again !== undefined).length).toBeLessThanOrEqual(1);
  }
});
