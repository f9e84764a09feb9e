import { lstatSync, readdirSync } from "node:fs";
import path from "node:path";

/**
 * Tells, whenever it is asked, whether a folder is as it was when this was called: by what the file
 * system says of each file, its change time included, which nobody can set back. So a pack that was
 * read need not be read again before each of its programs runs.
 */
export function untouched(folder: string): () => boolean {
  const before = marksOf(folder);
  return () => before === marksOf(folder);
}

/** Undefined when it cannot be seen whole, which is never the same as before. */
function marksOf(folder: string): string {
  try {
    return readdirSync(folder, { recursive: true, encoding: "utf8" })
      .toSorted()
      .map((at) => markOf(folder, at))
      .join("\n");
  } catch (error) {
    return `not seen: ${String(error)}`;
  }
}

function markOf(folder: string, at: string): string {
  const { ino, size, mode, ctimeNs } = lstatSync(path.join(folder, at), { bigint: true });
  return `${at}\0${ino} ${size} ${mode} ${ctimeNs}`;
}
