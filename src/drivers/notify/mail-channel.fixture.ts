import type { FakeMail } from "./fake-mail.fixture.ts";

/** A channel of mail to a server on loopback. */
export function mailTo({ port }: FakeMail, more: object = {}) {
  return {
    name: "m",
    kind: "email",
    host: "127.0.0.1",
    port,
    tls: "Never",
    from: "fleetlift@shop.example",
    to: ["oncall@shop.example"],
    ...more,
  } as const;
}
