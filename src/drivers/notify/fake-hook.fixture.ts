import { createHmac, timingSafeEqual } from "node:crypto";
import { loopback, type Loopback } from "./loopback.fixture.ts";

export interface HookCall {
  readonly id: string;
  readonly body: {
    readonly type: string;
    readonly timestamp: string;
    readonly data: {
      readonly id: string;
      readonly title: string;
      readonly audience: string;
      readonly events: readonly string[];
    };
  };
}

export interface FakeHook extends Loopback {
  /** Every call that was signed rightly. */
  readonly calls: HookCall[];
}

/** A receiver that checks what Standard Webhooks asks for: the signature over id, time and raw body. */
export async function fakeHook(secret: string, afterMs: () => number = () => 0): Promise<FakeHook> {
  const calls: HookCall[] = [];
  const server = await loopback(({ headers, body }) => {
    const [id, time, signature] = ["id", "timestamp", "signature"].map((name) =>
      String(headers[`webhook-${name}`]),
    );
    const expected = createHmac("sha256", secret).update(`${id}.${time}.${body}`).digest();
    const given = Buffer.from(signature?.replace(/^v1,/, "") ?? "", "base64");
    if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
      return { status: 401, body: "the signature is not yours" };
    }
    if (headers["idempotency-key"] !== id) return { status: 400, body: "another key" };
    calls.push({ id: id ?? "", body: JSON.parse(body) as HookCall["body"] });
    return { status: 204, afterMs: afterMs() };
  });
  return { ...server, calls };
}
