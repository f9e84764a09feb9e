import { closeSync, createReadStream, fsyncSync, openSync, writeSync } from "node:fs";
import { createHash } from "node:crypto";
import http from "node:http";
import { createInterface } from "node:readline";
import * as z from "zod";
import { deadline } from "../../../platform/deadline.ts";

const CALL_LIMIT_MS = 10_000;
const SNAPSHOT_LIMIT_MS = 600_000;

const hashKvSchema = z.object({
  hash: z.number(),
  compact_revision: z.coerce.number(),
});
const statusSchema = z.object({ dbSize: z.coerce.number() });
const chunkSchema = z.object({ result: z.object({ blob: z.base64().default("") }) });

export interface HashKv {
  readonly hash: number;
  /** -1 when nothing was compacted yet. */
  readonly compactRevision: number;
}

/** Hash of all keys and their history up to `revision`, by etcd itself; `url` is its client address. */
export async function hashKv(url: string, revision: number): Promise<HashKv> {
  const answer = await ask(`${url}/v3/maintenance/hashkv`, { revision: String(revision) });
  const { hash, compact_revision: compactRevision } = hashKvSchema.parse(answer);
  return { hash, compactRevision };
}

/** Bytes that the store takes on disk. */
export async function storeSize(url: string): Promise<number> {
  return statusSchema.parse(await ask(`${url}/v3/maintenance/status`, {})).dbSize;
}

/**
 * Writes a snapshot as `etcdctl snapshot save` does, through etcd's JSON gateway: the store's bytes
 * and their SHA-256 behind them, by which a restore sees that nothing is missing.
 */
export async function saveSnapshot(url: string, file: string): Promise<void> {
  const output = openSync(file, "w", 0o600);
  try {
    const response = await post(`${url}/v3/maintenance/snapshot`, {}, SNAPSHOT_LIMIT_MS);
    for await (const line of createInterface({ input: response })) {
      if (line.trim() === "") continue;
      const chunk = chunkSchema.safeParse(JSON.parse(line));
      if (!chunk.success) throw new Error(`etcd broke the snapshot off: ${line.slice(0, 200)}`);
      writeSync(output, Buffer.from(chunk.data.result.blob, "base64"));
    }
    fsyncSync(output);
  } finally {
    closeSync(output);
  }
}

/** SHA-256 of a file, as hex, and its size. */
export async function hashOfFile(
  file: string,
): Promise<{ readonly hash: string; readonly sizeBytes: number }> {
  const hash = createHash("sha256");
  let sizeBytes = 0;
  for await (const chunk of createReadStream(file)) {
    // Without an encoding a file is read as buffers.
    const bytes = chunk as Buffer;
    hash.update(bytes);
    sizeBytes += bytes.length;
  }
  return { hash: hash.digest("hex"), sizeBytes };
}

async function ask(url: string, body: object): Promise<unknown> {
  const response = await post(url, body, CALL_LIMIT_MS);
  let text = "";
  response.setEncoding("utf8");
  for await (const chunk of response) text += String(chunk);
  return JSON.parse(text);
}

function post(url: string, body: object, limitMs: number): Promise<http.IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = http.request(url, {
      method: "POST",
      agent: false,
      signal: deadline(limitMs),
    });
    request.on("error", (error) =>
      reject(new Error(`etcd does not answer: ${error.message}`, { cause: error })),
    );
    request.on("response", (response) => {
      if (response.statusCode === 200) return resolve(response);
      response.resume();
      reject(new Error(`etcd answered ${response.statusCode} to ${new URL(url).pathname}`));
    });
    request.end(JSON.stringify(body));
  });
}
