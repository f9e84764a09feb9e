import type { BoundedEnd } from "../../platform/bounded-process.ts";
import { PortError } from "../../ports/port-error.ts";
import { declaredEnv, withoutSecrets } from "./declared-env.ts";
import type { PackActionParts } from "./pack-action.ts";

/** What a program left when it ended by itself. */
export interface ProgramEnd {
  readonly code: number;
  readonly stdout: string;
  /** The last of what it said on stderr, in one line; empty when it said nothing. */
  readonly words: string;
}

/** Python writes what it compiled beside what it read, and a pack that is not as it was is refused. */
const QUIET = { PYTHONDONTWRITEBYTECODE: "1" };

/** Of stdout and of stderr, each: much more than one look has to say. */
const LIMIT_BYTES = 256 * 1024;

/**
 * Runs a program of a pack in the pack's folder, with the variables that its action declares. Throws
 * a `PortError` when it did not end by itself: transient where another try may go better.
 */
export async function runProgram(
  parts: PackActionParts,
  argv: readonly string[],
  input: string,
): Promise<ProgramEnd> {
  const { tools, folder, limitMs } = parts;
  const env = declaredEnv(parts);
  const end = await tools.run({
    argv,
    cwd: folder,
    env: { ...QUIET, ...env },
    input,
    limitMs,
    limitBytes: LIMIT_BYTES,
  });
  return endOf(end, parts, env);
}

function endOf(
  end: BoundedEnd,
  { limitMs }: PackActionParts,
  env: Readonly<Record<string, string>>,
): ProgramEnd {
  switch (end.kind) {
    case "not-started":
      throw new PortError("terminal", `its program cannot be started: ${end.why}`);
    case "too-slow":
      throw new PortError(
        "transient",
        `it gave no answer within ${limitMs / 1_000} s and was ended${saying(end.stderr, env)}`,
      );
    case "too-much":
      throw new PortError(
        "terminal",
        `it wrote more than ${LIMIT_BYTES / 1024} KiB and was ended: what it wrote is cut off, and does not count`,
      );
    case "interrupted":
      throw new PortError("transient", "it was ended because fleetlift ends");
    case "exited":
      if (end.code === null) {
        const said = saying(end.stderr, env);
        throw new PortError("transient", `signal ${end.signal} ended it${said}`);
      }
      return {
        code: end.code,
        stdout: withoutSecrets(end.stdout, env),
        words: lastWords(withoutSecrets(end.stderr, env)),
      };
  }
}

function saying(stderr: string, env: Readonly<Record<string, string>>): string {
  const words = lastWords(withoutSecrets(stderr, env));
  return words === "" ? "" : `; it said: ${words}`;
}

const MOST_LETTERS = 400;

/** The last line that says anything, in letters that a terminal shows. */
export function lastWords(text: string): string {
  const lines = text
    .replaceAll(/\p{Cc}/gu, (letter) => (letter === "\n" ? letter : " "))
    .split("\n")
    .map((line) => line.trim());
  const last = lines.findLast((line) => line !== "") ?? "";
  return last.length > MOST_LETTERS ? `${last.slice(0, MOST_LETTERS)} …` : last;
}
