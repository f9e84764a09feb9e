import { readSync } from "node:fs";

const STDIN = 0;
const CHUNK_BYTES = 65_536;
const WAIT_MS = 10;

/**
 * All of standard input, as text. Node makes a piped one non-blocking as soon as anything loads
 * `node:process`, and reading it then fails with EAGAIN while its writer is still at work: what comes
 * late is waited for.
 */
export function readStandardInput(): string {
  return Buffer.concat([...chunks()]).toString("utf8");
}

function* chunks(): Generator<Buffer> {
  for (;;) {
    const chunk = nextChunk();
    if (chunk === "later") {
      Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, WAIT_MS);
    } else if (chunk.length === 0) {
      return;
    } else {
      yield chunk;
    }
  }
}

function nextChunk(): Buffer | "later" {
  const buffer = Buffer.alloc(CHUNK_BYTES);
  try {
    return buffer.subarray(0, readSync(STDIN, buffer));
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : undefined;
    if (code === "EAGAIN") return "later";
    if (code === "EOF") return buffer.subarray(0, 0);
    throw error;
  }
}
