import { inputsOf } from "../actions/scripted/inputs-of.ts";
import { ACTION_NAMES } from "../actions/scripted/action-names.ts";
import type { Json } from "../model/data.ts";
import { durationMs } from "../model/duration.ts";
import { templateFaults } from "../plan/workflow/template.ts";
import { celFault } from "../spec/cel.ts";
import type { Complaint, FieldPath } from "../spec/problem.ts";
import { fieldOf, fieldsOf, itemsOf } from "../spec/rough-data.ts";

const SPEC = ["spec"] as const;
const RUN = ["spec", "run"] as const;
const KINDS = ["http", "command", "script", "module"] as const;

/** A process or a call that takes longer than one look may is none of an action's. */
export const MOST_LIMIT_MS = 30_000;

/** Names that say where programs are found and what they load: an action may not ask for them. */
const KEPT_BACK = new Set(["PATH", "HOME", "LANG", "TZ", "TMPDIR", "IFS", "ENV", "BASH_ENV"]);
const KEPT_BACK_BEGINNINGS = ["LD_", "DYLD_", "NODE_", "PYTHON", "FLEETLIFT_"];

/** What the schema of an action cannot say: one way to run, inputs that can be checked, expressions that can be evaluated. */
export function checkPackAction(action: Json): readonly Complaint[] {
  const run = fieldOf(action, ...RUN);
  return [
    ...oneWay(run),
    ...wrongInputs(fieldOf(action, "spec", "inputs")),
    ...missingUndo(action),
    ...wrongLimit(fieldOf(action, "spec", "timeLimit")),
    ...keptBack(itemsOf(fieldOf(action, "spec", "env"))),
    ...idlePutBack(action),
    ...wrongHttp(fieldOf(run, "http"), [...RUN, "http"]),
    ...wrongCommand(fieldOf(run, "command"), [...RUN, "command"]),
    ...idleCheck(action),
  ];
}

function oneWay(run: Json | undefined): readonly Complaint[] {
  const named = KINDS.filter((kind) => fieldOf(run, kind) !== undefined);
  if (run === undefined || named.length === 1) return [];
  const found = named.length === 0 ? "none of them" : named.join(" and ");
  return [complaint(RUN, `expected one of http, command, script or module, found ${found}`)];
}

function wrongInputs(inputs: Json | undefined): readonly Complaint[] {
  if (inputs === undefined) return [];
  const made = inputsOf(fieldsOf(inputs));
  return "fault" in made ? [complaint([...SPEC, "inputs"], made.fault)] : [];
}

/** What changes something says how it is undone, or why it cannot be. */
function missingUndo(action: Json): readonly Complaint[] {
  const touches = itemsOf(fieldOf(action, "spec", "touches"));
  const changes = touches.some((touch) => touch !== "nothing" && touch !== "messages");
  if (!changes || fieldOf(action, "spec", "undo") !== undefined) return [];
  const message =
    "missing: it touches something, so say how that is undone: { kind: by-hand, how: … }, { kind: impossible, why: … } or { kind: nothing-to-undo }";
  return [complaint([...SPEC, "undo"], message)];
}

function wrongLimit(limit: Json | undefined): readonly Complaint[] {
  if (typeof limit !== "string") return [];
  const ms = durationMs(limit);
  if (ms > 0 && ms <= MOST_LIMIT_MS) return [];
  return [
    complaint(
      [...SPEC, "timeLimit"],
      `"${limit}": a look takes at most 30s, and more than nothing`,
    ),
  ];
}

function keptBack(names: readonly Json[]): readonly Complaint[] {
  return names.flatMap((name, index) => {
    if (typeof name !== "string") return [];
    const isKept =
      KEPT_BACK.has(name) || KEPT_BACK_BEGINNINGS.some((start) => name.startsWith(start));
    if (!isKept) return [];
    const message = `"${name}" is not handed to packs: it says where programs are found and what they load`;
    return [complaint([...SPEC, "env", index], message)];
  });
}

function idlePutBack(action: Json): readonly Complaint[] {
  if (fieldOf(action, "spec", "putBack") !== true) return [];
  const run = fieldOf(action, ...RUN);
  if (fieldOf(run, "script") !== undefined || fieldOf(run, "module") !== undefined) return [];
  const message = "only a script or a module can put back: a call or a command has no memory of it";
  return [{ path: [...SPEC, "putBack"], on: "key", message }];
}

/** What only looks is run as a look, at each look: nothing is left for a check to spare. */
function idleCheck(action: Json): readonly Complaint[] {
  const touches = itemsOf(fieldOf(action, "spec", "touches"));
  const isLook = touches.length > 0 && touches.every((touch) => touch === "nothing");
  if (!isLook || fieldOf(action, ...RUN, "command", "check") === undefined) return [];
  const message = "it touches nothing, so it is run at every look, and a check is never asked";
  return [{ path: [...RUN, "command", "check"], on: "key", message }];
}

function wrongHttp(http: Json | undefined, path: FieldPath): readonly Complaint[] {
  if (http === undefined) return [];
  const request = (of: Json | undefined, at: FieldPath): readonly Complaint[] => [
    ...["url", "headers", "body"].flatMap((field) =>
      templateFaults(fieldOf(of, field) ?? null, ACTION_NAMES, [...at, field]),
    ),
    ...itemsOf(fieldOf(of, "answers")).flatMap((rule, index) =>
      wrongAnswer(rule, [...at, "answers", index]),
    ),
  ];
  return [
    ...request(http, path),
    ...request(fieldOf(http, "check"), [...path, "check"]),
    ...bodyOfGet(http, path),
  ];
}

const ANSWER_NAMES = ["response", ...ACTION_NAMES.filter((name) => name !== "env")];

function wrongAnswer(rule: Json, path: FieldPath): readonly Complaint[] {
  const condition = fieldOf(rule, "if");
  const outputs = Object.entries(fieldsOf(fieldOf(rule, "outputs")));
  return [
    ...expressionFault(condition, [...path, "if"]),
    ...templateFaults(fieldOf(rule, "say") ?? null, ANSWER_NAMES, [...path, "say"]),
    ...outputs.flatMap(([name, expression]) =>
      expressionFault(expression, [...path, "outputs", name]),
    ),
  ];
}

function expressionFault(expression: Json | undefined, path: FieldPath): readonly Complaint[] {
  const fault = typeof expression === "string" ? celFault(expression, ANSWER_NAMES) : undefined;
  return fault === undefined ? [] : [complaint(path, fault)];
}

function bodyOfGet(http: Json, path: FieldPath): readonly Complaint[] {
  const method = fieldOf(http, "method");
  if (method !== "GET" && method !== "HEAD") return [];
  return (["body", "check"] as const).flatMap((field) =>
    fieldOf(http, field) === undefined
      ? []
      : [{ path: [...path, field], on: "key" as const, message: `${method} takes no ${field}` }],
  );
}

function wrongCommand(command: Json | undefined, path: FieldPath): readonly Complaint[] {
  return ["argv", "check"].flatMap((field) =>
    templateFaults(fieldOf(command, field) ?? null, COMMAND_NAMES, [...path, field]),
  );
}

/** No `env`: arguments are seen by everybody on the machine. A program reads its environment itself. */
const COMMAND_NAMES = ACTION_NAMES.filter((name) => name !== "env");

function complaint(path: FieldPath, message: string): Complaint {
  return { path, on: "value", message };
}
