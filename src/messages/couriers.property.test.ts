import * as fc from "fast-check";
import { expect, it } from "vitest";
import { newCourier, type CourierState } from "./courier-state.ts";
import { takeIn } from "./gather.ts";
import { AT_MS, chat, draft, hook } from "./messages.fixture.ts";
import { nextDeed, type CourierSetting } from "./next-deed.ts";
import { settleDeed, type Delivered } from "./settle-deed.ts";

const HOUR_MS = 3_600_000;

const happening = fc.record({
  inMs: fc.integer({ min: 0, max: 2 * HOUR_MS }),
  cluster: fc.integer({ min: 0, max: 30 }),
  form: fc.constantFrom("cluster-done", "cluster-failed", "notice", "rollout-starts"),
});
const outcome = fc.constantFrom<Delivered>(
  { kind: "sent", handle: { ts: "1" } },
  { kind: "failed", class: "transient", why: "no answer" },
  { kind: "failed", class: "terminal", why: "gone" },
  { kind: "throttled", afterMs: 1_000 },
  { kind: "gone" },
);

const quietHours = [
  { days: ["Mon", "Tue"] as const, start: "08:00", end: "12:00", timeZone: "Europe/Paris" },
];

it("whatever fails in between: each event is told, none is told twice, and time runs dry", () => {
  fc.assert(
    fc.property(
      fc.array(happening, { maxLength: 40 }),
      fc.array(outcome, { maxLength: 60 }),
      fc.constantFrom(chat, hook, { ...chat, quietHours }),
      (happenings, outcomes, channel) => {
        const setting: CourierSetting = { channel, wording: {}, statuses: [], speed: 1 };
        let state: CourierState = newCourier({ stream: "courier/c", seq: 0, hash: "" }, "");
        const left = [...outcomes];
        const told: string[] = [];
        let counted = 0;
        let nowMs = AT_MS;
        const work = (): number | undefined => {
          for (;;) {
            const next = nextDeed(state, setting, nowMs);
            if (next.deed === undefined) return next.lookAtMs;
            const delivered = left.shift() ?? { kind: "sent", handle: { ts: "2" } };
            if (delivered.kind === "sent" && next.deed.of.kind === "bucket") {
              told.push(...next.deed.message.events);
              counted += next.deed.message.count;
            }
            state = settleDeed(state, next.deed, delivered, setting, nowMs).state;
          }
        };
        for (const [seq, { inMs, cluster, form }] of happenings.entries()) {
          nowMs += inMs;
          const severity = form === "cluster-failed" ? "critical" : "info";
          const one = draft({
            event: `e#${seq}`,
            clusters: [`c-${cluster}`],
            form,
            severity,
            atMs: nowMs,
          });
          state = takeIn(state, channel, one, nowMs);
          work();
        }
        let looks = 0;
        for (let lookAtMs = work(); lookAtMs !== undefined; lookAtMs = work()) {
          expect(lookAtMs).toBeGreaterThan(nowMs);
          nowMs = lookAtMs;
          looks += 1;
          expect(looks).toBeLessThan(500);
        }
        expect(state.buckets).toEqual([]);
        expect(counted).toBe(happenings.length);
        expect(told.toSorted()).toEqual(happenings.map((_, seq) => `e#${seq}`).toSorted());
      },
    ),
    { numRuns: 300 },
  );
});
