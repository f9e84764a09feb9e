import { describe, expect, it } from "vitest";
import { emailChannel } from "./email.ts";
import { fakeMail, type FakeMail, type FakeMailSetting } from "./fake-mail.fixture.ts";
import { mailTo } from "./mail-channel.fixture.ts";
import { message } from "./message.fixture.ts";
import { testFolder } from "./secret-file.fixture.ts";

const folder = testFolder();

const sent = async (setting: FakeMailSetting, more: object, of: object = {}): Promise<FakeMail> => {
  const mail = await fakeMail(setting);
  try {
    await emailChannel(mailTo(mail, more), 1_000).send({
      message: { ...message, ...of },
      how: "new",
    });
    return mail;
  } finally {
    await mail.end();
  }
};

describe("mail", () => {
  it("has an id of its own, stands in the rollout's thread, and is no reason for automatic answers", async () => {
    const { mails } = await sent({}, {});
    expect(mails[0]?.id).toBe(`<${message.id}.fleetlift@shop.example>`);
    expect(mails[0]?.raw).toMatch(/^References: <thread_[0-9a-f]{26}\.fleetlift@shop\.example>/m);
    expect(mails[0]?.raw).toMatch(/^Auto-Submitted: auto-generated/m);
    expect(mails[0]?.raw).toMatch(/^Importance: high/m);
    expect(mails[0]?.raw).toContain("Date: Mon, 23 Nov 2026 09:00:00 +0000");
    expect(mails[0]?.raw).toContain("&lt;!channel&gt;");
    expect(mails[0]?.to).toEqual(["oncall@shop.example"]);
  });

  it("goes to the address that a contact names, with what it signs in with", async () => {
    const user = { name: "fleetlift", password: "pw" };
    const { mails } = await sent(
      { user },
      { user: user.name, password: folder.secret("pw", "pw") },
      { to: "support@shop.example", thread: "" },
    );
    expect(mails[0]?.to).toEqual(["support@shop.example"]);
    expect(mails[0]?.raw).not.toContain("References:");
  });

  it("without any address it is refused, and others are not held up", async () => {
    await expect(sent({}, { to: undefined })).rejects.toMatchObject({ of: "message" });
  });
});

describe("mail that is refused", () => {
  it.each([
    [
      "550 5.1.1 no such user",
      { to: "support@shop.example" },
      { of: "message", message: expect.stringContaining("no such user to support@shop.example") },
    ],
    // The channel's own: no message would reach anybody, and none is given up.
    ["550 5.1.1 no such user", {}, { name: "PortError", class: "terminal" }],
    ["451 4.7.1 later", {}, { name: "PortError", class: "transient" }],
  ])("a recipient that is answered %s", async (words, of, failure) => {
    await expect(sent({ refuse: () => words }, {}, of)).rejects.toMatchObject(failure);
  });

  it("a sender that is refused is a fault of the channel: no message is given up for it", async () => {
    const failing = sent({ refuseSender: "530 5.7.0 sign in first" }, {});
    await expect(failing).rejects.toMatchObject({ name: "PortError", class: "terminal" });
    await expect(failing).rejects.toThrow("sign in first");
  });

  it("an address that no mail can be sent to is a fault of this message", async () => {
    const failing = sent({}, {}, { to: "a<b>@shop.example" });
    await expect(failing).rejects.toMatchObject({ of: "message" });
  });

  it("who may not sign in needs a person, and the password is not shown", async () => {
    const password = folder.secret("pw", "wrong-password");
    const failing = sent({ user: { name: "a", password: "b" } }, { user: "a", password });
    await expect(failing).rejects.toMatchObject({ name: "PortError", class: "terminal" });
    await expect(failing).rejects.not.toThrow("wrong-password");
  });

  it("a server without TLS is refused where TLS is asked for, and one that is not there is waited for", async () => {
    await expect(sent({}, { tls: "StartTLS" })).rejects.toMatchObject({ class: "terminal" });
    await expect(sent({}, { port: 2 })).rejects.toMatchObject({ class: "transient" });
  });

  it("says when the whole of a mail is on its way", async () => {
    const mail = await fakeMail();
    const told: number[] = [];
    const handed = async (): Promise<void> => void told.push(mail.mails.length);
    await emailChannel(mailTo(mail), 1_000).send({ message, how: "new", handed });
    expect([told, mail.mails.length]).toEqual([[0], 1]);
    expect(mail.mails[0]?.raw).toContain("a node never came");
    await mail.end();
  });
});

describe("mail to several", () => {
  const SEVERAL = { to: ["a@shop.example", "b@shop.example"] };
  const notTo = (address: string, words: string) => (to: string) =>
    to === address ? words : undefined;

  it("tries again those only that were put off", async () => {
    const words = { now: "450 4.2.0 greylisted" };
    const refuse = (to: string) =>
      words.now === "" ? undefined : notTo("b@shop.example", words.now)(to);
    const mail = await fakeMail({ refuse });
    const channel = emailChannel(mailTo(mail, SEVERAL), 1_000);
    const taken = ["a@shop.example"];
    await expect(channel.send({ message, how: "new" })).rejects.toMatchObject({
      class: "transient",
      taken,
      message: "the mail server of channel m answers 450 4.2.0 greylisted to b@shop.example",
    });
    words.now = "";
    await channel.send({ message, how: "new", again: { sinceMs: Date.now(), taken } });
    expect(mail.mails.map(({ to }) => to)).toEqual([["a@shop.example"], ["b@shop.example"]]);
    await mail.end();
  });

  it("says whom it was refused for, while the others have it", async () => {
    const refuse = notTo("b@shop.example", "550 5.1.1 no such user");
    await expect(sent({ refuse }, SEVERAL)).rejects.toMatchObject({
      of: "message",
      message: expect.stringContaining("no such user to b@shop.example; the others have it"),
    });
  });

  it("an address that was put off for an hour holds up nobody any longer", async () => {
    const mail = await fakeMail({ refuse: notTo("b@shop.example", "452 4.2.2 mailbox full") });
    const sinceMs = 0;
    const sending = emailChannel(mailTo(mail, SEVERAL), 1_000).send({
      message,
      how: "new",
      again: { sinceMs, taken: ["a@shop.example"] },
    });
    await expect(sending).rejects.toMatchObject({ of: "message" });
    expect(mail.mails).toEqual([]);
    await mail.end();
  });
});
