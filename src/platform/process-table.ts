import { readdirSync, readFileSync } from "node:fs";

/**
 * A process that cannot be mistaken for another: pids are used again, a pid with its start time is
 * not, and the boot id tells one run of the machine from the next.
 */
export interface ProcessIdentity {
  readonly pid: number;
  /** Clock ticks from boot to the process's start, as the kernel tells it. */
  readonly startTime: string;
  readonly boot: string;
}

/** Undefined when no such process runs, and everywhere but on Linux. */
export function identityOf(pid: number): ProcessIdentity | undefined {
  const startTime = startTimeOf(pid);
  return startTime === undefined ? undefined : { pid, startTime, boot: bootId() };
}

export function ownIdentity(): ProcessIdentity {
  const own = identityOf(process.pid);
  if (own === undefined)
    throw new Error("processes are told apart by /proc, which this machine does not have");
  return own;
}

export function isAlive(identity: ProcessIdentity): boolean {
  return startTimeOf(identity.pid) === identity.startTime && bootId() === identity.boot;
}

/** Sends the signal if the process is still the one meant; a process that is gone is no error. */
export function sendSignal(identity: ProcessIdentity, signal: "SIGTERM" | "SIGKILL"): void {
  if (!isAlive(identity)) return;
  try {
    process.kill(identity.pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ESRCH") throw error;
  }
}

/** Every process of this user whose environment sets `variable`, with its environment. */
export function processesWith(
  variable: string,
): readonly { readonly identity: ProcessIdentity; readonly environment: Environment }[] {
  const found = [];
  for (const name of readdirSync("/proc")) {
    if (!/^\d+$/.test(name)) continue;
    const environment = environmentOf(name);
    if (environment?.has(variable) !== true) continue;
    const identity = identityOf(Number(name));
    if (identity !== undefined) found.push({ identity, environment });
  }
  return found;
}

export type Environment = ReadonlyMap<string, string>;

function environmentOf(pid: string): Environment | undefined {
  const text = readProc(`/proc/${pid}/environ`);
  if (text === undefined) return undefined;
  const pairs = text.split("\0").map((line) => {
    const equals = line.indexOf("=");
    return [line.slice(0, equals), line.slice(equals + 1)] as const;
  });
  return new Map(pairs);
}

/** Undefined for a process that has ended, even if nobody has fetched its exit code (a zombie). */
function startTimeOf(pid: number): string | undefined {
  const stat = readProc(`/proc/${pid}/stat`);
  if (stat === undefined) return undefined;
  // The name in brackets may hold blanks and brackets: the fields begin after the last one.
  const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
  const [state] = fields;
  if (state === "Z" || state === "X") return undefined;
  return fields[19];
}

function readProc(file: string): string | undefined {
  try {
    return readFileSync(file, "latin1");
  } catch {
    // Gone in the meantime, or another user's.
    return undefined;
  }
}

let boot: string | undefined;

function bootId(): string {
  boot ??= readProc("/proc/sys/kernel/random/boot_id")?.trim().slice(0, 8) ?? "unknown";
  return boot;
}
