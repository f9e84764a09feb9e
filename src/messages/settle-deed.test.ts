import { expect, it } from "vitest";
import { newCourier, type CourierState } from "./courier-state.ts";
import { takeIn } from "./gather.ts";
import { AT_MS, draft, hook } from "./messages.fixture.ts";
import { nextDeed } from "./next-deed.ts";
import { settleDeed } from "./settle-deed.ts";

const setting = { channel: hook, wording: {}, statuses: [], speed: 1 };
const MINUTE_MS = 60_000;

it("a pause is no failure, and pauses without an end are told of, once", () => {
  let state: CourierState = takeIn(
    newCourier({ stream: "", seq: 0, hash: "" }, ""),
    hook,
    draft(),
    AT_MS,
  );
  const told: string[] = [];
  for (let minute = 0; minute <= 50; minute += 10) {
    const nowMs = AT_MS + minute * MINUTE_MS;
    const { deed } = nextDeed(state, setting, nowMs);
    if (deed === undefined) throw new RangeError("nothing is due");
    const settled = settleDeed(
      state,
      deed,
      { kind: "throttled", afterMs: 10 * MINUTE_MS },
      setting,
      nowMs,
    );
    state = settled.state;
    told.push(...settled.says.map(({ reason }) => `${minute}: ${reason}`));
  }
  expect(told).toEqual([
    "30: channel hook takes nothing for long: it asked for a pause; it is tried again by itself; nothing is lost",
  ]);
  const nowMs = AT_MS + 60 * MINUTE_MS;
  const { deed } = nextDeed(state, setting, nowMs);
  if (deed === undefined) throw new RangeError("nothing is due");
  const { says } = settleDeed(state, deed, { kind: "sent", handle: {} }, setting, nowMs);
  expect(says.map(({ kind }) => kind)).toEqual(["channel.restored"]);
});
