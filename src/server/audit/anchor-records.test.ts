import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, it } from "vitest";
import type { Anchor } from "../../audit/anchor.ts";
import { beginVerifying, endVerifying, verifyEvent } from "../../audit/verify-log.ts";
import { isSignedBy, openAnchorKey } from "../../drivers/anchors/anchor-key.ts";
import { memoryRecords } from "../../drivers/records/memory/memory-records.ts";
import { chainEvents, emptyHead } from "../../model/event.ts";
import type { AnchorPort } from "../../ports/anchor-port.ts";
import { virtualClock } from "../../simulate/virtual-clock.ts";
import { anchorRecords } from "./anchor-records.ts";
import { keepAnchored } from "./keep-anchored.ts";

const folder = mkdtempSync(path.join(tmpdir(), "fleetlift-anchor-records-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const key = openAnchorKey(path.join(folder, "key.pem"));

function place(name = "outside") {
  const kept: Anchor[] = [];
  const state = { down: false };
  const port: AnchorPort = {
    name,
    publish: async (anchors) => {
      if (state.down) throw new Error("no way there");
      kept.push(...anchors);
    },
  };
  return { port, kept, state };
}

function writer(records = memoryRecords()) {
  let head = emptyHead("rollout/r");
  const write = async (count: number): Promise<void> => {
    const body = { kind: "step.done", actor: "fleetlift", rollout: "r", reason: "well" } as const;
    const chained = chainEvents(
      head,
      Array.from({ length: count }, () => body),
      5,
    );
    head = chained.head;
    await records.append(chained.events);
  };
  return { records, write };
}

it("an anchor is made when something was recorded, and none when nothing was", async () => {
  const { records, write } = writer();
  const { port, kept } = place();
  const work = { records, key, places: [port] };
  expect(await anchorRecords(work, 1)).toEqual({ anchor: undefined, failed: [] });
  await write(3);
  await anchorRecords(work, 2);
  await anchorRecords(work, 3);
  await write(2);
  await anchorRecords(work, 4);
  expect(kept.map(({ seq, atMs, events }) => [seq, atMs, events])).toEqual([
    [1, 2, 3],
    [2, 4, 5],
  ]);
  const { events } = await records.read({ after: "", limit: 100 });
  const begun = beginVerifying(kept, isSignedBy(undefined));
  expect(endVerifying(events.reduce(verifyEvent, begun))).toMatchObject({
    faults: [],
    sinceAnchor: 0,
  });
});

it("a place that could not be reached gets all that it lacks, and the others do not wait", async () => {
  const { records, write } = writer();
  const [up, down] = [place("up"), place("down")];
  const work = { records, key, places: [down.port, up.port] };
  down.state.down = true;
  await write(1);
  expect(await anchorRecords(work, 1)).toMatchObject({
    failed: [{ place: "down", why: "no way there" }],
  });
  await write(1);
  await anchorRecords(work, 2);
  expect(up.kept).toHaveLength(2);
  down.state.down = false;
  expect(await anchorRecords(work, 3)).toMatchObject({ failed: [] });
  expect(down.kept).toEqual(up.kept);
});

it("goes on where the process before was ended, as if it had been the same", async () => {
  const { records, write } = writer();
  const { port, kept } = place();
  await write(2);
  await anchorRecords({ records, key, places: [] }, 1);
  await write(2);
  await anchorRecords({ records, key, places: [port] }, 2);
  expect(kept.map(({ seq }) => seq)).toEqual([1, 2]);
});

it("rounds go on until it closes, with one more then; a place that fails is said once", async () => {
  const { records, write } = writer();
  const { port, kept, state } = place();
  const clock = virtualClock({ startMs: 0 });
  const closing = new AbortController();
  const said: string[] = [];
  state.down = true;
  await write(1);
  const log = (line: string): void => void said.push(line);
  const work = { records, key, places: [port], everyMs: 1_000, clock, log };
  const running = keepAnchored(work, closing.signal);
  const turns = async (ms: number): Promise<void> => {
    for (let turn = 0; turn < 20; turn += 1) await Promise.resolve();
    clock.moveTo(clock.nowMs() + ms);
    while (clock.fireNext()) await Promise.resolve();
  };
  await turns(1_000);
  await turns(1_000);
  state.down = false;
  closing.abort();
  await running;
  expect(kept).toHaveLength(1);
  expect(said).toEqual([
    "anchors: outside does not get them: no way there",
    "anchors: outside has them all again",
  ]);
});
