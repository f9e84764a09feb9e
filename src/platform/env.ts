import { homedir } from "node:os";
import path from "node:path";

/** A variable of the environment; empty counts as not set. */
export function env(name: string): string | undefined {
  const value = process.env[name];
  return value === undefined || value === "" ? undefined : value;
}

/** The whole environment, to hand to a child process with additions. */
export function childEnv(additions: Readonly<Record<string, string>> = {}): Record<string, string> {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  );
  return { ...Object.fromEntries(inherited), ...additions };
}

/** Where state lives that must survive: `$XDG_STATE_HOME/fleetlift`. */
export function stateDir(): string {
  return path.join(env("XDG_STATE_HOME") ?? path.join(homedir(), ".local", "state"), "fleetlift");
}

/** Where things live that can be made again: `$XDG_CACHE_HOME/fleetlift`. */
export function cacheDir(): string {
  return path.join(env("XDG_CACHE_HOME") ?? path.join(homedir(), ".cache"), "fleetlift");
}
