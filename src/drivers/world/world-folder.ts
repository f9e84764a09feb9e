/**
 * The folder of a world that runs as a process of its own: its socket, its state, its pid. The
 * state file is always whole: a new one is written beside it and takes its place.
 */
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import { SCHEMA_VERSION } from "../../model/names.ts";
import type { ClockScale } from "../../platform/clock.ts";
import { PortError } from "../../ports/port-error.ts";
import type { WorldState } from "../../world/world-state.ts";

export interface KeptWorld {
  readonly scale: ClockScale;
  /** Hash of the document that it was built from. */
  readonly document: string;
  readonly world: WorldState;
}

/** The kernel's limit for the path of a unix socket, less the closing zero. */
const LONGEST_SOCKET_PATH = process.platform === "darwin" ? 103 : 107;

export function worldSocket(folder: string): string {
  const socket = path.resolve(folder, "world.sock");
  if (Buffer.byteLength(socket) <= LONGEST_SOCKET_PATH) return socket;
  throw new PortError(
    "terminal",
    `${socket} is too long for a socket (at most ${LONGEST_SOCKET_PATH} bytes): choose a shorter folder`,
  );
}

export function makeFolder(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  chmodSync(folder, 0o700);
}

const headSchema = z.looseObject({ schemaVersion: z.literal(SCHEMA_VERSION) });

/** What was kept, or undefined when the folder holds no world yet. */
export function readKept(folder: string): KeptWorld | undefined {
  const file = stateFile(folder);
  const text = readIfThere(file);
  if (text === undefined) return undefined;
  const kept: unknown = JSON.parse(text);
  if (!headSchema.safeParse(kept).success) {
    throw new PortError(
      "terminal",
      `${file} was written by another version: begin anew with --fresh`,
    );
  }
  // Written by us, whole or not at all.
  return kept as KeptWorld;
}

export function keep(folder: string, kept: KeptWorld): void {
  writeWhole(stateFile(folder), JSON.stringify({ schemaVersion: SCHEMA_VERSION, ...kept }));
}

export function forget(folder: string): void {
  rmSync(stateFile(folder), { force: true });
}

export interface WorldProcess {
  readonly pid: number;
  /** Clock ticks from the machine's start to the process's; with it a pid cannot be mistaken for another's. */
  readonly startTime?: string | undefined;
}

export function writePid(folder: string, running: WorldProcess): void {
  writeWhole(pidFile(folder), `${JSON.stringify(running)}\n`);
}

/** The process that served the folder last; whether it lives is for the reader to find out. */
export function readPid(folder: string): WorldProcess | undefined {
  const text = readIfThere(pidFile(folder));
  // Ours, as above.
  return text === undefined ? undefined : (JSON.parse(text) as WorldProcess);
}

export function removePid(folder: string): void {
  rmSync(pidFile(folder), { force: true });
}

const stateFile = (folder: string): string => path.join(folder, "world.json");
const pidFile = (folder: string): string => path.join(folder, "world.pid");

function writeWhole(file: string, text: string): void {
  const beside = `${file}.new`;
  writeFileSync(beside, text, { mode: 0o600 });
  renameSync(beside, file);
}

function readIfThere(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    // Of readFileSync, which throws nothing else.
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
