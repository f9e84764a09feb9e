import type { Json } from "../../model/data.ts";
import type { Outcome } from "../../model/outcome.ts";
import type { CommandRun } from "../../model/pack-action.ts";
import { fill } from "../../plan/workflow/template.ts";
import { PortError } from "../../ports/port-error.ts";
import {
  defineAction,
  type Action,
  type Decision,
  type LookContext,
  type MemberReference,
} from "../action.ts";
import { openReference, variablesOf } from "./member-reference.ts";
import type { PackActionParts } from "./pack-action.ts";
import { lastWords, runProgram } from "./run-program.ts";
import { TEMPORARY } from "./script-action.ts";

/** When nobody said how soon to look again. */
const EVERY_MS = 30_000;

type Deed = { readonly argv: readonly string[] };

/** What was found out, and the program with its arguments filled in. */
interface Seen {
  /** Where it was told already, without a deed. */
  readonly outcome: Outcome | undefined;
  readonly argv: readonly string[];
}

/**
 * An action that runs a program. Its exit code says how it went: 0 is done, 75 is transient, what
 * `exits` names is what it says there, and anything else is terminal. One that touches nothing only
 * looks, and is run as a look; another is a deed, told before it is done, and may be run twice: it
 * must be idempotent, or have a `check` that says when there is nothing left to do.
 */
export function commandAction(parts: PackActionParts, command: CommandRun): Action {
  const { spec, input, document } = parts;
  const looksOnly = spec.touches.every((touch) => touch === "nothing");
  const run = async (argv: readonly string[]): Promise<Outcome> =>
    outcomeOf(command, argv, await runProgram(parts, argv, ""));
  return defineAction<MemberReference | null, unknown, Seen, Deed>({
    spec,
    input,
    open: openReference(document.spec.needsMember),
    observe: async (member, inputs, context) => {
      const variables = variablesOf(inputs, context, member);
      const argv = filled(command.argv, variables);
      if (looksOnly) return { argv, outcome: await run(argv) };
      if (command.check === undefined) return { argv, outcome: undefined };
      const check = filled(command.check, variables);
      const { code } = await runProgram(parts, check, "");
      return { argv, outcome: code === 0 ? alreadySo(check) : undefined };
    },
    decide: decideCommand,
    putBack: { nothing: "a program that was run holds nothing" },
    say: ({ argv }) => `run ${shown(argv)}`,
    act: (_, { argv }) => run(argv),
  });
}

function decideCommand({ outcome, argv }: Seen, _: unknown, { memo }: LookContext): Decision<Deed> {
  if (outcome !== undefined) return { deeds: [], outcome, memo };
  // Stands only until the program has ended, which says more.
  return { deeds: [{ argv }], outcome: { kind: "done", summary: `ran ${shown(argv)}` }, memo };
}

function alreadySo(check: readonly string[]): Outcome {
  return { kind: "done", summary: `${shown(check)} says that it is so already: nothing was run` };
}

const SHOWN_LETTERS = 200;

const shown = (argv: readonly string[]): string => {
  const text = argv
    .map((part) => (/^[\w./:=@%+-]+$/.test(part) ? part : JSON.stringify(part)))
    .join(" ");
  return text.length > SHOWN_LETTERS ? `${text.slice(0, SHOWN_LETTERS)} …` : text;
};

/** Each argument stays one argument, whatever is filled into it. */
function filled(
  argv: readonly string[],
  variables: Readonly<Record<string, Json>>,
): readonly string[] {
  const { value, complaints } = fill([...argv], variables, []);
  const [wrong] = complaints;
  if (wrong !== undefined) throw new PortError("terminal", wrong.message);
  // A list that was filled is a list.
  return (value as readonly Json[]).map((part) =>
    typeof part === "string" ? part : JSON.stringify(part),
  );
}

function outcomeOf(
  { exits, every = EVERY_MS }: CommandRun,
  argv: readonly string[],
  {
    code,
    stdout,
    words,
  }: { readonly code: number; readonly stdout: string; readonly words: string },
): Outcome {
  const last = lastWords(stdout);
  const meaning = exits?.[String(code)] ?? usual(code);
  const said = [words, last].find((text) => text !== "");
  const failing = `${shown(argv)} ended with exit code ${code}${said === undefined ? "" : `: ${said}`}`;
  switch (meaning) {
    case "done":
      return { kind: "done", summary: last === "" ? `ran ${shown(argv)}` : last };
    case "requeue":
      return { kind: "requeue", afterMs: every, progress: said ?? failing };
    case "waiting":
      return { kind: "waiting", afterMs: every, for: said ?? failing, needsPerson: false };
    case "transient":
    case "terminal":
      return { kind: "failed", class: meaning, why: failing };
  }
}

function usual(code: number): "done" | "transient" | "terminal" {
  if (code === 0) return "done";
  return code === TEMPORARY ? "transient" : "terminal";
}
