import { createPrivateKey, createPublicKey, sign, verify } from "node:crypto";

/** What is signed: the name of the content, so that a signature holds for a folder and an archive alike. */
const statement = (hash: string): Buffer => Buffer.from(`fleetlift-pack/1 ${hash}\n`);

/** Signs a pack's hash with an Ed25519 private key in PEM. Throws with what is wrong with the key. */
export function signPack(hash: string, pem: string): string {
  const key = createPrivateKey(pem);
  if (key.asymmetricKeyType !== "ed25519") throw new Error(NOT_ED25519);
  return `${sign(null, statement(hash), key).toString("base64")}\n`;
}

/** Whether a signature of a pack's hash was made with the private key of this public one (PEM). Throws with what is wrong with the key. */
export function isSignedBy(hash: string, signature: string, pem: string): boolean {
  const key = createPublicKey(pem);
  if (key.asymmetricKeyType !== "ed25519") throw new Error(NOT_ED25519);
  return verify(null, statement(hash), key, Buffer.from(signature.trim(), "base64"));
}

const NOT_ED25519 =
  "it is no Ed25519 key; make one with: openssl genpkey -algorithm ed25519 -out pack.pem";
