/** Everything at the other end of the channels, in the proof's own process: it outlives every kill. */
import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fakeHook, type FakeHook } from "../../src/drivers/notify/fake-hook.fixture.ts";
import { fakeMail, type FakeMail } from "../../src/drivers/notify/fake-mail.fixture.ts";
import {
  fakePagerDuty,
  type FakePagerDuty,
} from "../../src/drivers/notify/fake-pagerduty.fixture.ts";
import { fakeSlack, type FakeSlack } from "../../src/drivers/notify/fake-slack.fixture.ts";
import { loopback, type Loopback } from "../../src/drivers/notify/loopback.fixture.ts";
import { AUDIENCES, TOPICS } from "../../src/model/messaging.ts";

export interface Receivers {
  readonly chat: FakeSlack;
  readonly pager: FakePagerDuty;
  readonly hook: FakeHook;
  readonly gathered: FakeHook;
  readonly statusPage: FakeHook;
  readonly mail: FakeMail;
  readonly board: Loopback;
  /** The document that names them all. */
  readonly messaging: object;
  end(): Promise<void>;
}

const TOKEN = "xoxb-of-the-proof";
const KEY = "0123456789abcdef0123456789abcdef";

/**
 * Each takes a message at once and answers a while later: who is killed in between does not know
 * whether it arrived.
 */
export async function openReceivers(folder: string, random: () => number): Promise<Receivers> {
  const secrets = path.join(folder, "secrets");
  mkdirSync(secrets, { mode: 0o700 });
  const secret = (name: string, text: string): { readonly file: string } => {
    const file = path.join(secrets, name);
    writeFileSync(file, text, { mode: 0o600 });
    return { file };
  };
  const late = (): number => 20 + random() * 180;
  const [chat, pager, hook, gathered, statusPage, mail, board] = await Promise.all([
    fakeSlack(TOKEN, late, 200),
    fakePagerDuty(KEY, late),
    fakeHook("of the hook", late),
    fakeHook("of the gathered", late),
    fakeHook("of the status page", late),
    fakeMail({ afterMs: late }),
    loopback(() => ({ status: 202, afterMs: late() })),
  ]);
  // Slack is busy now and then, and asks for a pause.
  for (let at = 0; at < 3; at += 1)
    chat.first.push({ status: 429, headers: { "retry-after": "1" } });
  const channels = channelsOf({ chat, pager, hook, gathered, statusPage, mail, board }, secret);
  const all = { operations: ["chat", "pager", "hook", "gathered", "mail", "board", "book"] };
  const messaging = {
    apiVersion: "fleetlift.dev/v1alpha1",
    kind: "Messaging",
    metadata: { name: "proof" },
    spec: {
      channels,
      audiences: { ...all, support: ["mail"], customers: ["status-page"] },
      topics: Object.fromEntries(AUDIENCES.map((audience) => [audience, [...TOPICS]])),
    },
  };
  const servers = [chat, pager, hook, gathered, statusPage, mail, board];
  const end = async (): Promise<void> => {
    await Promise.all(servers.map((server) => server.end()));
  };
  return { chat, pager, hook, gathered, statusPage, mail, board, messaging, end };
}

type Servers = Omit<Receivers, "messaging" | "end">;

/** The channels of the document, each with its secret in a file. */
function channelsOf(
  { chat, pager, hook, gathered, statusPage, mail, board }: Servers,
  secret: (name: string, text: string) => { readonly file: string },
): readonly object[] {
  const none = { every: "0s" };
  return [
    {
      name: "chat",
      kind: "slack",
      room: "C0PLATFORM",
      token: secret("token", TOKEN),
      url: chat.url,
      digest: none,
    },
    { name: "pager", kind: "pagerduty", routingKey: secret("key", KEY), url: pager.url },
    { name: "hook", kind: "webhook", url: hook.url, secret: secret("hook", "of the hook") },
    {
      name: "gathered",
      kind: "webhook",
      url: gathered.url,
      secret: secret("gathered", "of the gathered"),
      digest: { every: "10m" },
    },
    {
      name: "status-page",
      kind: "webhook",
      url: statusPage.url,
      secret: secret("page", "of the status page"),
    },
    {
      name: "mail",
      kind: "email",
      host: "127.0.0.1",
      port: mail.port,
      tls: "Never",
      from: "fleetlift@shop.example",
      to: ["everybody@shop.example"],
      digest: none,
    },
    { name: "board", kind: "teams", url: secret("board", board.url), digest: none },
    { name: "book", kind: "file" },
  ];
}
