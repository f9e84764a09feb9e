import { spawn } from "node:child_process";
import { accessSync, constants, statSync } from "node:fs";
import path from "node:path";
import { deadline } from "../../platform/deadline.ts";
import { childEnv, env } from "../../platform/env.ts";

/** A chart that takes longer has a template that does not end. */
const LIMIT_MS = 60_000;
const MIB = 1024 * 1024;
const LIMIT_BYTES = 256 * MIB;

export interface RenderRequest {
  readonly helm: string;
  /** Folder or archive. */
  readonly chart: string;
  /** The minor that `.Capabilities.KubeVersion` says. */
  readonly target: string;
  /** APIs that the cluster has besides those that helm takes every cluster to have. */
  readonly apiVersions: readonly string[];
  /** Files of values, as they would be given to `helm install`. */
  readonly valuesFiles: readonly string[];
}

/** What helm printed; `words` say what it did not like, in part or in whole. */
export interface Rendering {
  readonly text: string;
  readonly words: string | undefined;
}

/** The helm on PATH; undefined when there is none. */
export function findHelm(): string | undefined {
  const folders = (env("PATH") ?? "").split(path.delimiter).filter((folder) => folder !== "");
  return folders.map((folder) => path.join(folder, "helm")).find(isProgram);
}

function isProgram(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile();
  } catch {
    return false;
  }
}

/**
 * Renders a chart as it would be installed at the target. Asks no cluster and no registry. helm is
 * ended, with all that it started, at its time limit and when `interrupted` is aborted.
 */
export function renderChart(request: RenderRequest, interrupted: AbortSignal): Promise<Rendering> {
  const child = spawn(request.helm, argumentsFor(request), {
    // A group of its own: plugins and post-renderers end with it.
    detached: true,
    env: childEnv(),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const out: Buffer[] = [];
  const err: Buffer[] = [];
  let outBytes = 0;
  let ended: string | undefined;
  const end = (words: string): void => {
    ended ??= words;
    endGroup(child.pid);
  };
  child.stdout.on("data", (chunk: Buffer) => {
    outBytes += chunk.length;
    if (outBytes > LIMIT_BYTES) end(`it printed more than ${LIMIT_BYTES / MIB} MiB`);
    else out.push(chunk);
  });
  child.stderr.on("data", (chunk: Buffer) => err.push(chunk));
  const limit = deadline(LIMIT_MS);
  const onLimit = (): void => end(`it took more than ${LIMIT_MS / 1_000} s`);
  const onInterrupt = (): void => end("it was interrupted");
  limit.addEventListener("abort", onLimit, { once: true });
  interrupted.addEventListener("abort", onInterrupt, { once: true });
  if (interrupted.aborted) onInterrupt();
  return new Promise<Rendering>((resolve) => {
    child.on("error", (error) => resolve({ text: "", words: error.message }));
    child.on("close", (code) => {
      const words = ended ?? (code === 0 ? undefined : complaint(Buffer.concat(err).toString()));
      const isWhole = ended === undefined;
      resolve({ text: isWhole ? Buffer.concat(out).toString() : "", words });
    });
  }).finally(() => {
    limit.removeEventListener("abort", onLimit);
    interrupted.removeEventListener("abort", onInterrupt);
  });
}

function argumentsFor({
  chart,
  target,
  apiVersions,
  valuesFiles,
}: RenderRequest): readonly string[] {
  return [
    "template",
    "release-name",
    chart,
    "--kube-version",
    `${target}.0`,
    // With it, one template that is no YAML costs only itself: the others are printed all the same.
    "--debug",
    ...apiVersions.flatMap((version) => ["--api-versions", version]),
    ...valuesFiles.flatMap((file) => ["--values", file]),
  ];
}

function endGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, "SIGKILL");
  } catch (error) {
    // Gone in the meantime.
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

const MOST_LETTERS = 600;

/** helm's own words, without what only its developers read. */
function complaint(stderr: string): string {
  const from = stderr.lastIndexOf("\nError: ");
  const told = stderr.startsWith("Error: ")
    ? stderr
    : from === -1
      ? stderr
      : stderr.slice(from + 1);
  const lines = told
    .replace(/^Error: /, "")
    .split("\n")
    .filter(
      (line) => !/\[debug\]|^Use --debug|^(helm\.sh|main\.|runtime\.|github\.com|\t)/.test(line),
    );
  const words = lines.join(" ").replaceAll(/\s+/g, " ").trim();
  return words === "" ? "it ended without words" : words.slice(0, MOST_LETTERS);
}
