import type { MatchingRule } from "../../knowledge/risk-record.ts";
import type { Json } from "../../model/data.ts";
import type { ClusterFacts } from "../../model/cluster-facts.ts";
import type { CelProgram } from "../../spec/cel.ts";
import { ruleProgram } from "./rule-program.ts";
import type { RuleValues } from "./rule-values.ts";

/** What one rule says of a cluster, in words; `unknown` passes to the next rule. */
export type Verdict =
  | { readonly kind: "yes" | "no"; readonly words: string }
  | {
      readonly kind: "unknown";
      readonly why: string;
      /** What would let it be evaluated; empty when nothing would. */
      readonly help: string;
    };

/** Asks one rule. A type that is not known, and whatever fails, is `unknown` (semantics 4). */
export function evaluateRule(rule: MatchingRule, asked: RuleValues): Verdict {
  switch (rule.type) {
    case "Always":
      return { kind: "yes", words: "it holds for every cluster on this way" };
    case "CEL":
      return evaluateExpression(rule, rule.cel ?? "", asked);
    case "PromQL":
      return evaluateQuery(rule.promql ?? "", asked);
    default:
      return unknown(`a rule of type ${rule.type} is not known to this version`);
  }
}

function evaluateExpression(rule: MatchingRule, expression: string, asked: RuleValues): Verdict {
  const { program, answer } = ruleProgram(rule, expression);
  if ("fault" in program) return unknown(program.fault);
  const result = answer(asked);
  if ("fault" in result) return notSeen(program, asked.parts) ?? unknown(result.fault);
  const verdict = verdictOf(result.value, expression);
  if (verdict.kind !== "no") return verdict;
  // A no of what was not seen, or seen in part, is none; a yes is one.
  return notSeen(program, asked.parts) ?? seenInPart(program, asked.parts) ?? verdict;
}

const SHOWN = 5;

function verdictOf(value: Json, expression: string): Verdict {
  if (value === null) return unknown(`what was seen does not tell: ${expression}`);
  if (value === false) return { kind: "no", words: `false: ${expression}` };
  if (value === true) return { kind: "yes", words: `true: ${expression}` };
  if (!Array.isArray(value)) {
    return unknown(`${JSON.stringify(value)}, expected true, false or a list: ${expression}`);
  }
  if (value.length === 0) return { kind: "no", words: `none: ${expression}` };
  const names = value
    .slice(0, SHOWN)
    .map((each) => (typeof each === "string" ? each : JSON.stringify(each)));
  const more = value.length > SHOWN ? ` and ${value.length - SHOWN} more` : "";
  return { kind: "yes", words: `${names.join(", ")}${more}: ${expression}` };
}

/** The first part that an expression asks for and that was not seen. */
function notSeen(program: CelProgram, parts: ClusterFacts | undefined): Verdict | undefined {
  if (parts === undefined && program.fieldsOf("facts").length > 0) {
    return unknown(
      "only the versions of this cluster were looked at",
      "look at the cluster through its API: fleetlift assess does",
    );
  }
  for (const { name, part } of partsRead(program, parts)) {
    if (part.kind === "not-seen") return unknown(`${name} were not seen: ${part.why}`, part.help);
  }
  return undefined;
}

/** The first part that an expression asks for and that was seen in part only. */
function seenInPart(program: CelProgram, parts: ClusterFacts | undefined): Verdict | undefined {
  for (const { name, part } of partsRead(program, parts)) {
    if (part.kind === "not-seen") continue;
    if (part.more !== undefined) return unknown(`${part.more} more ${name} were not kept`);
    const [lacking] = part.lacking ?? [];
    if (lacking !== undefined) {
      return unknown(`${lacking.what} could not be seen: ${lacking.why}`, lacking.help);
    }
  }
  return undefined;
}

function partsRead(program: CelProgram, parts: ClusterFacts | undefined) {
  const names = program.fieldsOf("facts");
  return Object.entries(parts ?? {}).flatMap(([name, part]) =>
    names.includes(name) ? [{ name, part }] : [],
  );
}

/** As OpenShift takes it: one sample, 1 is yes and 0 is no, and all else is an evaluation that failed. */
function evaluateQuery(query: string, { parts }: RuleValues): Verdict {
  const part = parts?.queries;
  if (part === undefined) return unknown("no metrics were asked");
  if (part.kind === "not-seen") return unknown(part.why, part.help);
  const asked = part.items.find((each) => each.query === query);
  if (asked === undefined) return unknown(`it was not asked: ${query}`);
  const { value, error } = asked;
  if (value === 1) return { kind: "yes", words: `1: ${query}` };
  if (value === 0) return { kind: "no", words: `0: ${query}` };
  const found = value === undefined ? (error ?? "no data") : `${value}, expected 0 or 1`;
  return unknown(`${found}: ${query}`);
}

function unknown(why: string, help = ""): Verdict {
  return { kind: "unknown", why, help };
}
