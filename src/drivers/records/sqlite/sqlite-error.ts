import { PortError } from "../../../ports/port-error.ts";

/** Result codes of SQLite (https://sqlite.org/rescode.html) that waiting, or making room, can heal. */
const MAY_PASS: Readonly<Record<number, string>> = {
  5: "another process holds it",
  6: "another process holds it",
  10: "the disk gave an error",
  13: "the disk is full",
};

/** Errors of SQLite and of the file system as `PortError`, with the file; all others as they are. */
export function sqliteError(error: unknown, file: string): unknown {
  if (!(error instanceof Error) || error instanceof PortError) return error;
  if ("errcode" in error && typeof error.errcode === "number") {
    // The low byte is the kind of error, the rest says more about it.
    const passing = MAY_PASS[error.errcode & 0xff];
    return new PortError(
      passing === undefined ? "terminal" : "transient",
      `the records in ${file} could not be used: ${passing ?? error.message}`,
      { cause: error },
    );
  }
  if ("syscall" in error) {
    return new PortError("terminal", `the records in ${file} cannot be opened: ${error.message}`, {
      cause: error,
    });
  }
  return error;
}
