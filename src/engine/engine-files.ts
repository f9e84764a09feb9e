/**
 * Where the engine keeps things inside the data directory, and what it remembers there between
 * starts. Everything is in one folder that only its owner can enter: the sockets of the Restate
 * server ask nobody who they are.
 */
import { chmodSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import { sha256 } from "../model/hash.ts";
import { stateDir } from "../platform/env.ts";
import { EngineError } from "./engine-error.ts";

/** What is remembered from one start to the next. */
const Memory = z.object({
  schemaVersion: z.literal(1),
  /** Port of the service endpoint on 127.0.0.1; 0 before the first start. */
  port: z.int(),
  /** Newest Restate version that has run on this directory. */
  restateVersion: z.string(),
  /** Whether a server has ever answered on this directory: before that there is nothing to lose in it. */
  wasReady: z.boolean(),
});
export type Memory = z.infer<typeof Memory>;

export interface EngineFiles {
  readonly dir: string;
  /** Restate's own directory; its sockets are in it. */
  readonly home: string;
  readonly config: string;
  readonly identityKey: string;
  readonly lock: string;
  readonly log: string;
  readonly pid: string;
  readonly memory: string;
  readonly adminSocket: string;
  readonly ingressSocket: string;
}

/** Name of the one node; short, because it is part of the sockets' paths. */
export const NODE_NAME = "n";
/** A socket's path may have 107 bytes on Linux and 103 on macOS. */
const LONGEST_SOCKET_PATH = 103;

/**
 * Makes the engine's folder in the data directory and tells where everything is. `state` is where
 * Restate's own directory goes when the data directory lies too deep. Throws `EngineError`.
 */
export function engineFiles(dataDir: string, state = stateDir()): EngineFiles {
  const dir = path.join(path.resolve(dataDir), "engine");
  const home = restateHome(dir, state);
  try {
    for (const folder of [dir, home]) {
      mkdirSync(folder, { recursive: true, mode: 0o700 });
      chmodSync(folder, 0o700);
    }
  } catch (error) {
    throw new EngineError(`cannot use ${dir}: ${(error as Error).message}`, { cause: error });
  }
  return {
    dir,
    home,
    config: path.join(dir, "restate.toml"),
    identityKey: path.join(dir, "identity.pem"),
    lock: path.join(dir, "lock.db"),
    log: path.join(dir, "restate.log"),
    pid: path.join(dir, "restate.pid"),
    memory: path.join(dir, "engine.json"),
    adminSocket: path.join(home, NODE_NAME, "admin.sock"),
    ingressSocket: path.join(home, NODE_NAME, "ingress.sock"),
  };
}

/**
 * In the data directory, or, where sockets in it would have too long a path, in a folder named
 * after it in the state folder: Restate puts its sockets beside its data and resolves links, so the
 * two cannot be apart.
 */
function restateHome(dir: string, state: string): string {
  const elsewhere = path.join(state, "engines", sha256(dir).slice(0, 12));
  const fitting = [path.join(dir, "restate"), elsewhere].find(
    (home) => Buffer.byteLength(path.join(home, NODE_NAME, "ingress.sock")) <= LONGEST_SOCKET_PATH,
  );
  if (fitting === undefined) {
    throw new EngineError(`the path ${dir} is too long for sockets: choose a shorter --data-dir`);
  }
  return fitting;
}

/** What was remembered; undefined before the first start. Throws `EngineError` when it cannot be read. */
export function readMemory(files: EngineFiles): Memory | undefined {
  let text: string;
  try {
    text = readFileSync(files.memory, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw new EngineError(`cannot read ${files.memory}: ${(error as Error).message}`);
  }
  try {
    return Memory.parse(JSON.parse(text));
  } catch {
    throw new EngineError(
      `${files.memory} was not written by this version of fleetlift: use the one that wrote it, or another --data-dir`,
    );
  }
}

/** Writes it whole or not at all. */
export function writeMemory(files: EngineFiles, memory: Memory): void {
  const unfinished = `${files.memory}.new`;
  writeFileSync(unfinished, JSON.stringify(memory), { mode: 0o600 });
  renameSync(unfinished, files.memory);
}
