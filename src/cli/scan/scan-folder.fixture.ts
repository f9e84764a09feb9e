import { chmodSync, mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll } from "vitest";

/** A folder of a test's own, gone after it; `write` makes files in it and the folders above them. */
export interface ScanFolder {
  readonly root: string;
  write(files: Readonly<Record<string, string | Buffer>>): void;
  at(name: string): string;
  /** The text with the folder's place taken out of it. */
  placeless(text: string): string;
}

export function scanFolder(): ScanFolder {
  const root = realpathSync(mkdtempSync(path.join(tmpdir(), "fl-scan-")));
  afterAll(() => rmSync(root, { recursive: true, force: true }));
  const at = (name: string): string => path.join(root, name);
  return {
    root,
    at,
    write: (files) => {
      for (const [name, content] of Object.entries(files)) {
        mkdirSync(path.dirname(at(name)), { recursive: true });
        writeFileSync(at(name), content);
      }
    },
    placeless: (text) => text.replaceAll(`${root}/`, ""),
  };
}

/** A program called helm that runs a script of the shell; the folder to put on PATH. */
export function fakeHelm(folder: ScanFolder, script: string, name = "bin"): string {
  folder.write({ [`${name}/helm`]: `#!/bin/sh\n${script}\n` });
  chmodSync(folder.at(`${name}/helm`), 0o755);
  return folder.at(name);
}

/** An object of a few lines. */
export function object(apiVersion: string, kind: string, name: string): string {
  return `apiVersion: ${apiVersion}\nkind: ${kind}\nmetadata:\n  name: ${name}\n`;
}

/** An object that 1.25 does not serve any more. */
export function budget(name: string): string {
  return object("policy/v1beta1", "PodDisruptionBudget", name);
}
