import type { Channel } from "../model/messaging.ts";
import { closingOf } from "../plan/windows/windows.ts";

/** When the quiet hours of an instant are over; that instant outside of them. Hours without an end are none: nothing would ever be told. */
export function quietUntilMs({ quietHours }: Channel, nowMs: number): number {
  if (quietHours === undefined) return nowMs;
  const untilMs = closingOf(quietHours, nowMs);
  return Number.isFinite(untilMs) ? untilMs : nowMs;
}
