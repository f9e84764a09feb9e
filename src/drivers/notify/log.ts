/**
 * Notices as lines of JSON: the channel that is always there. It owns the file and appends to it
 * only. I8: a key that is in the file is never written again, also after a restart; a line that a
 * crash cut off does not count as written.
 */
import { appendFileSync, closeSync, fstatSync, mkdirSync, openSync, readSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import type { Notice, NotifyPort } from "../../ports/notify-port.ts";
import { PortError } from "../../ports/port-error.ts";

export interface NoticeLog {
  /** Made when it is not there, readable by its owner only. Left out, repeats are known until the process ends. */
  readonly file?: string;
  /** Gets each notice once a process, after it is in the file: for whoever shows them. Must not throw. */
  readonly sink?: (notice: Notice) => void;
}

const keyed = z.object({ key: z.string() });

/** A channel that writes to a file, tells a function, or both. */
export function logNotify({ file, sink }: NoticeLog): NotifyPort {
  const told = new Set<string>();
  let readTo = 0;
  // Everything between looking and writing is one turn of the event loop: no repeat slips in.
  const notify = (notice: Notice): void => {
    if (file !== undefined) readTo = withFile(file, (open) => learnKeys(open, readTo, told));
    if (told.has(notice.key)) return;
    if (file !== undefined) withFile(file, (open) => appendLine(open, readTo, notice));
    told.add(notice.key);
    sink?.(notice);
  };
  return { notify: async (notice) => notify(notice) };
}

/** Adds the keys of the whole lines from `from` on, ours or another process's, and says up to where they go. */
function learnKeys(open: number, from: number, told: Set<string>): number {
  const bytes = Buffer.alloc(fstatSync(open).size - from);
  readSync(open, bytes, 0, bytes.length, from);
  const end = bytes.lastIndexOf("\n") + 1;
  for (const line of bytes.toString("utf8", 0, end).split("\n")) {
    const key = keyOf(line);
    if (key !== undefined) told.add(key);
  }
  return from + end;
}

/** Of a line that was cut off by a crash, and then ended by the next, there is none. */
function keyOf(line: string): string | undefined {
  try {
    return keyed.safeParse(JSON.parse(line)).data?.key;
  } catch {
    return undefined;
  }
}

/** A torn line at the end is ended first, so that it cannot swallow this one. */
function appendLine(open: number, readTo: number, notice: Notice): void {
  const torn = fstatSync(open).size > readTo;
  appendFileSync(open, `${torn ? "\n" : ""}${JSON.stringify(notice)}\n`, { flush: true });
}

function withFile<T>(file: string, work: (open: number) => T): T {
  try {
    mkdirSync(path.dirname(file), { recursive: true, mode: 0o700 });
    const open = openSync(file, "a+", 0o600);
    try {
      return work(open);
    } finally {
      closeSync(open);
    }
  } catch (error) {
    throw new PortError(
      "transient",
      `the notice could not be written to ${file}: ${error instanceof Error ? error.message : String(error)}`,
      { cause: error },
    );
  }
}
