import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterEach, beforeEach } from "vitest";

/** A folder of each test of a file, removed after it. */
export interface TestFolder {
  readonly file: (name: string) => string;
  /** Where a secret is to be found, after it was written there. */
  readonly secret: (name: string, text: string) => { readonly file: string };
}

export function testFolder(): TestFolder {
  let folder = "";
  beforeEach(() => {
    folder = mkdtempSync(path.join(tmpdir(), "fl-channels-"));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));
  const file = (name: string): string => path.join(folder, name);
  return {
    file,
    secret: (name, text) => {
      writeFileSync(file(name), `${text}\n`);
      return { file: file(name) };
    },
  };
}
