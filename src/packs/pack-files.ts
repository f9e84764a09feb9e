import { lstatSync, readdirSync, readFileSync, realpathSync } from "node:fs";
import path from "node:path";
import type { Problem } from "../spec/problem.ts";
import { RefusedPack } from "./refused-pack.ts";

/** A file of a pack: what its hash is made from. */
export interface PackFile {
  /** From the pack's folder, with `/`. */
  readonly path: string;
  readonly content: Buffer;
  readonly executable: boolean;
}

/** A file before it is read. */
interface ListedFile {
  readonly path: string;
  readonly bytes: number;
  readonly executable: boolean;
}

/** A pack is text and small programs; what is larger was put there by mistake. */
export const MOST_FILES = 2_000;
export const MOST_BYTES = 32 * 1024 * 1024;

/** Never part of a pack: what version control, file managers and interpreters leave in a folder. */
const LEFT_OUT: ReadonlySet<string> = new Set([".git", ".DS_Store", "__pycache__"]);

/** Where a pack is kept nothing is left out: what was not in it was put there since. */
export const NOTHING_LEFT_OUT: ReadonlySet<string> = new Set();

const PORTABLE = /^[A-Za-z0-9_.+@-]+$/;

/**
 * The files of a pack's folder, sorted by path. Throws `RefusedPack` with all that a pack may not
 * hold: links, which could lead outside; names that another machine cannot have; too much of it all.
 */
export function readPackFolder(folder: string, leftOut = LEFT_OUT): readonly PackFile[] {
  const listed: ListedFile[] = [];
  const problems: Problem[] = [];
  walk(folder, "", leftOut, listed, problems);
  problems.push(...wrongPaths(listed, folder), ...tooMuch(listed, folder));
  if (problems.length > 0) throw new RefusedPack(problems);
  return sorted(
    listed.map(({ path: at, executable }) => ({
      path: at,
      executable,
      content: readFileSync(path.join(folder, at)),
    })),
  );
}

/** Files that came another way (an archive, a request), sorted, when a folder could hold them too. Throws `RefusedPack`. */
export function checkedFiles(files: readonly PackFile[], shown: string): readonly PackFile[] {
  const listed = files.map(({ content, ...file }) => ({ ...file, bytes: content.length }));
  const problems = [...wrongPaths(listed, shown), ...tooMuch(listed, shown)];
  if (problems.length > 0) throw new RefusedPack(problems);
  return sorted(files);
}

function sorted(files: readonly PackFile[]): readonly PackFile[] {
  return files.toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

function walk(
  folder: string,
  inside: string,
  leftOut: ReadonlySet<string>,
  listed: ListedFile[],
  problems: Problem[],
): void {
  for (const name of readdirSync(path.join(folder, inside)).toSorted()) {
    if (leftOut.has(name)) continue;
    // Enough to say that it is too much.
    if (listed.length > MOST_FILES) return;
    const at = inside === "" ? name : `${inside}/${name}`;
    const file = path.join(folder, at);
    const stat = lstatSync(file);
    if (stat.isDirectory()) walk(folder, at, leftOut, listed, problems);
    else if (stat.isFile()) {
      listed.push({ path: at, bytes: stat.size, executable: (stat.mode & 0o111) !== 0 });
    } else problems.push(ofFile(file, notPlain(file, stat.isSymbolicLink())));
  }
}

function notPlain(file: string, isLink: boolean): string {
  if (!isLink) return "expected a file or a folder";
  return `a link${linkTarget(file)}: a pack holds files only, since a link leads to something else on another machine. Put a copy there`;
}

function linkTarget(file: string): string {
  try {
    return ` to ${realpathSync(file)}`;
  } catch {
    return " that leads nowhere";
  }
}

/** Also asked of the names in an archive, which may say anything. */
function wrongPaths(files: readonly Pick<ListedFile, "path">[], shown: string): readonly Problem[] {
  const seen = new Map<string, string>();
  const folders = new Set(files.flatMap(({ path: at }) => foldersOf(at.toLowerCase())));
  return files.flatMap(({ path: at }) => {
    const wrong = wrongPath(at);
    if (wrong !== undefined) return [ofFile(`${shown}: ${at}`, wrong)];
    const folded = at.toLowerCase();
    const other = seen.get(folded);
    seen.set(folded, at);
    if (folders.has(folded)) return [ofFile(`${shown}: ${at}`, "a file and a folder at once")];
    if (other === undefined) return [];
    const message =
      other === at
        ? "it is there twice"
        : `${other} differs only in case: some machines take them for one file`;
    return [ofFile(path.join(shown, at), message)];
  });
}

/** `a` and `a/b` of `a/b/c`. */
function foldersOf(at: string): readonly string[] {
  const parts = at.split("/");
  return parts.slice(1).map((_, index) => parts.slice(0, index + 1).join("/"));
}

function wrongPath(at: string): string | undefined {
  const parts = at.split("/");
  if (parts.some((part) => part === "" || part === "." || part === "..")) {
    return "it leads out of the pack's folder";
  }
  return parts.every((part) => PORTABLE.test(part))
    ? undefined
    : "expected a name of letters, digits and . _ - + @";
}

function tooMuch(files: readonly Pick<ListedFile, "bytes">[], shown: string): readonly Problem[] {
  if (files.length > MOST_FILES) {
    return [ofFile(shown, `it has more than ${MOST_FILES} files, the most that a pack may have`)];
  }
  const bytes = files.reduce((sum, file) => sum + file.bytes, 0);
  const most = `${MOST_BYTES / 1024 / 1024} MiB`;
  return bytes > MOST_BYTES
    ? [ofFile(shown, `its files are more than ${most} together, the most that a pack may have`)]
    : [];
}

/** Something wrong with a file as a whole. */
export function ofFile(file: string, message: string): Problem {
  return { file, line: 1, column: 1, path: "", message };
}
