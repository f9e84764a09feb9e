import { expect, test } from "vitest";
import { memoryRecords } from "../drivers/records/memory/memory-records.ts";
import { brokenAt, chainEvents, emptyHead, type EventBody } from "../model/event.ts";
import type { HostContext } from "../ports/host-port.ts";
import { recordEvents } from "./record-events.ts";

const said = (reason: string): EventBody => ({
  kind: "step.progress",
  actor: "fleetlift",
  rollout: "r",
  reason,
});

// Only what recording asks of its host.
const context = { effect: (_: string, run: () => unknown) => run() } as unknown as HostContext;

test("what other code tells in other words follows what was told, once, however often it is cut off", async () => {
  const records = memoryRecords();
  const empty = emptyHead("upgrade/r/c/1");
  const before = chainEvents(empty, [said("one"), said("two")], 1);
  await records.append(before.events);
  const other = chainEvents(empty, [said("1"), said("2")], 2);
  const first = await recordEvents(context, records, other.head, other.events);
  // Killed before the answer was journaled, and handled again.
  const again = await recordEvents(context, records, other.head, other.events);
  const { events } = await records.read({ after: "", limit: 100 });
  expect(events.map(({ reason }) => reason)).toEqual(["one", "two", "1", "2"]);
  expect(brokenAt(empty, events)).toBeUndefined();
  expect(again).toEqual(first);
  expect(first).toMatchObject({ seq: 4, hash: events.at(-1)?.hash });
});
