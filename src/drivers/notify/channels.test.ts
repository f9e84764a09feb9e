import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import type { Channel } from "../../model/messaging.ts";
import type { Delivery } from "../../ports/channel-port.ts";
import { channelPortSuite } from "../../ports/channel-port.suite.ts";
import { emailChannel } from "./email.ts";
import { fakeHook } from "./fake-hook.fixture.ts";
import { fakeMail } from "./fake-mail.fixture.ts";
import { fakePagerDuty } from "./fake-pagerduty.fixture.ts";
import { fakeSlack } from "./fake-slack.fixture.ts";
import { fileChannel } from "./file-channel.ts";
import { loopback, type Answer, type Loopback } from "./loopback.fixture.ts";
import { mailTo } from "./mail-channel.fixture.ts";
import { message } from "./message.fixture.ts";
import { channelOpener } from "./open-channel.ts";
import { pagerdutyChannel } from "./pagerduty.ts";
import { testFolder } from "./secret-file.fixture.ts";
import { slackChannel } from "./slack.ts";
import { teamsChannel } from "./teams.ts";
import { webhookChannel } from "./webhook.ts";

const folder = testFolder();
const TOKEN = "xoxb-not-a-real-one";
const KEY = "0123456789abcdef0123456789abcdef";

const newOne: Delivery = { message, how: "new" };

const answers: Readonly<Record<"busy" | "broken" | "refused", Answer>> = {
  busy: { status: 429, headers: { "retry-after": "3" } },
  broken: { status: 503, body: "<html>down</html>" },
  refused: { status: 403, body: "not for you" },
};

const answeringNext =
  ({ first }: Loopback) =>
  (how: keyof typeof answers): void =>
    void first.push(answers[how]);

channelPortSuite("Slack", { keyed: true }, async () => {
  const slack = await fakeSlack(TOKEN);
  const token = folder.secret("token", TOKEN);
  const port = slackChannel({
    name: "s",
    kind: "slack",
    room: "C0PLATFORM",
    token,
    url: slack.url,
  });
  const shown = (): string[] =>
    slack.posts.map(({ text }) => text.split("\n")[0]?.replace(/^:\w+: /, "") ?? "");
  return { port, shown, answerNext: answeringNext(slack), end: slack.end };
});

channelPortSuite("PagerDuty", { keyed: true }, async () => {
  const pager = await fakePagerDuty(KEY);
  const routingKey = folder.secret("key", KEY);
  const port = pagerdutyChannel({ name: "p", kind: "pagerduty", routingKey, url: `${pager.url}/` });
  const shown = (): string[] => [...pager.incidents.values()].map(({ summary }) => summary);
  return { port, shown, answerNext: answeringNext(pager), end: pager.end };
});

channelPortSuite("a webhook whose receiver remembers ids", { keyed: true }, async () => {
  const hook = await fakeHook("s3cret");
  const secret = folder.secret("secret", "s3cret");
  const port = webhookChannel({ name: "w", kind: "webhook", url: hook.url, secret });
  const shown = (): string[] => [
    ...new Map(hook.calls.map(({ id, body }) => [id, body.data.title])).values(),
  ];
  return { port, shown, answerNext: answeringNext(hook), end: hook.end };
});

channelPortSuite("Teams", { keyed: false }, async () => {
  const teams = await loopback(() => ({ status: 202 }));
  const port = teamsChannel({ name: "t", kind: "teams", url: folder.secret("url", teams.url) });
  const taken = (): typeof teams.asked => teams.asked.slice(refusals);
  let refusals = 0;
  return {
    port,
    shown: () =>
      taken().map(({ body }) => JSON.parse(body).attachments[0].content.body[0].text as string),
    answerNext: (how) => {
      refusals += 1;
      answeringNext(teams)(how);
    },
    end: teams.end,
  };
});

channelPortSuite("mail", { keyed: true }, async () => {
  const mail = await fakeMail();
  const port = emailChannel(mailTo(mail));
  const shown = (): string[] => [
    ...new Map(
      mail.mails.map(({ id, raw }) => [id, /^subject: (.*)$/im.exec(raw)?.[1] ?? ""]),
    ).values(),
  ];
  return { port, shown, end: mail.end };
});

channelPortSuite("a file", { keyed: true }, async () => {
  const file = folder.file("messages.jsonl");
  const lines = (): string[] => {
    try {
      return readFileSync(file, "utf8").trimEnd().split("\n");
    } catch {
      return [];
    }
  };
  const shown = (): string[] => lines().map((line) => JSON.parse(line).title as string);
  return { port: fileChannel(file), shown, end: async () => undefined };
});

it("a file never changes what stands there", async () => {
  const file = folder.file("m.jsonl");
  await fileChannel(file).send(newOne);
  await fileChannel(file).send({ ...newOne, how: "update" });
  const [line, ...more] = readFileSync(file, "utf8").split("\n");
  expect(more).toEqual([""]);
  expect(JSON.parse(line ?? "")).toMatchObject({ key: message.id, audience: "operations", to: "" });
});

it.each<Channel>([
  { name: "a", kind: "slack", room: "C", token: { env: "X" } },
  { name: "b", kind: "teams", url: { env: "X" } },
  { name: "c", kind: "email", host: "h", from: "a@b" },
  { name: "d", kind: "pagerduty", routingKey: { env: "X" } },
  { name: "e", kind: "webhook", url: { env: "X" } },
  { name: "f", kind: "file" },
])("a channel of kind $kind is opened without being used", async (channel) => {
  expect(await channelOpener(folder.file(""))(channel)).toHaveProperty("send");
});
