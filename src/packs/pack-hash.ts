import { createHash } from "node:crypto";
import { contentHash } from "../model/hash.ts";
import type { PackFile } from "./pack-files.ts";

/**
 * The name of a pack's content: SHA-256 over its files in the order of their paths, each with its
 * path, the hash of its bytes, and whether it can be executed. Times, owners and the folder's own name
 * are no part of it, so that a copy is the same pack.
 */
export function packHash(files: readonly PackFile[]): string {
  return contentHash({
    format: "fleetlift-pack/1",
    files: files
      .map(({ path, content, executable }) => ({
        path,
        sha256: createHash("sha256").update(content).digest("hex"),
        ...(executable && { executable }),
      }))
      .toSorted((a, b) => (a.path < b.path ? -1 : 1)),
  });
}
