import { hash as digest } from "node:crypto";
import canonicalize from "canonicalize";

/**
 * Canonical JSON (RFC 8785): the same data is the same bytes, whatever order its keys were made in.
 * Data must be JSON already; a value that JSON has no form for (NaN, bigint) throws.
 */
export function canonicalJson(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new TypeError("only JSON data has a canonical form");
  return text;
}

/** SHA-256 in hex of text as UTF-8. */
export function sha256(text: string): string {
  return digest("sha256", text, "hex");
}

/** The name of a document: SHA-256 in hex of its canonical JSON. */
export function contentHash(value: unknown): string {
  return sha256(canonicalJson(value));
}

/** What people are shown of a hash, and may type: its first eight digits. */
export function shortHash(hash: string): string {
  return hash.slice(0, 8);
}
