import { minorOf, parseVersion } from "../model/version.ts";
import { OURSELVES, type ProviderChange, type ProviderView } from "../ports/provider-port.ts";

/** The rule by which an upgrade stops at what somebody else did to its cluster (I7). */
export const FOREIGN_WRITER = "foreign-writer";

const DAY_MS = 24 * 3_600_000;

/** The last request to move the control plane, when it is the one that led to `to`; undefined where nobody says. */
export function changeTo({ changes }: ProviderView, to: string): ProviderChange | undefined {
  return changes?.find((change) => change.pool === undefined && isVersion(change.to, to));
}

/** Some providers are asked for a minor and go to a patch of it. */
function isVersion(asked: string, version: string): boolean {
  return asked === version || (parseVersion(asked) === undefined && asked === minorOf(version));
}

export function isForeign(change: ProviderChange | undefined): change is ProviderChange {
  return change !== undefined && change.by !== OURSELVES;
}

/** What somebody else asked of the control plane, or of one pool, since `sinceMs`; as far as the provider's record tells. */
export function foreignSince(
  { changes = [] }: ProviderView,
  pool: string | undefined,
  sinceMs: number,
): ProviderChange | undefined {
  return changes.find(
    (change) => change.pool === pool && isForeign(change) && change.atMs >= sinceMs,
  );
}

/** `changed by terraform at 09:12 UTC`, with the day when it is not that of `nowMs`; or that nobody says. */
export function changedBy(change: ProviderChange | undefined, nowMs?: number): string {
  if (change === undefined) return "its provider does not tell by whom";
  const { by, atMs } = change;
  const at = new Date(atMs).toISOString();
  const isToday = nowMs !== undefined && Math.floor(atMs / DAY_MS) === Math.floor(nowMs / DAY_MS);
  return `changed by ${by} at ${isToday ? "" : `${at.slice(0, 10)} `}${at.slice(11, 16)} UTC`;
}
