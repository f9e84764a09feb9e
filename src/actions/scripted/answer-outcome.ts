import type { Json } from "../../model/data.ts";
import type { Outcome } from "../../model/outcome.ts";
import type { AnswerRule } from "../../model/pack-action.ts";
import { fill } from "../../plan/workflow/template.ts";
import { PortError } from "../../ports/port-error.ts";
import { evaluateCel, type Variables } from "../../spec/cel.ts";
import type { HttpAnswer } from "./call-http.ts";
import { plainWords } from "./plain-words.ts";

/** When nobody said how soon to look again. */
const EVERY_MS = 30_000;
/** A server that asks for more patience than this is not waited for. */
const MOST_RETRY_AFTER_MS = 3_600_000;

/** Statuses that another try may not have (RFC 9110, RFC 6585, RFC 8470). */
const PASSING: ReadonlySet<number> = new Set([408, 425, 429, 500, 502, 503, 504]);

/**
 * What the first rule that holds says of an answer, or undefined when none does. Throws a terminal
 * `PortError` when a rule cannot be evaluated: it would be passed over in silence.
 */
export function outcomeByRule(
  rules: readonly AnswerRule[],
  answer: HttpAnswer,
  shown: string,
  others: Variables,
): Outcome | undefined {
  const variables = { ...others, response: { ...answer } };
  for (const rule of rules) {
    if (rule.if === undefined || holds(rule.if, variables)) {
      return outcomeOf(rule, variables, `${shown} answered ${answer.status}`);
    }
  }
  return undefined;
}

/** What an answer means where no rule speaks: 2xx is done, what may pass is transient, and the rest is terminal. */
export function outcomeByStatus({ status, headers, body }: HttpAnswer, shown: string): Outcome {
  const words = `${shown} answered ${status}`;
  if (status >= 200 && status < 300) return { kind: "done", summary: words };
  const why = `${words}${sayingOf(body)}`;
  const afterMs = retryAfterMs(headers["retry-after"]);
  if ((status === 429 || status === 503) && afterMs !== undefined) {
    return { kind: "requeue", afterMs, progress: `${why}; it asked to come back later` };
  }
  return { kind: "failed", class: isPassing(status) ? "transient" : "terminal", why };
}

export const isPassing = (status: number): boolean => PASSING.has(status);

function outcomeOf(rule: AnswerRule, variables: Variables, words: string): Outcome {
  const said = rule.say === undefined ? words : plainWords(text(rule.say, variables));
  const afterMs = rule.every ?? EVERY_MS;
  switch (rule.outcome) {
    case "done": {
      const outputs = Object.entries(rule.outputs ?? {}).map(
        ([name, expression]) => [name, valueOf(expression, variables)] as const,
      );
      const given = outputs.length === 0 ? {} : { outputs: Object.fromEntries(outputs) };
      return { kind: "done", summary: said, ...given };
    }
    case "requeue":
      return { kind: "requeue", afterMs, progress: said };
    case "waiting":
      return { kind: "waiting", afterMs, for: said, needsPerson: false };
    case "transient":
    case "terminal":
      return { kind: "failed", class: rule.outcome, why: said };
  }
}

function holds(expression: string, variables: Variables): boolean {
  const value = valueOf(expression, variables);
  if (typeof value === "boolean") return value;
  throw new PortError("terminal", `"${expression}" gives neither true nor false`);
}

function valueOf(expression: string, variables: Variables): Json {
  const result = evaluateCel(expression, variables);
  if ("value" in result) return result.value;
  throw new PortError("terminal", `its answer has another form than expected: ${result.fault}`);
}

function text(template: string, variables: Variables): string {
  const { value, complaints } = fill(template, variables, []);
  const [wrong] = complaints;
  if (wrong === undefined) return typeof value === "string" ? value : JSON.stringify(value);
  throw new PortError("terminal", `its answer has another form than expected: ${wrong.message}`);
}

const SHOWN_LETTERS = 200;

/** What the server says of it, as far as it fits into a sentence. */
function sayingOf(body: Json): string {
  const said = (typeof body === "string" ? body : JSON.stringify(body))
    .replaceAll(/\s+/g, " ")
    .trim();
  return said === "" || said === "null" ? "" : `: ${plainWords(said, SHOWN_LETTERS)}`;
}

/** Of the form in seconds; a date would need a clock, and is left to the step's retry policy. */
function retryAfterMs(header: string | undefined): number | undefined {
  if (header === undefined || !/^\d{1,5}$/.test(header)) return undefined;
  return Math.min(Math.max(Number(header), 1) * 1_000, MOST_RETRY_AFTER_MS);
}
