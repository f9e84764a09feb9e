import { readFileSync } from "node:fs";
import path from "node:path";
import { packageRoot } from "./package-root.ts";

/** The version of this fleetlift. */
export function packageVersion(): string {
  const file = readFileSync(path.join(packageRoot, "package.json"), "utf8");
  // Our own file, shipped with the code that reads it.
  return (JSON.parse(file) as { readonly version: string }).version;
}
