import { userInfo } from "node:os";
import { env } from "./env.ts";

/** The terminal, or what stands in its place: a pipe, a file, a test. */
export interface Terminal {
  /** Data, to stdout. */
  out(text: string): void;
  /** Words, to stderr. */
  err(text: string): void;
  /** Whether stdout is a window that can be drawn on: a TTY that is not `TERM=dumb`, outside CI. */
  readonly live: boolean;
  size(): { readonly columns: number; readonly rows: number };
  /** Aborted by the first Ctrl-C or SIGTERM; a second one ends the process at once. */
  readonly interrupted: AbortSignal;
}

const FALLBACK = { columns: 80, rows: 24 };

/** The process's own terminal. */
export function processTerminal(): Terminal {
  const interrupted = new AbortController();
  // A reader that has seen enough (`fleetlift get ... | head`) is no failure of ours; a command that
  // has something to end, like a server, ends it as at Ctrl-C.
  const onError = (error: NodeJS.ErrnoException): void => {
    if (error.code !== "EPIPE") throw error;
    if (!caught) process.exit(0);
    interrupted.abort();
  };
  process.stdout.on("error", onError);
  process.stderr.on("error", onError);
  return {
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
    live: process.stdout.isTTY && env("TERM") !== "dumb" && env("CI") === undefined,
    size: () => ({
      columns: process.stdout.columns || FALLBACK.columns,
      rows: process.stdout.rows || FALLBACK.rows,
    }),
    get interrupted() {
      catchSignals(interrupted);
      return interrupted.signal;
    },
  };
}

let caught = false;

/** Only commands that ask for it take Ctrl-C into their own hands; the others end as every program does. */
function catchSignals(interrupted: AbortController): void {
  if (caught) return;
  caught = true;
  const onSignal = (): void => {
    if (interrupted.signal.aborted) process.exit(130);
    interrupted.abort();
  };
  process.on("SIGINT", onSignal);
  process.on("SIGTERM", onSignal);
  process.on("SIGHUP", onSignal);
}

/** Name of the person at the keyboard, for the record. */
export function osUser(): string {
  try {
    return userInfo().username;
  } catch {
    // A user id without an entry in the password file, as in containers.
    return `uid-${process.getuid?.() ?? "unknown"}`;
  }
}
