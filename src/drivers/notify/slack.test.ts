import { afterEach, beforeEach, expect, it } from "vitest";
import type { Delivery } from "../../ports/channel-port.ts";
import { fakeSlack, type FakeSlack } from "./fake-slack.fixture.ts";
import { message } from "./message.fixture.ts";
import { testFolder } from "./secret-file.fixture.ts";
import { slackChannel } from "./slack.ts";

const folder = testFolder();
const TOKEN = "xoxb-not-a-real-one";
const newOne: Delivery = { message, how: "new" };

let slack: FakeSlack;
const channel = (room = "#platform") =>
  slackChannel({
    name: "s",
    kind: "slack",
    room,
    token: folder.secret("token", TOKEN),
    url: slack.url,
  });
beforeEach(async () => {
  slack = await fakeSlack(TOKEN);
});
afterEach(() => slack.end());

it("answers under a message, and changes one in place", async () => {
  const root = await channel().send(newOne);
  expect(root).toEqual({ channel: "C0PLATFORM", ts: slack.posts[0]?.ts });
  await channel().send({
    message: { ...message, id: "msg_2", title: "two" },
    how: "reply",
    previous: root,
  });
  const status = { ...message, id: "msg_3", title: "three" };
  expect(await channel().send({ message: status, how: "update", previous: root })).toEqual(root);
  expect(
    slack.posts.map(({ thread, edits, text }) => [thread, edits, text.split("\n")[0]]),
  ).toEqual([
    [undefined, 1, "three"],
    [root["ts"], 0, "two"],
  ]);
});

it("writes blocks that mention nobody", async () => {
  await channel().send(newOne);
  expect(JSON.parse(slack.asked[0]?.body ?? "")).toMatchObject({
    channel: "#platform",
    blocks: [
      {
        type: "header",
        text: { type: "plain_text", text: ":rotating_light: shop-paris: failed" },
      },
      {
        type: "section",
        text: { type: "mrkdwn", text: "a node never came: &lt;!channel&gt; &amp; *more*" },
      },
      {
        type: "section",
        fields: [{ text: "*Rollout*\nkubernetes-1-36" }, { text: "*Cluster*\nshop-paris" }],
      },
    ],
    metadata: { event_type: "fleetlift_message", event_payload: { id: message.id } },
  });
});

it("looks for a reply that may have arrived, over all pages, and posts what is not there", async () => {
  const root = await channel().send(newOne);
  const again = { sinceMs: Date.UTC(2020, 0, 1) };
  const reply = (id: string): Delivery => ({
    message: { ...message, id },
    how: "reply",
    previous: root,
  });
  for (const id of ["a", "b", "c", "d"]) await channel().send(reply(id));
  expect(await channel().send({ ...reply("d"), again })).toEqual({
    channel: "C0PLATFORM",
    ts: slack.posts.at(-1)?.ts,
  });
  await channel().send({ ...reply("e"), again });
  expect(slack.posts.map(({ id }) => id)).toEqual([message.id, "a", "b", "c", "d", "e"]);
});

it("posts again where it may not look", async () => {
  slack.refuse.set("conversations.history", "missing_scope");
  const again = { sinceMs: 0 };
  for (const room of ["C0PLATFORM", "#platform"]) await channel(room).send({ ...newOne, again });
  expect(slack.posts).toHaveLength(2);
});

it.each([
  ["invalid_auth", { name: "PortError", class: "terminal" }],
  [
    "channel_not_found",
    { class: "terminal", message: "Slack refuses chat.postMessage: channel_not_found" },
  ],
  ["msg_too_long", { of: "message" }],
  ["thread_not_found", { of: "gone" }],
  ["fatal_error", { class: "transient" }],
  ["ratelimited", { class: "transient", afterMs: 30_000 }],
])("%s, with 200, is a failure of its kind", async (error, failure) => {
  slack.refuse.set("chat.postMessage", error);
  await expect(channel().send(newOne)).rejects.toMatchObject(failure);
});

it("keeps the old status where messages may not be changed, and says when one was removed", async () => {
  const previous = await channel().send(newOne);
  slack.refuse.set("chat.update", "edit_window_closed");
  const update: Delivery = { message, how: "update", previous };
  expect(await channel().send(update)).toEqual(previous);
  slack.refuse.set("chat.update", "message_not_found");
  await expect(channel().send(update)).rejects.toMatchObject({ of: "gone" });
});

it("keeps the pause that it is asked for", async () => {
  slack.first.push({ status: 429, headers: { "retry-after": "7" } });
  await expect(channel().send(newOne)).rejects.toMatchObject({ afterMs: 7_000 });
});

it("says what is wrong with its secret, and never shows one", async () => {
  const of = (token: { readonly env: string } | { readonly file: string }): Promise<unknown> =>
    slackChannel({ name: "s", kind: "slack", room: "C", token, url: slack.url }).send(newOne);
  await expect(of({ env: "FLEETLIFT_TEST_NOT_SET" })).rejects.toMatchObject({
    class: "terminal",
    message: "the server's environment has no variable FLEETLIFT_TEST_NOT_SET",
  });
  await expect(of({ file: folder.file("nowhere") })).rejects.toThrow("cannot be read: ENOENT");
  await expect(of(folder.secret("empty", ""))).rejects.toThrow("is empty");
  const wrong = of(folder.secret("wrong", "xoxb-wrong"));
  await expect(wrong).rejects.toThrow("invalid_auth");
  await expect(wrong).rejects.not.toThrow("xoxb-wrong");
});

it("takes what is no answer of Slack as passing", async () => {
  slack.first.push({ status: 200, body: "<html></html>" });
  await expect(channel().send(newOne)).rejects.toMatchObject({ class: "transient" });
});
