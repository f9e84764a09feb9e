import { closeSync, fstatSync, openSync, readFileSync, readSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { Unread } from "../../assess/scan/scan-finding.ts";
import { errorWords } from "./error-words.ts";

const STDIN = 0;
const MIB = 1024 * 1024;
/** More than any list of objects that a server would take; what is above is data. */
const LIMIT_BYTES = 64 * MIB;
/** As far as git looks. */
const BINARY_LOOK_BYTES = 8_000;

export type Reading =
  | { readonly kind: "text"; readonly text: string }
  | { readonly kind: "unread"; readonly unread: Unread };

/** The text of a file, of a pipe, or of stdin (`-`); whatever stops it is told as unread. */
export function readSource(file: string): Reading {
  try {
    return file === "-" ? stdin() : readFile(file);
  } catch (error) {
    return unread(file, errorWords(error), "let this user read it");
  }
}

/** Nothing in a pipe is what a command leaves that failed before it: it may not count as read. */
function stdin(): Reading {
  const reading = textOf("stdin", readFileSync(STDIN));
  if (reading.kind === "unread" || /\S/.test(reading.text)) return reading;
  return unread("stdin", "it is empty", "look whether the command before the pipe has failed");
}

/** The text of bytes that are in memory already, by the same rules; what is gzipped is unpacked. */
export function textOf(file: string, bytes: Buffer): Reading {
  if (bytes.length > LIMIT_BYTES) return tooLarge(file, bytes.length);
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return unpacked(file, bytes);
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return asText(bytes.toString("utf16le", 2));
  if (bytes[0] === 0xfe && bytes[1] === 0xff) {
    // Whole pairs only, and never in place: the bytes may be read again.
    const pairs = Buffer.from(bytes.subarray(2, bytes.length - (bytes.length % 2)));
    return asText(pairs.swap16().toString("utf16le"));
  }
  if (bytes.subarray(0, BINARY_LOOK_BYTES).includes(0)) {
    return unread(file, "it is binary, not text", "name the manifests that it was made from");
  }
  const hasMark = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return asText(bytes.toString("utf8", hasMark ? 3 : 0));
}

function unpacked(file: string, bytes: Buffer): Reading {
  let content: Buffer;
  try {
    content = gunzipSync(bytes, { maxOutputLength: LIMIT_BYTES });
  } catch (error) {
    return unread(file, `it cannot be unpacked: ${errorWords(error)}`, "unpack it, and scan that");
  }
  return content[0] === 0x1f && content[1] === 0x8b
    ? unread(file, "it is packed twice", "unpack it, and scan that")
    : textOf(file, content);
}

/** Most files fit; read again and again into one place, they leave no garbage but their texts. */
const shared = Buffer.allocUnsafe(MIB / 4);

function readFile(file: string): Reading {
  const opened = openSync(file, "r");
  try {
    const stats = fstatSync(opened);
    // A pipe, as of `<(kustomize build .)`, does not know its size; nor do files of /proc.
    if (!stats.isFile() || stats.size === 0) return textOf(file, readFileSync(opened));
    if (stats.size > LIMIT_BYTES) return tooLarge(file, stats.size);
    const into = stats.size > shared.length ? Buffer.allocUnsafe(stats.size) : shared;
    let filled = 0;
    while (filled < stats.size) {
      const count = readSync(opened, into, filled, stats.size - filled, filled);
      if (count === 0) break;
      filled += count;
    }
    return textOf(file, into.subarray(0, filled));
  } finally {
    closeSync(opened);
  }
}

function asText(text: string): Reading {
  return { kind: "text", text };
}

function tooLarge(file: string, bytes: number): Reading {
  const reason = `it has ${Math.ceil(bytes / MIB)} MiB, more than the ${LIMIT_BYTES / MIB} MiB that are read of one file`;
  return unread(file, reason, "split it into files of one object or a few");
}

function unread(file: string, reason: string, help: string): Reading {
  return { kind: "unread", unread: { file, line: 1, reason, help } };
}
