import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { Notice, NotifyPort } from "./notify-port.ts";

/** A channel, and what arrived at its other end. */
export interface NotifyChannel {
  /** Called again: the same channel after a restart of ours. */
  open(): NotifyPort;
  arrived(): Promise<readonly Notice[]>;
  end(): Promise<void>;
}

/** What every channel promises that can tell a repeat. */
export function notifyPortSuite(name: string, makeChannel: () => Promise<NotifyChannel>): void {
  describe(`notify: ${name}`, () => {
    let channel: NotifyChannel;
    beforeEach(async () => {
      channel = await makeChannel();
    });
    afterEach(() => channel.end());

    it("hands notices over whole and in order", async () => {
      const port = channel.open();
      const notices = [notice("1", 'two\nlines, "quoted", größer'), notice("2")];
      for (const one of notices) await port.notify(one);
      expect(await channel.arrived()).toEqual(notices);
    });

    it("drops a repeat of the same key, whatever it says", async () => {
      const port = channel.open();
      await port.notify(notice("1"));
      await port.notify({ ...notice("1", "said otherwise"), atMs: 2_000 });
      expect(await channel.arrived()).toEqual([notice("1")]);
    });

    it("drops a repeat that comes while the first is under way", async () => {
      const port = channel.open();
      await Promise.all([port.notify(notice("1")), port.notify(notice("1"))]);
      expect(await channel.arrived()).toEqual([notice("1")]);
    });

    it("drops a repeat after a restart, and takes what is new", async () => {
      await channel.open().notify(notice("1"));
      const restarted = channel.open();
      await restarted.notify(notice("1"));
      await restarted.notify(notice("2"));
      expect(await channel.arrived()).toEqual([notice("1"), notice("2")]);
    });
  });
}

function notice(key: string, text = "Upgrade of shop-production begins."): Notice {
  return { key, audience: "operations", to: "#platform", text, atMs: 1_000 };
}
