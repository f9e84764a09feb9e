import { fileURLToPath } from "node:url";
import path from "node:path";
import type { Json } from "../../model/data.ts";
import type { Outcome } from "../../model/outcome.ts";
import { PortError } from "../../ports/port-error.ts";
import {
  defineAction,
  type Action,
  type Decision,
  type LookContext,
  type MemberReference,
} from "../action.ts";
import { openReference } from "./member-reference.ts";
import type { PackActionParts } from "./pack-action.ts";
import {
  actedSchema,
  decisionSchema,
  readAnswer,
  type ScriptDecision,
  type ScriptRequest,
} from "./protocol.ts";
import type { RunModule } from "./run-module.ts";
import { runProgram } from "./run-program.ts";

/** A deed as it is journaled: with what the process that does it has to be told. */
type Deed = { readonly say: string; readonly do: Json; readonly inputs: Json };

/** The exit code of a program that failed and may succeed later (`EX_TEMPFAIL` of sysexits). */
export const TEMPORARY = 75;

/**
 * An action whose decisions a script makes, in a process of its own for each question (`protocol.ts`).
 * Its reading of the world and its decision are one question: a look ends as it does for every other
 * action, told before it is done and journaled.
 */
export function scriptAction(parts: PackActionParts, argv: readonly string[]): Action {
  const forward = define(parts, argv, "look");
  const back = define(parts, argv, "putBack");
  return {
    ...forward,
    look: (inputs, environment) =>
      (environment.mode === "putBack" ? back : forward).look(inputs, environment),
  };
}

/**
 * An action that is a JavaScript or TypeScript file with the functions of `defineAction`. It runs in a
 * process of its own by the same protocol: in ours, one that hangs, or ends the process, or changes
 * what all share, would take the upgrades of every cluster with it.
 */
export function moduleAction(parts: PackActionParts, file: string): Action {
  const argv = [process.execPath, RUNNER, path.resolve(parts.folder, file)];
  return scriptAction(parts, argv);
}

/** Beside this file, compiled or not. */
const RUNNER = fileURLToPath(
  new URL(
    `run-module.${import.meta.url.endsWith(".ts") ? "ts" : "js"}` satisfies RunModule,
    import.meta.url,
  ),
);

function define(parts: PackActionParts, argv: readonly string[], mode: "look" | "putBack"): Action {
  const { spec, input, document } = parts;
  const ask = (request: ScriptRequest): Promise<string> => answerOf(parts, argv, request);
  const base = (inputs: unknown, context: LookContext, member: MemberReference | null) =>
    ({ protocol: 1, action: spec.name, inputs, context, member }) as const;
  const decide = (decision: ScriptDecision, inputs: unknown): Decision<Deed> => ({
    outcome: decision.outcome,
    memo: decision.memo,
    deeds: decision.deeds.map((deed) => ({
      say: deed.say,
      do: deed.do ?? null,
      // JSON that passed a JSON Schema.
      inputs: inputs as Json,
    })),
  });
  return defineAction<MemberReference | null, unknown, ScriptDecision, Deed>({
    spec,
    input,
    open: openReference(document.spec.needsMember),
    observe: async (member, inputs, context) =>
      readAnswer(
        decisionSchema,
        await ask({ ...base(inputs, context, member), phase: "decide", mode }),
      ),
    decide,
    putBack:
      document.spec.putBack === true
        ? decide
        : { nothing: "the action says that it holds nothing" },
    say: ({ say }) => say,
    act: async (member, { say, do: what, inputs }, context): Promise<Outcome | undefined> => {
      const deed = { say, do: what };
      const answer = await ask({ ...base(inputs, context, member), phase: "act", deed });
      // A deed that went well need not say anything.
      return answer.trim() === "" ? undefined : readAnswer(actedSchema, answer).outcome;
    },
  });
}

async function answerOf(
  parts: PackActionParts,
  argv: readonly string[],
  request: ScriptRequest,
): Promise<string> {
  const { code, stdout, words } = await runProgram(parts, argv, `${JSON.stringify(request)}\n`);
  if (code === 0) return stdout;
  const said = words === "" ? "" : `: ${words}`;
  throw new PortError(
    code === TEMPORARY ? "transient" : "terminal",
    `it ended with exit code ${code}${said}`,
  );
}
