import { Transform } from "node:stream";
import { createTransport, type PluginFunction } from "nodemailer";
import { sha256 } from "../../model/hash.ts";
import type { Message } from "../../messages/message.ts";
import { bodyText, plainText } from "../../messages/plain-text.ts";
import type { ChannelOf } from "../../model/messaging.ts";
import { ChannelRefusal, type ChannelPort } from "../../ports/channel-port.ts";
import { PortError } from "../../ports/port-error.ts";
import { TIMEOUT_MS } from "./http-call.ts";
import { readSecret } from "./secrets.ts";

/**
 * Mail by SMTP. The Message-ID is the message's own, so that mail programs show the same again once;
 * all of a rollout refer to one id and stand in one thread. What a server has taken is not yet
 * delivered: no SMTP client can know more.
 */
export function emailChannel(channel: ChannelOf<"email">, timeoutMs = TIMEOUT_MS): ChannelPort {
  return {
    send: async ({ message, handed }) => {
      const to = message.to === undefined ? channel.to : [message.to];
      if (to === undefined) {
        throw new ChannelRefusal(
          "message",
          `channel ${channel.name} has no "to", and no contact names an address`,
        );
      }
      const transport = createTransport(settingOf(channel, timeoutMs));
      if (handed !== undefined) transport.use("stream", telling(handed));
      try {
        await transport.sendMail(mailOf(channel, message, to));
      } catch (error) {
        throw failureOf(channel, error);
      } finally {
        transport.close();
      }
      return { id: mailId(channel, message.id) };
    },
  };
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

/** 4yz and what gives no answer may pass; of 5yz those about an address or the text are about this message only. */
function failureOf({ name }: ChannelOf<"email">, error: unknown): PortError {
  if (error instanceof PortError) return error;
  const { code, responseCode, response } = detailsOf(error);
  const who = `the mail server of channel ${name}`;
  if (responseCode === undefined) {
    // A server without TLS, where TLS is asked for, will have none the next time either.
    const kind =
      code === "ETLS" || code === "EAUTH" || code === "ENOAUTH" ? "terminal" : "transient";
    return new PortError(kind, `${who} cannot be used: ${code}`);
  }
  const words = `${who} answers ${response}`;
  if (responseCode < 500) return new PortError("transient", words);
  return code === "EENVELOPE" || code === "EMESSAGE"
    ? new ChannelRefusal("message", words)
    : new PortError("terminal", words);
}

interface SmtpFailure {
  readonly code: string;
  readonly responseCode: number | undefined;
  /** The server's own line; it holds no credentials. */
  readonly response: string;
}

function detailsOf(error: unknown): SmtpFailure {
  // Any object may have such fields; each is checked below.
  const fields: Readonly<Record<string, unknown>> = Object(error);
  const { code, responseCode, response } = fields;
  return {
    code: typeof code === "string" ? code : "it gave no answer",
    responseCode: typeof responseCode === "number" ? responseCode : undefined,
    response: typeof response === "string" ? response.slice(0, 200) : String(responseCode),
  };
}
