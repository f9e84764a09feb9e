/** "2026-11-21T21:50:03Z": to the second, in UTC. */
export function timeWords(ms: number): string {
  return `${new Date(ms).toISOString().slice(0, 19)}Z`;
}

/** "3.4 MB", in decimal units. */
export function sizeWords(bytes: number): string {
  if (bytes < 1_000_000) return `${Math.ceil(bytes / 1_000)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
