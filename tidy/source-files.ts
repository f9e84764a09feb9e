import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

export const root: string = path.resolve(import.meta.dirname, "..");

export interface SourceFile {
  /** From the root, with forward slashes. */
  readonly path: string;
  readonly text: string;
  /** Without comments, strings and regular expressions' contents kept. */
  readonly code: string;
  readonly lines: number;
  /** The specifiers that it imports, relative ones resolved to paths from the root. */
  readonly imports: readonly string[];
}

/** All TypeScript files below the folders, tests and suites included. */
export function sourceFiles(folders: readonly string[]): readonly SourceFile[] {
  return folders.flatMap((folder) => walk(folder)).map(readSource);
}

export const isTest = (file: string): boolean => /\.(test|suite|fixture)\.ts$/.test(file);

function walk(folder: string): readonly string[] {
  return readdirSync(path.join(root, folder), { withFileTypes: true }).flatMap((entry) => {
    const name = `${folder}/${entry.name}`;
    if (entry.isDirectory()) return entry.name === "node_modules" ? [] : walk(name);
    return entry.name.endsWith(".ts") ? [name] : [];
  });
}

function readSource(file: string): SourceFile {
  const text = readFileSync(path.join(root, file), "utf8");
  const code = text.replaceAll(/\/\*[\s\S]*?\*\//g, "").replaceAll(/(^|[^:"'`])\/\/.*$/gm, "$1");
  const imports = [...code.matchAll(/(?:from|import)\s*\(?\s*["']([^"']+)["']/g)].map(
    ([, name = ""]) =>
      name.startsWith(".") ? path.posix.join(path.posix.dirname(file), name) : name,
  );
  return { path: file, text, code, lines: text.split("\n").length - 1, imports };
}
