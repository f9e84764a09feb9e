import { describe, expect, it } from "vitest";
import type { Delivery } from "../../ports/channel-port.ts";
import { fakeHook } from "./fake-hook.fixture.ts";
import { fakePagerDuty } from "./fake-pagerduty.fixture.ts";
import { loopback, type Answer } from "./loopback.fixture.ts";
import { retryAfterMs } from "./http-call.ts";
import { message } from "./message.fixture.ts";
import { dedupKey, pagerdutyChannel } from "./pagerduty.ts";
import { testFolder } from "./secret-file.fixture.ts";
import { teamsChannel } from "./teams.ts";
import { sign, webhookChannel } from "./webhook.ts";

const folder = testFolder();
const KEY = "0123456789abcdef0123456789abcdef";
const newOne: Delivery = { message, how: "new" };

describe("PagerDuty", () => {
  it("begins and ends a trouble under one key", async () => {
    const pager = await fakePagerDuty(KEY);
    const routingKey = folder.secret("key", KEY);
    const port = pagerdutyChannel({ name: "p", kind: "pagerduty", routingKey, url: pager.url });
    const incident = { key: "kubernetes-1-36/shop-paris", over: false };
    for (const over of [false, false, true]) {
      await port.send({ message: { ...message, incident: { ...incident, over } }, how: "new" });
    }
    expect([...pager.incidents]).toEqual([
      [
        "fleetlift/kubernetes-1-36/shop-paris",
        { summary: "shop-paris: failed", severity: "critical", status: "resolved", events: 3 },
      ],
    ]);
    await pager.end();
  });

  it("a key that is not one is a fault of the channel, other faults are of the message", async () => {
    const pager = await fakePagerDuty(KEY);
    const send = (routingKey: { readonly file: string }, title: string): Promise<unknown> =>
      pagerdutyChannel({ name: "p", kind: "pagerduty", routingKey, url: pager.url }).send({
        message: { ...message, title },
        how: "new",
      });
    const short = send(folder.secret("short", "abc"), "x");
    await expect(short).rejects.toMatchObject({ name: "PortError", class: "terminal" });
    await expect(short).rejects.not.toHaveProperty("of");
    await expect(send(folder.secret("key", KEY), "")).rejects.toMatchObject({ of: "message" });
    await pager.end();
  });

  it("keys that are too long are hashed", () => {
    const incident = { key: "x".repeat(300), over: false };
    expect(dedupKey({ ...message, incident })).toMatch(/^fleetlift\/[0-9a-f]{64}$/);
  });
});

