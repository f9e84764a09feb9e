import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, it } from "vitest";
import { packageRoot } from "../src/platform/package-root.ts";
import { schemaFiles } from "./schema-files.ts";

const folder = path.join(packageRoot, "schemas");

it.each([...schemaFiles])("schemas/%s is what the model says (npm run schemas)", (file, text) => {
  expect(readFileSync(path.join(folder, file), "utf8")).toBe(text);
});

it("schemas/ holds nothing else", () => {
  expect(readdirSync(folder).toSorted()).toEqual([...schemaFiles.keys()].toSorted());
});
