import { exitCodes, type ExitCode } from "./exit-codes.ts";

/** Something that the user is told in words, never as a stack trace. */
export class UserError extends Error {
  override readonly name = "UserError";
  /** What would help. */
  readonly help: string;
  readonly exitCode: ExitCode;

  constructor(message: string, help = "", exitCode: ExitCode = exitCodes.failed) {
    super(message);
    this.help = help;
    this.exitCode = exitCode;
  }
}
