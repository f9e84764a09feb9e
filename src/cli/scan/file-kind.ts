import { lstatSync, statSync } from "node:fs";

/** What is at the end of a name; undefined when nothing is, or when it may not be looked at. */
export function kindOf(name: string): "file" | "folder" | "other" | undefined {
  try {
    const stats = statSync(name);
    if (stats.isFile()) return "file";
    return stats.isDirectory() ? "folder" : "other";
  } catch {
    return undefined;
  }
}

/** Whether the name itself is a link, wherever it leads. */
export function isLink(name: string): boolean {
  try {
    return lstatSync(name).isSymbolicLink();
  } catch {
    return false;
  }
}
