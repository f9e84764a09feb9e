/**
 * Job: a process of its own that asks a pack's module one question and ends. Reads the request from
 * stdin, imports the module that the command line names, and writes its answer to stdout; what the
 * module itself writes there goes to stderr, so that it cannot spoil the answer.
 */
import { pathToFileURL } from "node:url";
import { readStandardInput } from "../../platform/read-standard-input.ts";
import type { Decision, LookContext, MemberReference } from "../action.ts";
import type { ScriptRequest } from "./protocol.ts";
import type { Json } from "../../model/data.ts";
import type { Outcome } from "../../model/outcome.ts";

/** The name of this file, for the one that starts it. */
export type RunModule = "run-module.ts" | "run-module.js";

/** A module may leave out what there is none of. */
type Decide = (
  seen: unknown,
  inputs: unknown,
  context: LookContext,
) => Pick<Decision<Json>, "outcome"> & Partial<Decision<Json>>;

/** What a module exports, by name or as its default: the parts of `defineAction`. */
interface ModuleAction {
  readonly observe?: (
    member: MemberReference | null,
    inputs: unknown,
    context: LookContext,
  ) => unknown;
  readonly decide: Decide;
  readonly putBack?: Decide;
  readonly say?: (deed: Json) => string;
  readonly act?: (
    member: MemberReference | null,
    deed: Json,
    context: LookContext,
  ) => Promise<Outcome | undefined>;
}

const out = process.stdout.write.bind(process.stdout);
process.stdout.write = process.stderr.write.bind(process.stderr);

const [, , file = ""] = process.argv;
// Ours wrote it.
const request = JSON.parse(readStandardInput()) as ScriptRequest;
// Ended at once: what the module left open (connections, timers) must keep nobody waiting.
try {
  const answer = await answerTo(request, await load(file));
  out(JSON.stringify(answer), () => process.exit(0));
} catch (error) {
  // In one line, as the last one: it is what people are told.
  const words = error instanceof Error ? error.message : String(error);
  process.stderr.write(`${words.replaceAll(/\s+/g, " ")}\n`, () => process.exit(1));
}

async function load(name: string): Promise<ModuleAction> {
  const found = (await import(pathToFileURL(name).href)) as { readonly default?: unknown };
  // Looked at below: a module may export anything.
  const action = (found.default ?? found) as ModuleAction;
  if (typeof action.decide === "function") return action;
  throw new Error(`${name} exports no function decide`);
}

async function answerTo(asked: ScriptRequest, action: ModuleAction): Promise<object> {
  const { member, inputs, context } = asked;
  if (asked.phase === "act") {
    if (action.act === undefined) throw new Error("the module has deeds and exports no act");
    return { outcome: await action.act(member, asked.deed.do ?? null, context) };
  }
  const decide = asked.mode === "putBack" ? action.putBack : action.decide;
  if (decide === undefined) throw new Error("the module exports no putBack");
  const seen: unknown = await action.observe?.(member, inputs, context);
  const { outcome, memo, deeds } = decide(seen, inputs, context);
  const say = action.say ?? ((deed: Json) => JSON.stringify(deed));
  return { outcome, memo, deeds: deeds?.map((deed) => ({ say: say(deed), do: deed })) };
}
