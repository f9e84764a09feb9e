import { mkdirSync, writeFileSync } from "node:fs";
import path from "node:path";
import { packageRoot } from "../src/platform/package-root.ts";
import { schemaFiles } from "./schema-files.ts";

/** `npm run schemas`: writes what editors read; a test fails when it was forgotten. */
const folder = path.join(packageRoot, "schemas");
mkdirSync(folder, { recursive: true });
for (const [file, text] of schemaFiles) writeFileSync(path.join(folder, file), text);
