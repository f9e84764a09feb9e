import { type ChildProcess, fork } from "node:child_process";
import { availableParallelism } from "node:os";
import path from "node:path";
import type { SeedRange, SeedRun } from "./run-request.ts";

export interface SeedsRequest extends Omit<SeedRange, "step"> {
  /** Told of each seed as it ends, in no order; true ends all of it. */
  readonly onRun: (run: SeedRun) => boolean | void;
  readonly signal?: AbortSignal;
}

/** Runs seeds on every core, each core in a process of its own. Resolves when all are run, or when it is ended. */
export async function runSeeds({ onRun, signal, from, ...range }: SeedsRequest): Promise<void> {
  const step = Math.max(1, availableParallelism());
  const children = Array.from({ length: step }, () =>
    fork(path.join(import.meta.dirname, "seed-process.ts")),
  );
  const endAll = (): void => children.forEach((child) => child.kill());
  signal?.addEventListener("abort", endAll, { once: true });
  try {
    await Promise.all(
      children.map((child, index) => {
        child.on("message", (message) => {
          // Sent by `seed-process.ts`, which is of the same build.
          if (onRun(message as SeedRun) === true) endAll();
        });
        child.send({ ...range, from: from + index, step } satisfies SeedRange);
        return ended(child);
      }),
    );
  } finally {
    signal?.removeEventListener("abort", endAll);
    endAll();
  }
}

/** Rejects when the process failed by itself. */
function ended(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code, killedBy) => {
      if (code === 0 || killedBy !== null) resolve();
      else reject(new Error(`a process that runs seeds ended with exit code ${code}`));
    });
  });
}
