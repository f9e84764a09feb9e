import { expect, it } from "vitest";
import { newCourier } from "./courier-state.ts";
import { takeIn } from "./gather.ts";
import { AT_MS, chat, draft } from "./messages.fixture.ts";
import { nextDeed } from "./next-deed.ts";

const status = {
  rollout: "r",
  title: "Rollout r: running",
  text: "1 failed",
  severity: "info",
} as const;
const setting = { channel: chat, wording: {}, statuses: [status], speed: 1 };
const HOUR_MS = 3_600_000;

it("customers have no thread: over it would stand how far the rollout is, and what failed", () => {
  const begins = draft({
    audience: "customers",
    topic: "maintenance",
    form: "maintenance-begins",
    reason: "starts: 1 of 3 running",
  });
  const state = takeIn(newCourier({ stream: "", seq: 0, hash: "" }, ""), chat, begins, AT_MS);
  const { deed } = nextDeed(state, setting, AT_MS + HOUR_MS);
  expect(deed?.message.title).toBe("Maintenance begins: p-1");
  expect(deed?.of.kind).toBe("bucket");
});

it("operations have one, and its first message is the rollout's status", () => {
  const state = takeIn(newCourier({ stream: "", seq: 0, hash: "" }, ""), chat, draft(), AT_MS);
  const { deed } = nextDeed(state, setting, AT_MS + HOUR_MS);
  expect(deed?.message.title).toBe("Rollout r: running");
  expect(deed?.of.kind).toBe("thread");
});
