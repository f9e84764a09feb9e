import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const IS_CODE = /\.(ts|js)$/;
const IS_TEST = /\.(test|suite|d)\.(ts|js)$/;

/**
 * Twelve hex digits that change when any of our code does: the folder of sources in a clone, of
 * compiled files in an installed package. Each build is registered with the engine under its own.
 */
export function buildHash(): string {
  const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "..");
  const hash = createHash("sha256");
  const files = readdirSync(root, { recursive: true, encoding: "utf8" })
    .filter((file) => IS_CODE.test(file) && !IS_TEST.test(file))
    .toSorted();
  for (const file of files) hash.update(file).update(readFileSync(path.join(root, file)));
  return hash.digest("hex").slice(0, 12);
}
