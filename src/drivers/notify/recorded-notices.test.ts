import { expect, it } from "vitest";
import { memoryRecords } from "../records/memory/memory-records.ts";
import type { Notice } from "../../ports/notify-port.ts";
import { PortError } from "../../ports/port-error.ts";
import { notifyPortSuite } from "../../ports/notify-port.suite.ts";
import { logNotify } from "./log.ts";
import { recordedNotices } from "./recorded-notices.ts";

const notice: Notice = {
  key: "kubernetes-1-36/shop-1/1/tell/operations",
  audience: "operations",
  to: "#platform",
  text: "shop-1 is at 1.36.3.",
  atMs: 1_000,
  cluster: "shop-1",
};

notifyPortSuite("recorded", async () => {
  const records = memoryRecords();
  const arrived: Notice[] = [];
  const also = logNotify({ sink: (one) => arrived.push(one) });
  return {
    open: () => recordedNotices(records, also),
    arrived: async () => arrived,
    end: async () => undefined,
  };
});

it("a notice is one event, whenever and in whatever words it is given again", async () => {
  const records = memoryRecords();
  const port = recordedNotices(records, logNotify({}));
  await port.notify(notice);
  await port.notify({ ...notice, atMs: 2_000, text: "said otherwise" });
  const { cluster: _, ...ofRollout } = notice;
  await port.notify({ ...ofRollout, key: "kubernetes-1-36/abc/production/before-0/1" });
  const { events } = await records.read({ after: "", limit: 9 });
  expect(events).toMatchObject([
    {
      kind: "notice.given",
      rollout: "kubernetes-1-36",
      cluster: "shop-1",
      audience: "operations",
      reason: "shop-1 is at 1.36.3.",
      atMs: 1_000,
    },
    { rollout: "kubernetes-1-36" },
  ]);
  expect(events[1]).not.toHaveProperty("cluster");
});

it.each(["terminal", "transient"] as const)(
  "what cannot be recorded is not told either, and the failure is %s",
  async (kind) => {
    const told: string[] = [];
    const broken = {
      ...memoryRecords(),
      append: () => Promise.reject(new PortError(kind, "the disk is full")),
    };
    const also = logNotify({ sink: ({ key }) => told.push(key) });
    await expect(recordedNotices(broken, also).notify(notice)).rejects.toMatchObject({
      class: kind,
    });
    expect(told).toEqual([]);
  },
);
