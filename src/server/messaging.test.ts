import { expect, it } from "vitest";
import { memoryRecords } from "../drivers/records/memory/memory-records.ts";
import { chainEvents, emptyHead } from "../model/event.ts";
import { nextTurn } from "../platform/turn.ts";
import { virtualClock } from "../simulate/virtual-clock.ts";
import { tailRecords } from "./record-tail.ts";
import { testServer } from "./test-core.fixture.ts";
import { wakeCouriers } from "./wake-couriers.ts";

const messaging = (name: string, ...channels: readonly string[]) => ({
  apiVersion: "fleetlift.dev/v1alpha1",
  kind: "Messaging",
  metadata: { name },
  spec: { channels: channels.map((channel) => ({ name: channel, kind: "file" })) },
});

it("there is one document at a time, and applied again it takes the place of the one before", async () => {
  const { ask } = testServer();
  const apply = (document: object) => ask("POST", "/apply", { documents: [document] });
  expect(await apply(messaging("shop", "book"))).toMatchObject({
    status: 200,
    body: { items: [{ kind: "Messaging", said: ["messaging shop is stored: book"] }] },
  });
  expect(await apply(messaging("other", "book"))).toMatchObject({
    status: 409,
    body: { detail: "messaging shop is in force, and there is one at a time" },
  });
  expect(await apply(messaging("shop", "book"))).toMatchObject({
    body: { items: [{ said: ["messaging shop is unchanged: book"] }] },
  });
  await apply(messaging("shop", "page"));
  expect(await ask("GET", "/channels")).toMatchObject({ body: { items: [{ name: "page" }] } });
});

it("only an admin says where secrets are sent; a plan with such a document changes nothing", async () => {
  const server = testServer();
  const { body } = await server.ask("POST", "/tokens", { name: "ben", rights: ["operator"] });
  // The route's own form, which its test holds it to.
  const { text } = body as { readonly text: string };
  const documents = [messaging("shop", "book")];
  expect(await server.ask("POST", "/apply", { documents }, text)).toMatchObject({
    status: 403,
    body: { detail: expect.stringContaining("ben has operator, and this needs admin") },
  });
  const { events } = await server.core.records.read({ after: "", limit: 9 });
  expect(events.map(({ kind, actor }) => `${actor}: ${kind}`)).toEqual(["ben: access.denied"]);
  const planned = await server.ask("POST", "/apply", { documents, planOnly: true }, text);
  expect(planned).toMatchObject({ status: 200, body: { items: [{ said: [] }] } });
  expect(await server.ask("GET", "/channels")).toMatchObject({ body: { items: [] } });
});

it("channels are woken at the start, at news, and again when the engine did not take it", async () => {
  const clock = virtualClock({ startMs: 0 });
  const records = tailRecords(memoryRecords(), clock);
  const json = JSON.stringify(messaging("shop", "book", "page"));
  await records.putDocument({ kind: "Messaging", name: "shop", json });
  const woken: string[] = [];
  const said: string[] = [];
  let isDown = false;
  const ending = new AbortController();
  const host = {
    send: async (_object: string, name: string) => {
      if (isDown) throw new Error("the engine is away");
      woken.push(`${name} at ${clock.nowMs()}`);
    },
  };
  const log = (line: string): void => void said.push(line);
  const over = wakeCouriers({ records, host, clock, log }, ending.signal);
  const until = async (ms: number): Promise<void> => {
    for (;;) {
      for (let turn = 0; turn < 10; turn += 1) await nextTurn();
      if ((clock.nextDueMs() ?? Number.POSITIVE_INFINITY) > ms || !clock.fireNext()) return;
    }
  };
  const body = { kind: "rollout.runs", actor: "ana", rollout: "r", reason: "" } as const;
  await until(5_000);
  expect(woken).toEqual(["book at 0", "page at 0"]);
  isDown = true;
  await records.append(chainEvents(emptyHead("rollout/r"), [body], 0).events);
  await until(6_500);
  isDown = false;
  await until(9_000);
  expect(said[0]).toBe("the channels could not be woken: Error: the engine is away");
  expect(woken).toHaveLength(4);
  ending.abort();
  await until(20_000);
  await over;
});
