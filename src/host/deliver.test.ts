import { expect, it } from "vitest";
import { memoryRecords } from "../drivers/records/memory/memory-records.ts";
import { draft, hook } from "../messages/messages.fixture.ts";
import { messageOf } from "../messages/message-of.ts";
import type { Deed } from "../messages/next-deed.ts";
import { PartlyTaken, Throttled, type Delivery } from "../ports/channel-port.ts";
import { PortError } from "../ports/port-error.ts";
import { joinedDeliveries, type HandOver } from "./deliver.ts";

const deed: Deed = {
  how: "new",
  of: { kind: "bucket", key: "k" },
  message: messageOf(
    {
      key: "k",
      draft: draft(),
      clusters: ["p-1"],
      clusterCount: 1,
      events: ["rollout/r#7"],
      count: 1,
      reasons: ["because"],
      dueAtMs: 0,
    },
    hook,
    {},
  ),
};

/** Until the first of these, and no longer. */
const once = async (holds: () => boolean): Promise<void> => {
  while (!holds()) await Promise.resolve();
};

/** A channel that waits for `answer` after it has taken a message, and what it took. */
function channel(records = memoryRecords()) {
  const taken: Delivery[] = [];
  let answer: (words: { readonly id: string } | Error) => void = () => undefined;
  const start = (nowMs: number): HandOver =>
    joinedDeliveries({
      records,
      realNowMs: () => nowMs,
      openChannel: async () => ({
        send: async (delivery) => {
          taken.push(delivery);
          return await new Promise((resolve, reject) => {
            answer = (words) => (words instanceof Error ? reject(words) : resolve(words));
          });
        },
      }),
    });
  const isTaken = (count: number): Promise<void> => once(() => taken.length >= count);
  return {
    taken,
    start,
    isTaken,
    answer: (words: { readonly id: string } | Error) => answer(words),
  };
}

it("the same message twice at once is handed over once, and both are told what came of it", async () => {
  const { taken, start, isTaken, answer } = channel();
  const handOver = start(5);
  const both = [handOver(hook, deed), handOver(hook, deed)];
  await isTaken(1);
  answer({ id: "1" });
  expect(await Promise.all(both)).toEqual([
    { kind: "sent", handle: { id: "1" } },
    { kind: "sent", handle: { id: "1" } },
  ]);
  expect(await handOver(hook, deed)).toEqual({ kind: "sent", handle: { id: "1" } });
  expect(taken).toHaveLength(1);
});

it("who was killed after a message was taken says at the next try since when it may be there", async () => {
  const { taken, start, isTaken, answer } = channel();
  // Never ends: its process is gone.
  void start(5)(hook, deed);
  await isTaken(1);
  const second = start(9)(hook, deed);
  await isTaken(2);
  answer({ id: "2" });
  await second;
  expect(taken.map(({ again }) => again)).toEqual([undefined, { sinceMs: 5 }]);
  expect(await start(12)(hook, deed)).toEqual({ kind: "sent", handle: { id: "2" } });
  expect(taken).toHaveLength(2);
});

it("what was written out whole twice, and twice nobody lived to hear the answer, is taken as arrived", async () => {
  const { taken, start, isTaken } = channel();
  for (const time of [1, 2]) {
    void start(time)(hook, deed);
    await isTaken(time);
    await taken[time - 1]?.handed?.();
  }
  expect(await start(3)(hook, deed)).toEqual({ kind: "sent", handle: {} });
  expect(taken).toHaveLength(2);
});

it("what was cut off before it was written out is sent however often", async () => {
  const { taken, start, isTaken } = channel();
  for (const time of [1, 2, 3]) {
    void start(time)(hook, deed);
    await isTaken(time);
  }
  expect(taken).toHaveLength(3);
});

it.each([
  [new PortError("transient", "no answer in time"), { sinceMs: 1 }],
  [new PortError("terminal", "401"), undefined],
  [new Throttled(1_000, "later"), undefined],
])(
  "after a failure that was heard of it is sent again, however often: %s",
  async (error, again) => {
    const { taken, start, isTaken, answer } = channel();
    for (const time of [1, 2, 3]) {
      const sent = start(1)(hook, deed);
      await isTaken(time);
      await taken[time - 1]?.handed?.();
      answer(error);
      expect((await sent).kind).not.toBe("sent");
    }
    expect(taken.map((delivery) => delivery.again)).toEqual([undefined, again, again]);
  },
);

it("a fault of ours is a failure that may pass, in words", async () => {
  const { start, isTaken, answer } = channel();
  const sent = start(5)(hook, deed);
  await isTaken(1);
  answer(new TypeError("x is undefined"));
  expect(await sent).toEqual({
    kind: "failed",
    class: "transient",
    why: "fault in fleetlift: TypeError: x is undefined",
  });
});

it("a message that some addresses have is tried again with their names, also after a failure that says nothing of them", async () => {
  const { taken, start, isTaken, answer } = channel();
  const handOver = start(5);
  const fail = async (count: number, error: Error): Promise<void> => {
    const failed = handOver(hook, deed);
    await isTaken(count);
    answer(error);
    expect(await failed).toMatchObject({ kind: "failed", class: "transient" });
  };
  await fail(1, new PartlyTaken(["a@shop.example"], "b was put off"));
  await fail(2, new PortError("transient", "nobody there"));
  void handOver(hook, deed);
  await isTaken(3);
  expect(taken.map(({ again }) => again?.taken)).toEqual([
    undefined,
    ["a@shop.example"],
    ["a@shop.example"],
  ]);
});
