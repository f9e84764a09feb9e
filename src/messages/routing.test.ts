import { describe, expect, it } from "vitest";
import type { Contacts } from "../model/fleet.ts";
import type { Channel, Messaging, Topic } from "../model/messaging.ts";
import { chat, draft, hook, mail, messaging, pager } from "./messages.fixture.ts";
import { routesBy, waysOf } from "./routing.ts";

const page: Channel = { ...hook, name: "status-page" };
const all = [chat, pager, hook, mail, page];
const spec: Messaging = {
  channels: all,
  audiences: { operations: ["chat", "pager"], support: ["mail"], customers: [] },
};

describe("which channels a contact means", () => {
  it.each<[string | undefined, "operations" | "support" | "customers", readonly string[]]>([
    [undefined, "operations", ["chat", "pager"]],
    ["#platform", "operations", ["chat", "pager"]],
    ["#nobody-knows", "operations", ["chat", "pager"]],
    ["somebody", "operations", ["chat", "pager"]],
    ["status-page", "customers", ["status-page"]],
    // A webhook is no other chat: the pager is told too.
    ["hook", "operations", ["hook", "chat", "pager"]],
    ["support@shop.example", "support", ["mail support@shop.example"]],
    ["ops@shop.example", "operations", ["mail ops@shop.example", "chat", "pager"]],
    [undefined, "customers", []],
  ])("%s for %s", (contact, audience, ways) => {
    const found = waysOf(contact, audience, spec).map(({ channel, to }) =>
      to === undefined ? channel : `${channel} ${to}`,
    );
    expect(found).toEqual(ways);
  });

  it("without a channel for mail, an address leads to the audience's channels", () => {
    const without = { ...spec, channels: [chat, pager] };
    expect(waysOf("a@b.example", "operations", without)).toEqual([
      { channel: "chat" },
      { channel: "pager" },
    ]);
  });

  it("nobody is told where the document names no audiences", () => {
    expect(waysOf(undefined, "operations", { channels: [chat] })).toEqual([]);
  });
});

describe("what goes by a channel", () => {
  const nobody = (): Contacts => ({});
  const routes = (
    channel: Channel,
    topic: Topic,
    more: object = {},
    of: Partial<Messaging> = {},
  ): number =>
    routesBy(
      channel,
      { draft: draft({ topic, ...more }), concerns: ["p-1"] },
      messaging(all, of),
      nobody,
    ).length;

  it("only what its audience is told of, by itself or as the document says", () => {
    expect(routes(hook, "failures")).toBe(1);
    expect(routes(hook, "progress")).toBe(0);
    expect(routes(hook, "progress", {}, { topics: { operations: ["progress"] } })).toBe(1);
    expect(routes(hook, "failures", {}, { topics: { operations: ["progress"] } })).toBe(0);
    expect(routes({ ...hook, topics: ["starts"] }, "failures")).toBe(0);
    expect(routes({ ...hook, topics: ["failures"] }, "failures")).toBe(1);
  });

  it("a pager is told of troubles and their ends, and nobody else of ends", () => {
    const trouble = { incident: { key: "r/p-1", over: false } };
    const over = { incident: { key: "r/p-1", over: true } };
    expect([routes(pager, "starts"), routes(pager, "failures", trouble)]).toEqual([0, 1]);
    expect([routes(pager, "failures", over), routes(hook, "failures", over)]).toEqual([1, 0]);
    expect(routes({ ...pager, topics: ["needs-person"] }, "failures", over)).toBe(1);
  });

  it("one draft for each room or address, each with the clusters that it is for", () => {
    const contacts: Readonly<Record<string, Contacts>> = {
      a: { support: "one@shop.example" },
      b: { support: "two@shop.example" },
      c: { support: "one@shop.example" },
      d: {},
    };
    const found = routesBy(
      mail,
      {
        draft: draft({ audience: "support", topic: "starts", clusters: ["a", "b", "c", "d"] }),
        concerns: ["a", "b", "c", "d"],
      },
      spec,
      (name) => contacts[name] ?? {},
    );
    expect(found.map(({ to, clusters, clusterCount }) => [to, clusters, clusterCount])).toEqual([
      ["one@shop.example", ["a", "c"], 2],
      ["two@shop.example", ["b"], 1],
      [undefined, ["d"], 1],
    ]);
  });

  it("what concerns nobody's clusters goes to all of its audience", () => {
    const of = { draft: draft({ topic: "channels", clusters: [] }), concerns: [] };
    expect(routesBy(chat, of, spec, nobody)).toHaveLength(1);
    expect(routesBy(hook, of, spec, nobody)).toEqual([]);
  });

  it("of thousands of clusters some are named and all are counted", () => {
    const names = Array.from({ length: 3_000 }, (_, at) => `c-${at}`);
    const of = { draft: draft({ topic: "failures", clusters: names }), concerns: names };
    const [found] = routesBy(chat, of, spec, nobody);
    expect([found?.clusters.length, found?.clusterCount]).toEqual([100, 3_000]);
  });
});
