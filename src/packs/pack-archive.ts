import { gunzipSync, gzipSync } from "node:zlib";
import { Header, Parser } from "tar";
import { checkedFiles, MOST_BYTES, MOST_FILES, ofFile, type PackFile } from "./pack-files.ts";
import { RefusedPack } from "./refused-pack.ts";

/** Of a tar archive: headers and contents stand in blocks of this size, and two empty ones end it. */
const BLOCK = 512;

/**
 * A pack as one file (`.tgz`): the same files give the same bytes, since nothing of where and when they
 * lay goes into it. Throws `RefusedPack` when a path is longer than the plain form can say.
 */
export function packToArchive(files: readonly PackFile[]): Buffer {
  const blocks = files.flatMap((file) => [headerOf(file), file.content, padding(file)]);
  return gzipSync(Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]), { level: 9 });
}

function headerOf({ path, content, executable }: PackFile): Buffer {
  const block = Buffer.alloc(BLOCK);
  const header = new Header({
    path,
    mode: executable ? 0o755 : 0o644,
    uid: 0,
    gid: 0,
    size: content.length,
    mtime: new Date(0),
    type: "File",
  });
  header.encode(block, 0);
  if (header.needPax) throw new RefusedPack([ofFile(path, "its path is too long for an archive")]);
  return block;
}

function padding({ content }: PackFile): Buffer {
  return Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK);
}

/**
 * The files in an archive, as a folder would have them. Nothing is written, and a name that leads out
 * is refused. Files that all lie in one folder lie in it here too: many tools pack so. `shown` is the
 * archive's name. Throws `RefusedPack`.
 */
export async function filesOfArchive(bytes: Buffer, shown: string): Promise<readonly PackFile[]> {
  const files = await unpack(unzipped(bytes, shown), shown);
  return checkedFiles(withoutFolder(files), shown);
}

/** Unpacked to the limit and no further: a small archive may be made to fill the memory. */
function unzipped(bytes: Buffer, shown: string): Buffer {
  try {
    return gunzipSync(bytes, { maxOutputLength: MOST_BYTES + MOST_FILES * 2 * BLOCK });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new RefusedPack([
      ofFile(shown, `expected a pack in a gzipped tar archive (.tgz), as export makes it: ${why}`),
    ]);
  }
}

function unpack(bytes: Buffer, shown: string): Promise<readonly PackFile[]> {
  return new Promise((resolve, reject) => {
    const files: PackFile[] = [];
    const refuse = (file: string, words: string): void =>
      reject(new RefusedPack([ofFile(`${shown}: ${file}`, words)]));
    const parser = new Parser({
      strict: true,
      onReadEntry: (entry) => {
        const chunks: Buffer[] = [];
        entry.on("data", (chunk) => chunks.push(chunk));
        entry.on("end", () => {
          if (entry.type === "Directory") return;
          if (entry.type !== "File" && entry.type !== "OldFile") {
            return refuse(entry.path, `a ${entry.type}: a pack holds files only`);
          }
          const executable = ((entry.mode ?? 0) & 0o111) !== 0;
          files.push({ path: entry.path, content: Buffer.concat(chunks), executable });
        });
      },
    });
    parser.on("error", (error: unknown) =>
      refuse(
        "",
        `it cannot be unpacked: ${error instanceof Error ? error.message : String(error)}`,
      ),
    );
    parser.on("end", () => resolve(files));
    parser.end(bytes);
  });
}

function withoutFolder(files: readonly PackFile[]): readonly PackFile[] {
  const plain = files.map((file) => ({ ...file, path: file.path.replace(/^\.\//, "") }));
  const [first] = plain;
  const folder = first?.path.split("/")[0] ?? "";
  const isInside = plain.every(({ path }) => path.startsWith(`${folder}/`));
  if (plain.some(({ path }) => path === "pack.yaml") || !isInside || folder === "..") return plain;
  return plain.map((file) => ({ ...file, path: file.path.slice(folder.length + 1) }));
}
