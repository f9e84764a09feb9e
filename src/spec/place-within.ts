import type { Scalar } from "yaml";

/**
 * Where in a file a letter of a text stands, whatever the text is written as: plain, in quotes, or as a
 * block, whose lines YAML indents and folds. What is not white stands in the same order in both.
 * Undefined where letters are written as escapes.
 */
export function placeWithin(file: string, node: Scalar.Parsed, within: number): number | undefined {
  const [from, end] = node.range;
  const start = contentStart(file, node.type ?? "PLAIN", from);
  if (node.type === "QUOTE_DOUBLE" && file.slice(start, end).includes("\\")) return undefined;
  const isQuoted = node.type === "QUOTE_SINGLE";
  let left = String(node.value).slice(0, within).replaceAll(/\s/g, "").length;
  for (let at = start; at < end; at += 1) {
    if (/\s/.test(file.charAt(at))) continue;
    if (left === 0) return at;
    left -= 1;
    // Two of them stand for one.
    if (isQuoted && file.startsWith("''", at)) at += 1;
  }
  return end;
}

/** A block begins under its header (`|`, `>-`). */
function contentStart(file: string, type: string, from: number): number {
  if (type.startsWith("BLOCK")) return file.indexOf("\n", from) + 1;
  return type.startsWith("QUOTE") ? from + 1 : from;
}
