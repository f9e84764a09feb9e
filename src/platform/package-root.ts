import path from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The folder of the package, where `packs/`, `schemas/` and `lab/` are: two above this file, both
 * in a clone (`src/platform`) and in an installed package (`dist/platform`).
 */
export const packageRoot: string = path.resolve(
  path.dirname(fileURLToPath(import.meta.url)),
  "..",
  "..",
);

/** The program's entry, to start it again as a child process. */
export const entryFile: string = path.resolve(
  path.dirname(fileURLToPath(import.meta.url)),
  "..",
  import.meta.url.endsWith(".ts") ? "main.ts" : "main.js",
);
