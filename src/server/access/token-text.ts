import { createHash, timingSafeEqual } from "node:crypto";
import { randomHex } from "../../platform/random.ts";

const FORM = /^flt_([0-9a-f]{12})_([0-9a-f]{64})$/;

/** A token in its parts: by the first it is found, by the second it is proved. */
export interface TokenParts {
  readonly id: string;
  readonly secret: string;
}

/** A new token, with 256 random bits: too many to guess, so that a plain hash of them is enough to keep. */
export function newToken(): TokenParts & { readonly text: string } {
  const [id, secret] = [randomHex(6), randomHex(32)];
  return { id, secret, text: `flt_${id}_${secret}` };
}

/** The parts of what somebody sent as a token; undefined when it has not the form of one. */
export function readToken(text: string): TokenParts | undefined {
  const [, id, secret] = FORM.exec(text) ?? [];
  return id === undefined || secret === undefined ? undefined : { id, secret };
}

/** What is kept in place of the secret. */
export function secretHash(secret: string): string {
  return createHash("sha256").update(secret).digest("hex");
}

/** Compares in a time that tells nothing of where they differ. */
export function isSecretOf(hash: string, secret: string): boolean {
  const [kept, given] = [Buffer.from(hash, "hex"), Buffer.from(secretHash(secret), "hex")];
  return kept.length === given.length && timingSafeEqual(kept, given);
}
