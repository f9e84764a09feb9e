import { CommanderError } from "commander";
import type { Clock } from "../platform/clock.ts";
import { env } from "../platform/env.ts";
import type { Terminal } from "../platform/terminal.ts";
import { exitCodes, type ExitCode } from "./exit-codes.ts";
import { makeProgram } from "./program.ts";
import { RefusedFiles, UserError } from "./user-error.ts";

/**
 * Runs one command line (without the names of Node and the script) and returns the exit code
 * (semantics 10). Data goes to stdout, words to stderr; no error ends in a stack trace unless
 * FLEETLIFT_DEBUG is set.
 */
export async function runCli(
  args: readonly string[],
  terminal: Terminal,
  clock: Clock,
): Promise<ExitCode> {
  let exitCode: ExitCode = exitCodes.done;
  const program = makeProgram({ terminal, clock, exitWith: (code) => (exitCode = code) });
  try {
    await program.parseAsync([...args], { from: "user" });
    return exitCode;
  } catch (error) {
    return tell(error, terminal);
  }
}

function tell(error: unknown, terminal: Terminal): ExitCode {
  // Commander has said its words already; whatever it refuses is wrong usage.
  if (error instanceof CommanderError) {
    return error.exitCode === 0 ? exitCodes.done : exitCodes.wrongInput;
  }
  if (env("FLEETLIFT_DEBUG") !== undefined) {
    terminal.err(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  }
  if (error instanceof RefusedFiles) {
    terminal.err(error.message);
    return exitCodes.wrongInput;
  }
  if (error instanceof UserError) {
    terminal.err(`error: ${error.message}\n${error.help === "" ? "" : `help: ${error.help}\n`}`);
    return error.exitCode;
  }
  terminal.err(`error: ${error instanceof Error ? error.message : String(error)}\n`);
  return exitCodes.failed;
}
