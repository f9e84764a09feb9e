import { appendFileSync, existsSync, mkdirSync, readFileSync, truncateSync } from "node:fs";
import path from "node:path";
import type { Anchor } from "../../audit/anchor.ts";
import type { AnchorPort } from "../../ports/anchor-port.ts";
import { PortError } from "../../ports/port-error.ts";
import { newAnchorLines, readAnchorLines } from "./anchor-lines.ts";

/** Anchors as lines of JSON in a file, best on another machine's disk. A line that a crash cut off is written anew. */
export function anchorFile(file: string): AnchorPort {
  const name = `file ${file}`;
  return { name, publish: async (anchors) => appendAnchors(file, anchors, name) };
}

/** Adds those that are not there yet. */
export function appendAnchors(file: string, anchors: readonly Anchor[], name: string): void {
  try {
    mkdirSync(path.dirname(file), { recursive: true });
    const text = existsSync(file) ? readFileSync(file, "utf8") : "";
    const lines = newAnchorLines(anchors, readAnchorLines(text, name), name);
    const whole = Buffer.byteLength(text.slice(0, text.lastIndexOf("\n") + 1));
    if (lines.length === 0) return;
    if (Buffer.byteLength(text) > whole) truncateSync(file, whole);
    appendFileSync(file, lines.map((line) => `${line}\n`).join(""), { flush: true });
  } catch (error) {
    if (error instanceof PortError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new PortError("transient", `${name} could not be written: ${why}`, { cause: error });
  }
}
