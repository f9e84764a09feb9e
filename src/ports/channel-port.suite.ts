import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Message } from "../messages/message.ts";
import type { ChannelPort } from "./channel-port.ts";
import { PortError } from "./port-error.ts";

/** A channel, and what stands at its other end. */
export interface ChannelUnderTest {
  readonly port: ChannelPort;
  /** What people see, in the order in which it came: the same again, where it has a key, once. */
  shown(): readonly string[];
  /** The next call, and only that, is answered so; undefined where nothing is called. */
  readonly answerNext?: (how: "busy" | "broken" | "refused") => void;
  end(): Promise<void>;
}

/** What every channel promises. `keyed` says that the same message shows once, whatever comes twice. */
export function channelPortSuite(
  name: string,
  { keyed }: { readonly keyed: boolean },
  open: (message: Message) => Promise<ChannelUnderTest>,
): void {
  describe(`channel: ${name}`, () => {
    let channel: ChannelUnderTest;
    const sinceMs = Date.UTC(2020, 0, 1);
    beforeEach(async () => {
      channel = await open(message("one"));
    });
    afterEach(() => channel.end());

    it("hands messages over in their order, and gives back how to find them again", async () => {
      const first = await channel.port.send({ message: message("one"), how: "new" });
      await channel.port.send({ message: message("two"), how: "new" });
      expect(channel.shown()).toEqual(["one", "two"]);
      // It lies in the courier's state as JSON.
      expect(JSON.parse(JSON.stringify(first))).toEqual(first);
    });

    it.runIf(keyed)("shows a message once of which nobody knew whether it arrived", async () => {
      await channel.port.send({ message: message("one"), how: "new" });
      await channel.port.send({ message: message("one"), how: "new", again: { sinceMs } });
      await channel.port.send({ message: message("two"), how: "new", again: { sinceMs } });
      expect(channel.shown()).toEqual(["one", "two"]);
    });

    it.each([
      ["busy", "transient"],
      ["broken", "transient"],
      ["refused", "terminal"],
    ] as const)("is %s: a failure that is %s, and nothing is shown", async (how, kind) => {
      if (channel.answerNext === undefined) return;
      channel.answerNext(how);
      const sent = channel.port.send({ message: message("one"), how: "new" });
      await expect(sent).rejects.toBeInstanceOf(PortError);
      await expect(sent).rejects.toMatchObject({ class: kind });
      expect(channel.shown()).toEqual([]);
    });
  });
}

function message(title: string): Message {
  return {
    id: `msg_${title}`,
    audience: "operations",
    topic: "needs-person",
    severity: "critical",
    needsPerson: true,
    thread: "r",
    incident: { key: title, over: false },
    title,
    text: 'zwei\nlines, "quoted"',
    facts: [{ label: "Rollout", value: "r" }],
    rollout: "r",
    clusters: ["c"],
    clusterCount: 1,
    atMs: Date.UTC(2026, 10, 23),
    count: 1,
    events: ["rollout/r#1"],
  };
}
