import type { Command } from "commander";
import type { Clock } from "../platform/clock.ts";
import type { Terminal } from "../platform/terminal.ts";
import type { ExitCode } from "./exit-codes.ts";

/** What a command has of the outside: handed in, so that tests can stand in for a terminal. */
export interface Cli {
  readonly terminal: Terminal;
  readonly clock: Clock;
  /** Says how the process is to end; commands that do not, end with 0. */
  exitWith(code: ExitCode): void;
}

/**
 * What each file of `commands/` exports: adds one command to the program. It names options and help
 * only; the work is imported when the command runs, so that `fleetlift --version` stays quick.
 */
export type AddCommand = (program: Command, cli: Cli) => void;
