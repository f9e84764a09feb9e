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

/** Files that were refused: the message has all problems in lines of its own, and is told as it is. */
export class RefusedFiles extends Error {
  override readonly name = "RefusedFiles";
}
