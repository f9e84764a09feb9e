import { spawn } from "node:child_process";
import { once } from "node:events";
import { pathToFileURL } from "node:url";
import path from "node:path";
import { expect, it } from "vitest";

const terminal = pathToFileURL(path.join(import.meta.dirname, "terminal.ts")).href;

/** Runs a program that goes on writing, stops reading after its first words, and tells its exit code. */
async function stopReading(stream: "stdout" | "stderr", program: string): Promise<unknown> {
  const source = `import { processTerminal } from ${JSON.stringify(terminal)}; const terminal = processTerminal(); ${program}`;
  const child = spawn(process.execPath, ["--input-type=module", "-e", source], {
    stdio: [
      "ignore",
      stream === "stdout" ? "pipe" : "inherit",
      stream === "stderr" ? "pipe" : "inherit",
    ],
  });
  const ended = once(child, "exit");
  const pipe = child[stream];
  if (pipe === null) throw new Error("no pipe");
  await once(pipe, "data");
  pipe.destroy();
  const [code]: readonly unknown[] = await ended;
  return code;
}

it("a reader that has seen enough ends a command without a failure", async () => {
  const program = `setInterval(() => terminal.out("more\\n"), 5);`;
  expect(await stopReading("stdout", program)).toBe(0);
});

it.each([
  { stream: "stdout", write: "out" },
  { stream: "stderr", write: "err" },
] as const)(
  "a command that catches Ctrl-C may clean up when nobody reads $stream",
  async ({ stream, write }) => {
    const program = `terminal.interrupted.addEventListener("abort", () => process.exit(7)); setInterval(() => terminal.${write}("more\\n"), 5);`;
    expect(await stopReading(stream, program)).toBe(7);
  },
);
