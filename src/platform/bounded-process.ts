/**
 * Job: runs a program of somebody else's so that it can do no harm to us: with limits of time and of
 * output, an environment of its own, no files of ours, and an end that takes along all that it started.
 * Keeps: nothing of a run is left when its promise resolves, but for what left its process group and
 * wiped its environment on purpose.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { randomUUID } from "node:crypto";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { env } from "./env.ts";
import { processesWith, sendSignal } from "./process-table.ts";

export interface BoundedRun {
  readonly argv: readonly string[];
  readonly cwd: string;
  /** Beside PATH, HOME (an empty folder), TMPDIR, LANG and TZ, which every program gets. */
  readonly env: Readonly<Record<string, string>>;
  /** Written to stdin, which is closed then. */
  readonly input: string;
  readonly limitMs: number;
  /** Of stdout and of stderr, each. */
  readonly limitBytes: number;
  /** Whose runs these are: `endStrays` finds them by it. */
  readonly owner: string;
  readonly signal?: AbortSignal | undefined;
}

/** How a run ended, in its own way or in ours. */
export type BoundedEnd =
  | { readonly kind: "not-started"; readonly why: string }
  | { readonly kind: "too-slow" | "too-much" | "interrupted"; readonly stderr: string }
  | {
      readonly kind: "exited";
      /** Null when a signal ended it. */
      readonly code: number | null;
      readonly signal: string | null;
      readonly stdout: string;
      readonly stderr: string;
    };

/** How long a program may take to clean up after it was asked to end. */
const GRACE_MS = 2_000;
/** How long output may still come after the program has ended. */
const DRAIN_MS = 250;
/** In the environment of all that a run starts. */
const MARK = "FLEETLIFT_RUN";

/** Runs it to its end. Never throws: what went wrong is in the answer. */
export async function runBounded(run: BoundedRun): Promise<BoundedEnd> {
  if (run.signal?.aborted === true) return { kind: "interrupted", stderr: "" };
  const home = mkdtempSync(path.join(tmpdir(), "fleetlift-run-"));
  try {
    return await new Run(run, home).ended;
  } finally {
    rmSync(home, { recursive: true, force: true, maxRetries: 2 });
  }
}

/** Ends what runs of this owner left behind: those of a process that was killed. */
export function endStrays(owner: string): void {
  endMarked((mark) => mark.startsWith(`${owner}:`));
}

function endMarked(isMeant: (mark: string) => boolean): void {
  if (!existsSync("/proc/self/environ")) return;
  for (const { identity, environment } of processesWith(MARK)) {
    if (isMeant(environment.get(MARK) ?? "")) sendSignal(identity, "SIGKILL");
  }
}

class Run {
  readonly ended: Promise<BoundedEnd>;
  readonly #run: BoundedRun;
  readonly #mark: string;
  readonly #child: ChildProcess;
  readonly #texts = { stdout: new Limited(), stderr: new Limited() };
  readonly #timers: NodeJS.Timeout[] = [];
  #reason: "too-slow" | "too-much" | "interrupted" | undefined;

  constructor(run: BoundedRun, home: string) {
    this.#run = run;
    this.#mark = `${run.owner}:${randomUUID()}`;
    const [program = "", ...args] = run.argv;
    this.#child = spawn(program, args, {
      cwd: run.cwd,
      env: { ...cleanEnv(home), ...run.env, [MARK]: this.#mark },
      stdio: ["pipe", "pipe", "pipe"],
      // A group of its own: what it starts ends with it.
      detached: true,
    });
    this.ended = this.#follow();
  }

  async #follow(): Promise<BoundedEnd> {
    const interrupt = (): void => this.#end("interrupted");
    this.#run.signal?.addEventListener("abort", interrupt, { once: true });
    this.#after(this.#run.limitMs, () => this.#end("too-slow"));
    this.#collect("stdout");
    this.#collect("stderr");
    // A program that does not read what it is told closes the pipe before all is written.
    this.#child.stdin?.on("error", () => {});
    this.#child.stdin?.end(this.#run.input);
    try {
      return await new Promise<BoundedEnd>((resolve) => this.#listen(resolve));
    } finally {
      this.#run.signal?.removeEventListener("abort", interrupt);
      for (const timer of this.#timers) clearTimeout(timer);
    }
  }

  #listen(resolve: (end: BoundedEnd) => void): void {
    this.#child.on("error", (error) => resolve({ kind: "not-started", why: error.message }));
    this.#child.on("exit", (code, signal) => {
      // What it started goes with it, whether or not it was asked to.
      this.#kill("SIGKILL");
      // Output that is still open after that is held by something that left the group.
      this.#after(DRAIN_MS, () => {
        endMarked((mark) => mark === this.#mark);
        this.#child.stdout?.destroy();
        this.#child.stderr?.destroy();
      });
      this.#child.once("close", () => resolve(this.#answer(code, signal)));
    });
  }

  #answer(code: number | null, signal: string | null): BoundedEnd {
    const [stdout, stderr] = [this.#texts.stdout.text(), this.#texts.stderr.text()];
    if (this.#reason === undefined) return { kind: "exited", code, signal, stdout, stderr };
    endMarked((mark) => mark === this.#mark);
    return { kind: this.#reason, stderr };
  }

  #collect(name: "stdout" | "stderr"): void {
    this.#child[name]?.on("data", (chunk: Buffer) => {
      const isWhole = this.#texts[name].add(chunk, this.#run.limitBytes);
      if (!isWhole) this.#end("too-much");
    });
    this.#child[name]?.on("error", () => {});
  }

  #end(reason: "too-slow" | "too-much" | "interrupted"): void {
    if (this.#reason !== undefined) return;
    this.#reason = reason;
    this.#kill("SIGTERM");
    this.#after(GRACE_MS, () => this.#kill("SIGKILL"));
  }

  #kill(signal: "SIGTERM" | "SIGKILL"): void {
    const { pid } = this.#child;
    if (pid === undefined) return;
    try {
      process.kill(-pid, signal);
    } catch {
      // All of the group are gone already.
    }
  }

  #after(ms: number, work: () => void): void {
    this.#timers.push(setTimeout(work, ms));
  }
}

/** Output up to a limit. */
class Limited {
  readonly #chunks: Buffer[] = [];
  #bytes = 0;

  /** False when it is more than may be kept; what came until then is. */
  add(chunk: Buffer, limitBytes: number): boolean {
    const room = limitBytes - this.#bytes;
    this.#bytes += chunk.length;
    if (room > 0) this.#chunks.push(chunk.subarray(0, room));
    return this.#bytes <= limitBytes;
  }

  text(): string {
    return Buffer.concat(this.#chunks).toString("utf8");
  }
}

/** Nothing of the server's environment but where programs are found, and how times and words are written. */
function cleanEnv(home: string): Record<string, string> {
  return {
    PATH: env("PATH") ?? "/usr/local/bin:/usr/bin:/bin",
    LANG: env("LANG") ?? "C.UTF-8",
    TZ: env("TZ") ?? "UTC",
    HOME: home,
    TMPDIR: home,
  };
}
