import type { AddressInfo } from "node:net";
import { SMTPServer } from "smtp-server";
import { systemClock } from "../../platform/clock.ts";

export interface Mail {
  readonly to: readonly string[];
  readonly id: string;
  readonly raw: string;
}

export interface FakeMail {
  readonly port: number;
  readonly mails: Mail[];
  readonly end: () => Promise<void>;
}

export interface FakeMailSetting {
  readonly user?: { readonly name: string; readonly password: string };
  /** Says no to a recipient, as `CODE words`. */
  readonly refuse?: (to: string) => string | undefined;
  /** Says no to the sender. */
  readonly refuseSender?: string;
  readonly secure?: { readonly key: string; readonly cert: string };
  readonly afterMs?: () => number;
}

/** A real SMTP server on loopback that keeps what it is given. */
export async function fakeMail(setting: FakeMailSetting = {}): Promise<FakeMail> {
  const { user, refuse = () => undefined, refuseSender, secure, afterMs = () => 0 } = setting;
  const mails: Mail[] = [];
  const server = new SMTPServer({
    ...(secure ?? { disabledCommands: ["STARTTLS"] }),
    authOptional: user === undefined,
    // The tests of signing in without TLS are on loopback.
    allowInsecureAuth: true,
    logger: false,
    onAuth: (auth, _session, done) => {
      if (auth.username === user?.name && auth.password === user?.password) {
        return done(null, { user: auth.username });
      }
      return done(fault("535 5.7.8 not known here"));
    },
    onMailFrom: (_address, _session, done) =>
      refuseSender === undefined ? done() : done(fault(refuseSender)),
    onRcptTo: ({ address }, _session, done) => {
      const no = refuse(address);
      return no === undefined ? done() : done(fault(no));
    },
    onData: (stream, session, done) => {
      let raw = "";
      stream.on("data", (part: Buffer) => (raw += part.toString()));
      stream.on("end", () => {
        const to = session.envelope.rcptTo.map(({ address }) => address);
        mails.push({ to, id: /^message-id: (.*)$/im.exec(raw)?.[1]?.trim() ?? "", raw });
        void systemClock.sleep(afterMs()).then(() => done());
      });
    },
  });
  // Connections that a test cuts off are no fault of the server.
  server.on("error", () => undefined);
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", () => resolve());
  });
  // A server that listens on a port has an address of this form.
  const { port } = server.server.address() as AddressInfo;
  const end = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
    });
  return { port, mails, end };
}

function fault(words: string): Error {
  const [code = "550", ...rest] = words.split(" ");
  return Object.assign(new Error(rest.join(" ")), { responseCode: Number(code) });
}
