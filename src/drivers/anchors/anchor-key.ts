/**
 * The key that signs anchors. Owns one file in the data directory, readable by its owner only. Who
 * verifies keeps the public half elsewhere: one that stands beside the records proves little.
 */
import {
  createPrivateKey,
  createPublicKey,
  generateKeyPairSync,
  sign,
  verify,
  type KeyObject,
} from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { anchorText, type Anchor, type UnsignedAnchor } from "../../audit/anchor.ts";
import { PortError } from "../../ports/port-error.ts";

/** Where the key of a data directory is. */
export const anchorKeyFile = (dataDir: string): string => path.join(dataDir, "anchor-key.pem");

export interface AnchorKey {
  /** SPKI in DER, base64: as anchors carry it. */
  readonly publicKey: string;
  readonly publicPem: string;
  sign(anchor: UnsignedAnchor): Anchor;
}

/** The key of the file; made when there is none. */
export function openAnchorKey(file: string): AnchorKey {
  const privateKey = existsSync(file) ? readPrivate(file) : makePrivate(file);
  const publicKey = createPublicKey(privateKey);
  return {
    publicKey: publicKey.export({ type: "spki", format: "der" }).toString("base64"),
    publicPem: publicKey.export({ type: "spki", format: "pem" }).toString(),
    sign: (anchor) => ({
      ...anchor,
      signature: sign(null, Buffer.from(anchorText(anchor)), privateKey).toString("base64"),
    }),
  };
}

/** Whether an anchor is signed by the trusted key; without one, by the key that it names itself. */
export function isSignedBy(trusted: KeyObject | undefined): (anchor: Anchor) => boolean {
  return (anchor) => {
    try {
      const named = createPublicKey({
        key: Buffer.from(anchor.key, "base64"),
        format: "der",
        type: "spki",
      });
      const key = trusted ?? named;
      const text = Buffer.from(anchorText(anchor));
      return verify(null, text, key, Buffer.from(anchor.signature, "base64"));
    } catch {
      return false;
    }
  };
}

/** The public key of a PEM file. Throws a terminal `PortError` in words. */
export function readPublicKey(file: string): KeyObject {
  try {
    return createPublicKey(readFileSync(file));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new PortError("terminal", `${file} holds no public key: ${why}`, { cause: error });
  }
}

function readPrivate(file: string): KeyObject {
  try {
    return createPrivateKey(readFileSync(file));
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new PortError("terminal", `cannot read the key ${file}: ${why}`, { cause: error });
  }
}

function makePrivate(file: string): KeyObject {
  const { privateKey } = generateKeyPairSync("ed25519");
  const unfinished = `${file}.new`;
  writeFileSync(unfinished, privateKey.export({ type: "pkcs8", format: "pem" }), { mode: 0o600 });
  renameSync(unfinished, file);
  return privateKey;
}
