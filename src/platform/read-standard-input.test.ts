import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { expect, it } from "vitest";

const READER = new URL("./read-standard-input.ts", import.meta.url).href;

/** Touches process.stdin first, as loading `node:process` does: the pipe is non-blocking from then on. */
const SCRIPT = `
  void process.stdin;
  process.stderr.write("ready");
  const { readStandardInput } = await import(${JSON.stringify(READER)});
  process.stdout.write(readStandardInput());
`;

it("what comes late, and in pieces, is waited for", async () => {
  const child = spawn(process.execPath, ["--input-type=module", "-e", SCRIPT]);
  const read = text(child.stdout);
  await once(child.stderr, "data");
  child.stdin.write("kind: ");
  setImmediate(() => child.stdin.end("Fleet — whole"));
  expect(await read).toBe("kind: Fleet — whole");
});
