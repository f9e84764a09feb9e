import type { Deed } from "../messages/next-deed.ts";
import { messageId } from "../messages/message-of.ts";
import type { Delivered } from "../messages/settle-deed.ts";
import { FORMS } from "../messages/forms.ts";
import type { HostContext } from "../ports/host-port.ts";
import { COURIER } from "./object-names.ts";
import { deliver, type DeliverTools } from "./deliver.ts";
import { messagingInForce } from "./messaging-in-force.ts";

/** What came of a test message. */
export type Tested =
  | { readonly ok: true; readonly said: string }
  | { readonly ok: false; readonly why: string; readonly unknown?: true };

export interface TestOrder {
  /** The same again sends nothing twice. */
  readonly id: string;
  readonly actor: string;
}

/** Sends one message by this channel, now, and says what came of it; a channel that failed is woken. */
export async function testChannel(
  context: HostContext,
  tools: DeliverTools,
  order: TestOrder,
): Promise<Tested> {
  const nowMs = await context.now();
  const deed = testDeed(context.key, order, nowMs);
  const delivered = await context.effect<Delivered | null>("test", async () => {
    const inForce = await messagingInForce(tools.records);
    const channel = inForce?.messaging.channels.find(({ name }) => name === context.key);
    if (channel === undefined) return null;
    const came = await deliver(tools, channel, deed);
    // A test is no trouble: what it began at the pager ends with it.
    return channel.kind === "pagerduty" && came.kind === "sent"
      ? await deliver(tools, channel, ended(deed))
      : came;
  });
  if (delivered === null) {
    return { ok: false, why: `there is no channel ${context.key}`, unknown: true };
  }
  if (delivered.kind === "sent") context.send(COURIER, context.key, { kind: "open" });
  return testedOf(context.key, delivered);
}

function testedOf(name: string, delivered: Delivered): Tested {
  switch (delivered.kind) {
    case "sent":
      return { ok: true, said: `channel ${name} took the test message` };
    case "throttled":
      return {
        ok: false,
        why: `channel ${name} asks for a pause of ${Math.ceil(delivered.afterMs / 1000)}s`,
      };
    case "gone":
      return { ok: false, why: `channel ${name} does not find what it was to stand under` };
    case "failed":
    case "refused":
      return { ok: false, why: `channel ${name}: ${delivered.why}` };
  }
}

function ended(deed: Deed): Deed {
  const { message } = deed;
  const key = message.incident?.key ?? message.id;
  const id = messageId("over", message.id);
  return { ...deed, message: { ...message, id, incident: { key, over: true } } };
}

function testDeed(channel: string, { id, actor }: TestOrder, nowMs: number): Deed {
  const text = `Sent by ${actor} to see whether channel ${channel} works. Nothing has happened.`;
  return {
    how: "new",
    of: { kind: "bucket", key: "test" },
    message: {
      id: messageId("test", channel, id),
      audience: "operations",
      topic: "channels",
      severity: "info",
      needsPerson: false,
      thread: "",
      incident: { key: `test/${messageId("test", channel, id)}`, over: false },
      title: FORMS.test.title,
      text,
      facts: [],
      rollout: "",
      clusters: [],
      clusterCount: 0,
      atMs: nowMs,
      count: 1,
      events: [],
    },
  };
}
