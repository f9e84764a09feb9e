const DAY_NAMES = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"] as const;

/** `Thu 2026-11-26 09:00 UTC` of an instant in epoch milliseconds; seconds only where there are some. */
export function instantWords(atMs: number): string {
  const at = new Date(atMs);
  const text = at.toISOString();
  const time = text.slice(11, at.getUTCSeconds() === 0 ? 16 : 19);
  return `${DAY_NAMES[at.getUTCDay()]} ${text.slice(0, 10)} ${time} UTC`;
}
