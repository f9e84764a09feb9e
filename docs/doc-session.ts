/**
 * One reader who tries the commands of a document: in a folder that holds nothing but the
 * examples and the packs, with a state of their own and `fleetlift` on PATH. Owns what these commands leave running, and ends it by process id.
 */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { engineFiles } from "../src/engine/engine-files.ts";
import { stopServer } from "../src/engine/restate-process.ts";
import { stopWorld } from "../src/server/world-process.ts";
import { root } from "../tidy/source-files.ts";
import type { Command } from "./doc-blocks.ts";

export interface Result {
  /** Undefined of a command that goes on in the background. */
  readonly exitCode: number | undefined;
  /** Of stdout and stderr, in the order in which they were written. */
  readonly printed: string;
}

interface Job {
  readonly child: ChildProcess;
  readonly ended: Promise<unknown>;
}

export class DocSession {
  readonly #base = realpathSync(mkdtempSync(path.join(tmpdir(), "fl-doc-")));
  readonly #work = path.join(this.#base, "work");
  readonly #state = path.join(this.#base, "state");
  readonly #environment: Readonly<Record<string, string>>;
  readonly #jobs: Job[] = [];

  constructor() {
    const bin = path.join(this.#base, "bin");
    for (const folder of [bin, this.#work]) mkdirSync(folder);
    symlinkSync(path.join(root, "bin", "fleetlift"), path.join(bin, "fleetlift"));
    for (const shipped of ["examples", "packs"]) {
      symlinkSync(path.join(root, shipped), path.join(this.#work, shipped));
    }
    this.#environment = {
      PATH: `${bin}:${path.dirname(process.execPath)}:${process.env["PATH"]}`,
      HOME: this.#base,
      XDG_STATE_HOME: this.#state,
      XDG_CACHE_HOME: path.join(this.#base, "cache"),
    };
  }

  write(file: string, lines: readonly string[]): void {
    writeFileSync(path.join(this.#work, file), `${lines.join("\n")}\n`);
  }

  /**
   * Runs a command as a shell would. One that ends in `&` goes on in the background: what it printed
   * is as many lines as are shown, and the next command comes after them. `%1` is the first of these.
   */
  async run({ text, output }: Command): Promise<Result> {
    if (text.endsWith(" &")) return this.#runBehind(text.slice(0, -2), output.length);
    const job = /^kill .*%(\d+)$/.exec(text)?.[1];
    const child = this.#job(job);
    const result = await finished(this.#spawn(text.replace(/%\d+$/, String(child?.child.pid))));
    await child?.ended;
    return result;
  }

  async end(): Promise<void> {
    for (const { child } of this.#jobs) child.kill("SIGTERM");
    await Promise.all(this.#jobs.map(({ ended }) => ended));
    // What a killed server left behind.
    const dataDir = path.join(this.#state, "fleetlift");
    await stopServer(engineFiles(dataDir, dataDir));
    await stopWorld(dataDir);
    rmSync(this.#base, { recursive: true, force: true });
  }

  #job(number: string | undefined): Job | undefined {
    return number === undefined ? undefined : this.#jobs[Number(number) - 1];
  }

  async #runBehind(text: string, lineCount: number): Promise<Result> {
    const child = this.#spawn(`exec ${text}`);
    const ended = once(child, "exit");
    this.#jobs.push({ child, ended });
    let printed = "";
    const shown = new Promise<void>((resolve) => {
      const take = (chunk: Buffer): void => {
        printed += chunk.toString();
        if (printed.split("\n").length > lineCount) resolve();
      };
      child.stdout?.on("data", take);
    });
    await Promise.race([shown, ended]);
    const lines = printed.split("\n").slice(0, lineCount);
    return { exitCode: child.exitCode ?? undefined, printed: lines.join("\n") };
  }

  #spawn(text: string): ChildProcess {
    const options = { cwd: this.#work, env: { ...this.#environment } };
    return spawn("sh", ["-c", `exec 2>&1; ${text}`], {
      ...options,
      stdio: ["ignore", "pipe", "inherit"],
    });
  }
}

async function finished(child: ChildProcess): Promise<Result> {
  let printed = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    printed += chunk.toString();
  });
  const [exitCode]: readonly unknown[] = await once(child, "close");
  return { exitCode: typeof exitCode === "number" ? exitCode : undefined, printed };
}
