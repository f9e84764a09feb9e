import { isMap, isSeq, LineCounter, parseAllDocuments, type YAMLSeq } from "yaml";
import { entryLines } from "./fleet-text.ts";
import type { FleetEntry } from "./fleet-entry.ts";

/**
 * The text of a file with entries added behind the last cluster of a fleet. Nothing else is touched:
 * comments, order, quotes and spaces stay as people wrote them. A list in brackets has no lines to add
 * to, and is written anew with the rest of its document.
 */
export function insertClusters(
  text: string,
  fleet: string,
  entries: readonly FleetEntry[],
): string {
  if (entries.length === 0) return text;
  const lines = new LineCounter();
  const documents = parseAllDocuments(text, { lineCounter: lines });
  for (const document of documents) {
    if (document.get("kind") !== "Fleet" || document.getIn(["metadata", "name"]) !== fleet)
      continue;
    const clusters = document.getIn(["spec", "clusters"]);
    if (!isSeq(clusters)) break;
    const place = clusters.flow === true ? undefined : placeBehind(clusters, text, lines);
    if (place !== undefined) return spliced(text, place, entries);
    for (const { cluster } of entries) {
      clusters.add(document.createNode(cluster, { aliasDuplicateObjects: false }));
    }
    return documents.map((one) => one.toString({ lineWidth: 0 })).join("---\n");
  }
  throw new TypeError(
    `fleet ${fleet} has no list of clusters: the file was not read by readDocuments`,
  );
}

interface Place {
  readonly offset: number;
  /** Columns in front of the list's dashes. */
  readonly indent: number;
}

/** The line behind the last entry; undefined when that entry does not begin a line of its own. */
function placeBehind(clusters: YAMLSeq, text: string, lines: LineCounter): Place | undefined {
  const last = clusters.items.at(-1);
  if (!isMap(last) || !last.range) return undefined;
  const { line } = lines.linePos(last.range[0]);
  const begin = lines.lineStarts[line - 1] ?? 0;
  const dash = /^( *)- /.exec(text.slice(begin));
  if (dash === null) return undefined;
  const end = last.range[1];
  const indent = dash[1]?.length ?? 0;
  if (text[end - 1] === "\n") return { offset: end, indent };
  const next = text.indexOf("\n", end);
  return { offset: next === -1 ? text.length : next + 1, indent };
}

function spliced(text: string, { offset, indent }: Place, entries: readonly FleetEntry[]): string {
  const newline = text.includes("\r\n") ? "\r\n" : "\n";
  const added = entryLines(entries)
    .trimEnd()
    .split("\n")
    .map((line) => `${" ".repeat(indent)}${line}${newline}`)
    .join("");
  const before = text.slice(0, offset);
  return `${before}${before.endsWith("\n") ? "" : newline}${added}${text.slice(offset)}`;
}
