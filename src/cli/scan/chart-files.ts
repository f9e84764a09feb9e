import { readdirSync, readFileSync, realpathSync } from "node:fs";
import path from "node:path";
import type { Unread } from "../../assess/scan/scan-finding.ts";
import { errorWords } from "./error-words.ts";
import { kindOf } from "./file-kind.ts";
import { readSource, textOf } from "./read-source.ts";
import { unpackArchive } from "./unpack-archive.ts";

/** A file of a chart: its path in the chart, with slashes, and its text. */
export interface ChartFile {
  readonly path: string;
  readonly text: string;
}

/** What a chart is made of, its subcharts included, packed ones too: `charts/redis-1.0.0.tgz/Chart.yaml`. */
export interface ChartFiles {
  /** Folder or archive; the files' paths begin there. */
  readonly root: string;
  readonly files: readonly ChartFile[];
  readonly unread: readonly Unread[];
}

/** Of a chart and of its subcharts, what says which objects it makes; the rest of a folder is not the chart's. */
const PART =
  /^(charts\/[^/]+\/)*((Chart|requirements|values)\.yaml|(templates|crds)\/.+|charts\/[^/]+\.tgz)$/;
const FOLDER = /^(charts\/[^/]+\/)*(charts(\/[^/]+)?|(templates|crds)(\/.+)?)$/;

/** The files of a chart that is a folder. */
export async function readChartFolder(root: string): Promise<ChartFiles> {
  const files: ChartFile[] = [];
  const unread: Unread[] = [];
  for (const inside of pathsIn(root, "", unread)) {
    const file = path.join(root, inside);
    if (inside.endsWith(".tgz")) {
      const packed = await readChartArchive(file);
      files.push(...packed.files.map((each) => ({ ...each, path: `${inside}/${each.path}` })));
      unread.push(...packed.unread);
      continue;
    }
    const reading = readSource(file);
    if (reading.kind === "text") files.push({ path: inside, text: reading.text });
    else unread.push(reading.unread);
  }
  return { root, files, unread };
}

/** The files of a packed chart; none when it holds no chart, which is for the caller to judge. */
export async function readChartArchive(root: string): Promise<ChartFiles> {
  try {
    return await filesOfArchive(root, readFileSync(root));
  } catch (error) {
    const help = "pack it anew with helm package";
    return { root, files: [], unread: [{ file: root, line: 1, reason: errorWords(error), help }] };
  }
}

async function filesOfArchive(root: string, bytes: Buffer): Promise<ChartFiles> {
  const files: ChartFile[] = [];
  const unread: Unread[] = [];
  for (const { name, content } of await unpackArchive(bytes)) {
    // Everything in a packed chart is in one folder, called like the chart.
    const inside = name.slice(name.indexOf("/") + 1);
    if (!PART.test(inside)) continue;
    if (inside.endsWith(".tgz")) {
      const inner = await filesOfArchive(`${root}/${inside}`, content);
      files.push(...inner.files.map((each) => ({ ...each, path: `${inside}/${each.path}` })));
      unread.push(...inner.unread);
      continue;
    }
    const reading = textOf(`${root}/${inside}`, content);
    if (reading.kind === "text") files.push({ path: inside, text: reading.text });
    else unread.push(reading.unread);
  }
  return { root, files, unread };
}

/** Paths of the chart's parts, in the order of their names. Links are followed, as helm does. */
function pathsIn(
  root: string,
  under: string,
  unread: Unread[],
  above: readonly string[] = [],
): readonly string[] {
  const found: string[] = [];
  const folder = path.join(root, under);
  try {
    const real = realpathSync(folder);
    // A link that leads to where it is has been followed already.
    if (above.includes(real)) return [];
    for (const name of readdirSync(folder).toSorted()) {
      const inside = under + name;
      const isFolder = kindOf(path.join(root, inside)) === "folder";
      if (!isFolder && PART.test(inside)) found.push(inside);
      if (isFolder && FOLDER.test(inside)) {
        found.push(...pathsIn(root, `${inside}/`, unread, [...above, real]));
      }
    }
  } catch (error) {
    unread.push({
      file: folder,
      line: 1,
      reason: errorWords(error),
      help: "let this user read it",
    });
  }
  return found;
}
