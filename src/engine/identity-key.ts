/**
 * The key with which the Restate server signs its calls to our endpoint, so that nobody else on
 * this machine can call it. Made once per data directory.
 */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  type KeyObject,
} from "node:crypto";
import { readFileSync, renameSync, writeFileSync } from "node:fs";
import { EngineError } from "./engine-error.ts";
import type { EngineFiles } from "./engine-files.ts";

/** The public half in the form that the SDK asks for; makes the key when there is none yet. */
export function publicIdentity(files: EngineFiles): string {
  return `publickeyv1_${base58(rawPublicKey(readOrMake(files)))}`;
}

function readOrMake(files: EngineFiles): KeyObject {
  try {
    return createPrivateKey(readFileSync(files.identityKey));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") {
      throw new EngineError(
        `cannot read ${files.identityKey}: ${(error as Error).message}; without it another is made at the next start`,
        { cause: error },
      );
    }
  }
  const { privateKey } = generateKeyPairSync("ed25519");
  const unfinished = `${files.identityKey}.new`;
  writeFileSync(unfinished, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  renameSync(unfinished, files.identityKey);
  return privateKey;
}

const RAW_KEY_BYTES = 32;

/** An Ed25519 key in DER ends with its 32 raw bytes (RFC 8410). */
function rawPublicKey(privateKey: KeyObject): Buffer {
  const der = createPublicKey(privateKey).export({ type: "spki", format: "der" });
  return der.subarray(der.length - RAW_KEY_BYTES);
}

const DIGITS = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** Base 58 as Bitcoin writes it: leading zero bytes are kept as the digit 1. */
export function base58(bytes: Buffer): string {
  let rest = BigInt(`0x${bytes.toString("hex") || "0"}`);
  let text = "";
  while (rest > 0n) {
    text = (DIGITS[Number(rest % 58n)] ?? "") + text;
    rest /= 58n;
  }
  const firstSet = bytes.findIndex((byte) => byte !== 0);
  return "1".repeat(firstSet === -1 ? bytes.length : firstSet) + text;
}
