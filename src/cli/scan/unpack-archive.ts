import { Parser } from "tar";

/** More than any chart; what unpacks to more is meant to fill the memory. */
const LIMIT_BYTES = 128 * 1024 * 1024;

export interface PackedFile {
  readonly name: string;
  readonly content: Buffer;
}

/** The files of a gzipped tar, in memory: nothing is written, so no name in it can lead outside. */
export function unpackArchive(bytes: Buffer): Promise<readonly PackedFile[]> {
  return new Promise((resolve, reject) => {
    const files: PackedFile[] = [];
    let total = 0;
    const parser = new Parser({
      strict: true,
      onReadEntry: (entry) => {
        const chunks: Buffer[] = [];
        entry.on("data", (chunk) => {
          total += chunk.length;
          if (total > LIMIT_BYTES) parser.abort(new Error(TOO_LARGE));
          else chunks.push(chunk);
        });
        entry.on("end", () => {
          if (entry.type === "File" || entry.type === "OldFile") {
            files.push({ name: entry.path, content: Buffer.concat(chunks) });
          }
        });
      },
    });
    parser.on("error", (error) => reject(new Error(`it cannot be unpacked: ${wordsOf(error)}`)));
    parser.on("end", () => resolve(files));
    parser.end(bytes);
  });
}

const TOO_LARGE = `it unpacks to more than ${LIMIT_BYTES / 1024 / 1024} MiB`;

function wordsOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
