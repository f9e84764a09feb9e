import { type Dirent, readdirSync, realpathSync, statSync, type Stats } from "node:fs";
import path from "node:path";
import type { Unread } from "../../assess/scan/scan-finding.ts";
import { errorWords } from "./error-words.ts";
import { isLink, kindOf } from "./file-kind.ts";

/** One thing to read, as `findSources` comes to it. */
export type Source =
  | { readonly kind: "stdin" }
  /** A file of manifests; a kustomization stands for more than it holds. */
  | { readonly kind: "file"; readonly file: string }
  /** A folder with a Chart.yaml; of a part of it, only what is found in `only` was asked for. */
  | { readonly kind: "chart"; readonly folder: string; readonly only?: string | undefined }
  /** A packed chart, or what is called like one; `named` on the command line or met in a folder. */
  | { readonly kind: "archive"; readonly file: string; readonly named: boolean }
  | { readonly kind: "unread"; readonly unread: Unread };

/** Where it was found, and the same without links: what is reached twice is read once. */
interface Place {
  readonly name: string;
  readonly real: string;
}

const READ = /\.((ya?ml|json)(\.gz)?|tpl)$/i;
const ARCHIVE = /\.(tgz|tar\.gz)$/i;
/** Hold no manifests, and many files. */
const SKIPPED_FOLDERS: ReadonlySet<string> = new Set([".git", "node_modules"]);
/** Of a chart's folder: read with the chart, or no manifests. */
const CHART_PARTS =
  /^(templates|charts|crds|Chart\.(yaml|lock)|requirements\.(yaml|lock)|values.*\.(ya?ml|json))$/;

/**
 * What is to be read of the paths (`-` is stdin), in the order of the paths and then of the names.
 * Links are followed; what cannot be looked at is told as unread, with the reason.
 */
export function* findSources(paths: readonly string[]): Generator<Source> {
  const seen = new Set<string>();
  for (const name of paths) {
    if (name === "-") yield { kind: "stdin" };
    else yield* sourcesAt(path.normalize(name), seen, true);
  }
}

/** What is at the end of a name of which nothing is known yet: named by the user, or a link. */
function* sourcesAt(name: string, seen: Set<string>, named: boolean): Generator<Source> {
  let found: { readonly stats: Stats; readonly real: string };
  try {
    found = { stats: statSync(name), real: realpathSync(name) };
  } catch (error) {
    yield unlooked(name, error);
    return;
  }
  const place = { name, real: found.real };
  if (found.stats.isDirectory()) {
    const chart = named ? chartAbove(name) : undefined;
    if (chart === undefined) yield* sourcesOfFolder(place, seen);
    else yield { kind: "chart", folder: chart, only: name };
  } else if (!found.stats.isFile() || isFirst(place, seen)) {
    const chart = named ? chartAbove(name) : undefined;
    yield chart === undefined
      ? sourceOf(name, named)
      : { kind: "chart", folder: chart, only: name };
  }
}

function* sourcesOfFolder(folder: Place, seen: Set<string>): Generator<Source> {
  if (!isFirst(folder, seen)) return;
  let entries: readonly Dirent[];
  try {
    entries = readdirSync(folder.name, { withFileTypes: true });
  } catch (error) {
    yield unlooked(folder.name, error);
    return;
  }
  const isChart = entries.some(({ name }) => name === "Chart.yaml");
  if (isChart) yield { kind: "chart", folder: folder.name };
  for (const entry of entries.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    if (!SKIPPED_FOLDERS.has(entry.name) && !(isChart && CHART_PARTS.test(entry.name))) {
      yield* sourcesOfEntry(entry, folder, seen);
    }
  }
}

function* sourcesOfEntry(entry: Dirent, folder: Place, seen: Set<string>): Generator<Source> {
  const name = path.join(folder.name, entry.name);
  const place = { name, real: path.join(folder.real, entry.name) };
  if (entry.isDirectory()) yield* sourcesOfFolder(place, seen);
  else if (entry.isSymbolicLink()) {
    if (kindOf(name) === "folder" || isOurs(entry.name)) yield* sourcesAt(name, seen, false);
  } else if (entry.isFile() && isOurs(entry.name) && isFirst(place, seen)) {
    yield sourceOf(name, false);
  }
}

function sourceOf(file: string, named: boolean): Source {
  return ARCHIVE.test(file) ? { kind: "archive", file, named } : { kind: "file", file };
}

function isOurs(name: string): boolean {
  return READ.test(name) || ARCHIVE.test(name) || name === "Kustomization";
}

function isFirst({ real }: Place, seen: Set<string>): boolean {
  if (seen.has(real)) return false;
  seen.add(real);
  return true;
}

/** The folder of the chart whose templates these are: a part of a chart means nothing without it. */
function chartAbove(name: string): string | undefined {
  let folder = path.resolve(name);
  for (let parent = path.dirname(folder); parent !== folder; parent = path.dirname(folder)) {
    const isTemplates = path.basename(folder) === "templates";
    if (isTemplates && kindOf(path.join(parent, "Chart.yaml")) === "file") {
      return path.isAbsolute(name) ? parent : path.relative("", parent) || ".";
    }
    folder = parent;
  }
  return undefined;
}

function unlooked(name: string, error: unknown): Source {
  const reason = errorWords(error);
  const help = isLink(name) ? "it is a link: mend or remove it" : "let this user read it";
  return { kind: "unread", unread: { file: name, line: 1, reason, help } };
}
