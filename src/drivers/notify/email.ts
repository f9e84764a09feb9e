import { Transform } from "node:stream";
import { createTransport, type PluginFunction } from "nodemailer";
import { sha256 } from "../../model/hash.ts";
import type { Message } from "../../messages/message.ts";
import { bodyText, plainText } from "../../messages/plain-text.ts";
import type { ChannelOf } from "../../model/messaging.ts";
import { ChannelRefusal, type ChannelPort } from "../../ports/channel-port.ts";
import { PortError } from "../../ports/port-error.ts";
import { systemClock } from "../../platform/clock.ts";
import { TIMEOUT_MS } from "./http-call.ts";
import { notEverywhere, type RefusedAddress } from "./mail-recipients.ts";
import { readSecret } from "./secrets.ts";

/**
 * Mail by SMTP. The Message-ID is the message's own, so that mail programs show the same again once;
 * all of a rollout refer to one id and stand in one thread. What a server has taken is not yet
 * delivered: no SMTP client can know more.
 */
export function emailChannel(channel: ChannelOf<"email">, timeoutMs = TIMEOUT_MS): ChannelPort {
  return {
    send: async ({ message, handed, again }) => {
      const all = message.to === undefined ? channel.to : [message.to];
      if (all === undefined) {
        throw new ChannelRefusal(
          "message",
          `channel ${channel.name} has no "to", and no contact names an address`,
        );
      }
      const before = again?.taken ?? [];
      const to = all.filter((address) => !before.includes(address));
      const transport = createTransport(settingOf(channel, timeoutMs));
      if (handed !== undefined) transport.use("stream", telling(handed));
      try {
        const mail = mailOf(channel, message, all);
        const refused = await refusedBy(() =>
          transport.sendMail({ ...mail, envelope: { from: channel.from, to: [...to] } }),
        );
        const taken = all.filter((one) => !refused.some(({ address }) => address === one));
        const triedMs = again === undefined ? 0 : systemClock.nowMs() - again.sinceMs;
        const isContact = message.to !== undefined;
        const failure = notEverywhere({ who: whoOf(channel), isContact, taken, refused, triedMs });
        if (failure !== undefined) throw failure;
      } catch (error) {
        throw failureOf(channel, error);
      } finally {
        transport.close();
      }
      return { id: mailId(channel, message.id) };
    },
  };
}

/** Sends, and gives back the addresses that the server refused: some, or all of them. */
async function refusedBy(
  send: () => Promise<{ readonly rejectedErrors?: readonly object[] | undefined }>,
): Promise<readonly RefusedAddress[]> {
  try {
    return refusalsIn((await send()).rejectedErrors);
  } catch (error) {
    const refused = refusalsIn(fieldsOf(error)["rejectedErrors"]);
    if (refused.length === 0) throw error;
    return refused;
  }
}

function refusalsIn(errors: unknown): readonly RefusedAddress[] {
  if (!Array.isArray(errors)) return [];
  return errors.map((error: unknown) => {
    const { recipient } = fieldsOf(error);
    const { responseCode = 550, response } = detailsOf(error);
    return { address: String(recipient), code: responseCode, words: response };
  });
}

/** A step of nodemailer's that calls `handed` when the whole of a mail has passed it, on its way to the server. */
function telling(handed: () => Promise<void>): PluginFunction {
  return (mail, done) => {
    mail.message.transform(
      () =>
        new Transform({
          transform: (part, _encoding, next) => next(null, part),
          flush: (next) => {
            handed().then(() => next(), next);
          },
        }),
    );
    done();
  };
}

function settingOf(channel: ChannelOf<"email">, timeoutMs: number) {
  const { host, tls = "StartTLS", user, password } = channel;
  const auth =
    user === undefined || password === undefined
      ? {}
      : { auth: { user, pass: readSecret(password) } };
  return {
    host,
    port: channel.port ?? (tls === "Always" ? 465 : 587),
    secure: tls === "Always",
    requireTLS: tls === "StartTLS",
    ignoreTLS: tls === "Never",
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    dnsTimeout: timeoutMs,
    // What a message says is never a file or an address to be read.
    disableFileAccess: true,
    disableUrlAccess: true,
    ...auth,
  };
}

function mailOf(channel: ChannelOf<"email">, message: Message, to: readonly string[]) {
  const thread =
    message.thread === ""
      ? undefined
      : mailId(channel, `thread_${sha256(message.thread).slice(0, 26)}`);
  return {
    from: { name: "fleetlift", address: channel.from },
    to: [...to],
    subject: message.title,
    text: plainText(message),
    html: htmlOf(message),
    messageId: mailId(channel, message.id),
    ...(thread === undefined ? {} : { references: [thread], inReplyTo: thread }),
    headers: {
      // So that no out-of-office answers come back (RFC 3834).
      "Auto-Submitted": "auto-generated",
      ...(message.severity === "critical" ? { Importance: "high" } : {}),
    },
    date: new Date(message.atMs),
  };
}

/** Of the sender's domain, as ids of mail are. */
function mailId({ from }: ChannelOf<"email">, id: string): string {
  return `<${id}.fleetlift@${from.split("@")[1] ?? "localhost"}>`;
}

function htmlOf(message: Message): string {
  const lines = escaped(bodyText(message)).replaceAll("\n", "<br>\n");
  return `<p><strong>${escaped(message.title)}</strong></p>\n<p>${lines}</p>\n`;
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}

const whoOf = ({ name }: ChannelOf<"email">): string => `the mail server of channel ${name}`;

/** Size exceeded (RFC 1870): it is said before the text is sent. */
const TOO_LARGE = 552;

/**
 * 4yz and what gives no answer may pass; of 5yz those about the text are about this message only. A
 * sender that is refused is refused with every message.
 */
function failureOf(channel: ChannelOf<"email">, error: unknown): PortError {
  if (error instanceof PortError) return error;
  const { code, command, responseCode, response } = detailsOf(error);
  const who = whoOf(channel);
  if (responseCode === undefined) {
    // Not the server, but the mail library: with an address or a text that cannot be sent.
    if (code === "EENVELOPE" || code === "EMESSAGE") {
      return new ChannelRefusal("message", `the mail cannot be sent: ${response}`);
    }
    // A server without TLS, where TLS is asked for, will have none the next time either.
    const kind =
      code === "ETLS" || code === "EAUTH" || code === "ENOAUTH" ? "terminal" : "transient";
    return new PortError(kind, `${who} cannot be used: ${code}`);
  }
  const words = `${who} answers ${response}`;
  if (responseCode < 500) return new PortError("transient", words);
  const isOfMessage = command === "DATA" || responseCode === TOO_LARGE;
  return isOfMessage && (code === "EENVELOPE" || code === "EMESSAGE")
    ? new ChannelRefusal("message", words)
    : new PortError("terminal", words);
}

interface SmtpFailure {
  readonly code: string;
  /** What the server was asked. */
  readonly command: string;
  readonly responseCode: number | undefined;
  /** The server's own line; it holds no credentials. */
  readonly response: string;
}

function detailsOf(error: unknown): SmtpFailure {
  const { code, command, responseCode, response, message } = fieldsOf(error);
  const words = typeof response === "string" ? response : String(message);
  return {
    code: typeof code === "string" ? code : "it gave no answer",
    command: typeof command === "string" ? command : "",
    responseCode: typeof responseCode === "number" ? responseCode : undefined,
    response: words.slice(0, 200),
  };
}

/** Any object may have such fields; each is checked where it is used. */
const fieldsOf = (error: unknown): Readonly<Record<string, unknown>> => Object(error);
