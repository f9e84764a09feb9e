const DAY_MS = 24 * 60 * 60 * 1000;

/** What ends within this time is told: 30 days. */
export const SOON_MS = 30 * DAY_MS;

/** `2027-01-31` of an instant, UTC. */
export function dayOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}

/** The last instant of a day, a month or a year as it is written, UTC. */
export function lastInstantOf(date: string): number {
  const [year = 1970, month, day] = date.split("-").map(Number);
  if (day !== undefined && month !== undefined) return Date.UTC(year, month - 1, day + 1) - 1;
  return (month === undefined ? Date.UTC(year + 1, 0) : Date.UTC(year, month)) - 1;
}

/** Whole days from one instant to a later one. */
export function daysBetween(fromMs: number, toMs: number): number {
  return Math.floor((toMs - fromMs) / DAY_MS);
}
