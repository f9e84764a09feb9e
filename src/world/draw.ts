import { sha256 } from "../model/hash.ts";

/**
 * A number from 0 up to but not including 1, always the same for the same words. The world's only
 * chance: every draw says what it is for, so that one more draw somewhere changes no other.
 */
export function draw(...words: readonly (string | number)[]): number {
  let hash = 0x811c9dc5;
  for (const char of words.join("/")) {
    hash = Math.imul(hash ^ (char.codePointAt(0) ?? 0), 0x01000193);
  }
  // The last words hardly reach the high bits without this (MurmurHash3's finalizer).
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 0x1_0000_0000;
}

/** Milliseconds between two bounds, in whole seconds: what happens in the same second is one step. */
export function drawMs(
  leastMs: number,
  mostMs: number,
  ...words: readonly (string | number)[]
): number {
  const seconds = (leastMs + draw(...words) * (mostMs - leastMs)) / 1_000;
  return Math.round(seconds) * 1_000;
}

/** A UID in the form that Kubernetes uses, from words. */
export function drawUid(...words: readonly (string | number)[]): string {
  const hex = sha256(words.join("/"));
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `4${hex.slice(13, 16)}`,
    `8${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join("-");
}
