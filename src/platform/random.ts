import { randomBytes } from "node:crypto";

/** Hex digits that nobody can guess, for tokens and keys. */
export function randomHex(bytes: number): string {
  return randomBytes(bytes).toString("hex");
}