describe("a webhook", () => {
  it("is signed as Standard Webhooks has it, also with its form of keys", () => {
    // The example of the specification's libraries.
    expect(
      sign(
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "1614265330",
        '{"test": 2432232314}',
      ),
    ).toBe("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
  });

  it("holds the message whole, and its events", async () => {
    const hook = await fakeHook("k");
    const url = folder.secret("url", hook.url);
    await webhookChannel({ name: "w", kind: "webhook", url, secret: folder.secret("k", "k") }).send(
      newOne,
    );
    expect(hook.calls[0]?.body).toMatchObject({
      type: "fleetlift.failures",
      timestamp: "2026-11-23T09:00:00.000Z",
      data: { id: message.id, title: message.title, events: message.events },
    });
    await hook.end();
  });

  it.each([
    [{ status: 400 }, { of: "message" }],
    [{ status: 413 }, { of: "message" }],
    [
      { status: 401, body: "who are you?\nmore" },
      { class: "terminal", message: "the webhook of channel w answers 401: who are you?" },
    ],
    [{ status: 410 }, { class: "terminal" }],
    [{ status: 302, headers: { location: "http://127.0.0.1:2/" } }, { class: "terminal" }],
    [{ status: 500 }, { class: "transient" }],
    [{ status: 408 }, { class: "transient" }],
    [{ status: 429 }, { afterMs: 30_000 }],
    [{ status: 429, headers: { "retry-after": "90000" } }, { afterMs: 3_600_000 }],
    [
      { status: 429, headers: { "retry-after": "Wed, 21 Oct 2026 07:28:00 GMT" } },
      { afterMs: 1_000 },
    ],
  ])("answers %o: %o", async (answer: Answer, failure) => {
    const server = await loopback(() => answer);
    const url = `${server.url}/hooks/a-secret-path`;
    const sent = webhookChannel({ name: "w", kind: "webhook", url }).send(newOne);
    await expect(sent).rejects.toMatchObject(failure);
    await expect(sent).rejects.not.toThrow("a-secret-path");
    await server.end();
  });

  it("who cannot be reached is named without the address", async () => {
    const url = "http://127.0.0.1:2/a-secret-path";
    await expect(
      webhookChannel({ name: "w", kind: "webhook", url }).send(newOne),
    ).rejects.toMatchObject({
      class: "transient",
      message: "the webhook of channel w cannot be reached: ECONNREFUSED",
    });
    const wrong = webhookChannel({
      name: "w",
      kind: "webhook",
      url: folder.secret("url", "not an address"),
    });
    await expect(wrong.send(newOne)).rejects.toMatchObject({ class: "terminal" });
  });
});

it("says when a message is written out whole, before it is answered", async () => {
  const told: string[] = [];
  const server = await loopback(() => {
    told.push("taken");
    return { status: 202, afterMs: 50 };
  });
  const port = webhookChannel({ name: "w", kind: "webhook", url: server.url });
  const handed = async (): Promise<void> => void told.push("written");
  await port.send({ ...newOne, handed });
  told.push("answered");
  expect(told.toSorted()).toEqual(["answered", "taken", "written"]);
  expect(told.at(-1)).toBe("answered");
  await server.end();
  told.length = 0;
  await expect(port.send({ ...newOne, handed })).rejects.toMatchObject({ class: "transient" });
  expect(told).toEqual([]);
});

describe("Teams", () => {
  it("posts an Adaptive Card in which names stay what they are", async () => {
    const teams = await loopback(() => ({ status: 202 }));
    const port = teamsChannel({ name: "t", kind: "teams", url: folder.secret("url", teams.url) });
    await port.send({ message: { ...message, title: "shop_paris[1]" }, how: "new" });
    expect(JSON.parse(teams.asked[0]?.body ?? "")).toMatchObject({
      type: "message",
      attachments: [
        {
          contentType: "application/vnd.microsoft.card.adaptive",
          content: {
            type: "AdaptiveCard",
            version: "1.4",
            body: [
              { type: "TextBlock", text: String.raw`shop\_paris\[1\]`, color: "attention" },
              { type: "TextBlock" },
              { type: "FactSet", facts: [{ title: "Rollout" }, { title: "Cluster" }] },
            ],
          },
        },
      ],
    });
    await teams.end();
  });
});

it.each([
  ["120", 120_000],
  ["0", 1_000],
  ["-5", 1_000],
  ["999999", 3_600_000],
  ["Mon, 23 Nov 2026 09:02:00 GMT", 120_000],
  ["Mon, 23 Nov 2026 08:00:00 GMT", 1_000],
  ["soon", 30_000],
  ["", 30_000],
  [undefined, 30_000],
])("a pause that is asked for as %s", (header, afterMs) => {
  expect(retryAfterMs(header, Date.UTC(2026, 10, 23, 9))).toBe(afterMs);
});

it("a 503 that says for how long asks for a pause, and one that does not is a failure", async () => {
  const server = await loopback(() => ({ status: 503 }));
  server.first.push({ status: 503, headers: { "retry-after": "7" } });
  const port = webhookChannel({ name: "w", kind: "webhook", url: server.url });
  await expect(port.send(newOne)).rejects.toMatchObject({ afterMs: 7_000 });
  const failing = port.send(newOne);
  await expect(failing).rejects.toMatchObject({ class: "transient" });
  await expect(failing).rejects.not.toHaveProperty("afterMs");
  await server.end();
});

it("an answer that repeats a secret, or has signs for a terminal, is shown without them", async () => {
  const server = await loopback(({ path }) => ({
    status: 403,
    body: `\u001B[2Jno such hook: ${path}`,
  }));
  const url = folder.secret("teams-url", `${server.url}/sig=hunter2`);
  const plain = webhookChannel({ name: "w", kind: "webhook", url, secret: url });
  await expect(plain.send(newOne)).rejects.toThrow("answers 403:  [2Jno such hook: ***");
  const card = teamsChannel({ name: "t", kind: "teams", url });
  await expect(card.send(newOne)).rejects.not.toThrow("hunter2");
  await server.end();
});

it("a server that sends elsewhere is told of with what helps", async () => {
  const server = await loopback(() => ({
    status: 308,
    headers: { location: "http://127.0.0.1:2/" },
  }));
  const port = webhookChannel({ name: "w", kind: "webhook", url: server.url });
  await expect(port.send(newOne)).rejects.toThrow("answers 308: redirects are not followed");
  await server.end();
});

it("what is posted for customers has nothing of how it is done", async () => {
  const server = await loopback(() => ({ status: 200 }));
  const port = webhookChannel({ name: "w", kind: "webhook", url: server.url });
  const incident = { key: "r/c", over: false };
  await port.send({ message: { ...message, audience: "customers", incident }, how: "new" });
  const { data } = JSON.parse(server.asked[0]?.body ?? "{}");
  expect(Object.keys(data)).toContain("clusters");
  for (const name of ["rollout", "thread", "events", "incident"]) {
    expect(data).not.toHaveProperty(name);
  }
  await server.end();
});
