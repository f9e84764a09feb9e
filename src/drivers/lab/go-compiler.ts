import { execFile, spawn } from "node:child_process";
import { setPriority } from "node:os";
import { createInterface } from "node:readline";
import { formatDuration } from "../../model/duration.ts";
import type { Clock } from "../../platform/clock.ts";
import { childEnv } from "../../platform/env.ts";

const PROGRESS_EVERY_MS = 15_000;
const LAST_LINES = 15;

/** What `go version` says, or undefined when there is no Go that runs. */
export function goVersion(go = "go"): Promise<string | undefined> {
  return new Promise((resolve) => {
    execFile(go, ["version"], { env: childEnv() }, (error, stdout) => {
      resolve(error === null ? stdout.trim() : undefined);
    });
  });
}

export interface CompileRequest {
  readonly go?: string;
  /** Folder with the Go files, go.mod and go.sum; nothing else decides what is built. */
  readonly source: string;
  readonly output: string;
  readonly ldflags: string;
}

export type CompileResult =
  | { readonly kind: "compiled" }
  | { readonly kind: "failed"; readonly words: string };

/**
 * Compiles with the settings that make the result depend on the source folder alone: no cgo, no
 * workspace, no flags of the user's, and go.sum may not be added to.
 */
export async function compile(
  { go = "go", source, output, ldflags }: CompileRequest,
  clock: Clock,
  say: (progress: string) => void,
): Promise<CompileResult> {
  const args = ["build", "-v", "-trimpath", "-buildvcs=false", "-ldflags", ldflags, "-o", output];
  const child = spawn(go, [...args, "."], {
    cwd: source,
    env: childEnv({ CGO_ENABLED: "0", GOFLAGS: "-mod=readonly", GOWORK: "off" }),
    stdio: ["ignore", "ignore", "pipe"],
  });
  // Compiling takes all cores for minutes: whoever works at this machine goes first.
  if (child.pid !== undefined) lowerPriority(child.pid);
  const startedAt = clock.nowMs();
  const ended = new AbortController();
  const lines: string[] = [];
  createInterface({ input: child.stderr }).on("line", (line) => lines.push(line));
  const done = new Promise<CompileResult>((resolve) => {
    child.on("error", (error) => resolve({ kind: "failed", words: error.message }));
    child.on("close", (code) => resolve(code === 0 ? { kind: "compiled" } : failure(lines)));
  }).finally(() => ended.abort());
  while (!ended.signal.aborted) {
    await clock.sleep(PROGRESS_EVERY_MS, ended.signal);
    if (ended.signal.aborted) break;
    const seconds = Math.round((clock.nowMs() - startedAt) / 1_000);
    say(`${formatDuration(seconds * 1_000)}, ${packages(lines)} packages compiled`);
  }
  return done;
}

/** With `-v` the compiler names every package when it is through with it, one a line. */
const PACKAGE = /^[\w.~/-]+$/;

function packages(lines: readonly string[]): number {
  return lines.filter((line) => PACKAGE.test(line)).length;
}

function failure(lines: readonly string[]): CompileResult {
  const telling = lines.filter((line) => !PACKAGE.test(line));
  return { kind: "failed", words: telling.slice(-LAST_LINES).join("\n") };
}

function lowerPriority(pid: number): void {
  try {
    setPriority(pid, 15);
  } catch {
    // It has ended already.
  }
}
