/** `10:41:07` of an instant, UTC. */
export function clockTime(atMs: number): string {
  return new Date(atMs).toISOString().slice(11, 19);
}

/** `2026-11-20T10:41:07Z` of an instant. */
export function isoTime(atMs: number): string {
  return new Date(atMs).toISOString().replace(/\.\d+Z$/, "Z");
}

/** `01:02:03` since a start: hours go on beyond a day. */
export function elapsedTime(ms: number): string {
  const seconds = Math.max(0, Math.floor(ms / 1000));
  const two = (value: number): string => String(value).padStart(2, "0");
  return `${two(Math.floor(seconds / 3600))}:${two(Math.floor(seconds / 60) % 60)}:${two(seconds % 60)}`;
}

/** From here on hours say nothing to people any more. */
const DAYS_FROM = 3;

/** How long, for people: `45 s`, `12 min`, `3 h 05 min`, `90 days`. */
export function roughTime(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 60) return `${minutes} min`;
  const days = minutes / (24 * 60);
  if (days >= DAYS_FROM) return `${Math.floor(days)} days`;
  return `${Math.floor(minutes / 60)} h ${String(minutes % 60).padStart(2, "0")} min`;
}
