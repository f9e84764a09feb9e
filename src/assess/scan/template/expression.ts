import type { Json } from "../../../model/data.ts";

/** An expression of Go's templates. */
export type Expression =
  | { readonly is: "literal"; readonly value: Json }
  /** `.a.b`, `$.a`, `$name.a`, `(…).a`; a base of undefined is the dot. */
  | {
      readonly is: "field";
      readonly base: "dot" | { readonly variable: string } | Expression;
      readonly path: readonly string[];
    }
  | { readonly is: "call"; readonly name: string; readonly args: readonly Expression[] }
  /** A method, like `.Capabilities.APIVersions.Has "apps/v1"`. */
  | { readonly is: "apply"; readonly target: Expression; readonly args: readonly Expression[] }
  | { readonly is: "unknown" };

const UNKNOWN: Expression = { is: "unknown" };
const TOKEN =
  /\s+|"(?:[^"\\]|\\.)*"|`[^`]*`|'(?:[^'\\]|\\.)*'|[-+]?\d[\d.]*|\$\w*(?:\.\w+)*|(?:\.\w+)+|\.|[A-Za-z_]\w*|:=|[()|,=]/y;
const MOST_LEVELS = 50;

interface Tokens {
  readonly all: readonly string[];
  at: number;
}

/** The expression that a pipeline says; unknown where it is not understood. */
export function parsePipeline(code: string): Expression {
  const all: string[] = [];
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < code.length) {
    const match = TOKEN.exec(code);
    if (match === null) return UNKNOWN;
    all.push(match[0]);
  }
  // `range $i, $x := …` and `with $x := …` say what to call it first.
  const named = all.indexOf(":=");
  const tokens: Tokens = { all: named === -1 ? all : all.slice(named + 1), at: 0 };
  const parsed = pipeline(tokens, 0);
  return tokens.at < tokens.all.length ? UNKNOWN : parsed;
}

function pipeline(tokens: Tokens, level: number): Expression {
  if (level > MOST_LEVELS) return UNKNOWN;
  let value = command(tokens, level, undefined);
  while (tokens.all[tokens.at] === "|") {
    tokens.at += 1;
    value = command(tokens, level, value);
  }
  return value;
}

/** One command; what is piped into it is its last argument. */
function command(tokens: Tokens, level: number, piped: Expression | undefined): Expression {
  const operands: Expression[] = [];
  let name: string | undefined;
  for (;;) {
    const token = tokens.all[tokens.at];
    if (token === undefined || token === "|" || token === ")") break;
    tokens.at += 1;
    if (/^\s/.test(token)) continue;
    const isName = /^[A-Za-z_]\w*$/.test(token) && !(token in CONSTANTS);
    if (isName && operands.length === 0 && name === undefined) name = token;
    else
      operands.push(isName ? { is: "call", name: token, args: [] } : operand(token, tokens, level));
  }
  const args = piped === undefined ? operands : [...operands, piped];
  if (name !== undefined) return { is: "call", name, args };
  const [target = UNKNOWN, ...rest] = args;
  return rest.length === 0 ? target : { is: "apply", target, args: rest };
}

const CONSTANTS: Readonly<Record<string, Json>> = { true: true, false: false, nil: null };

function operand(token: string, tokens: Tokens, level: number): Expression {
  if (token in CONSTANTS) return { is: "literal", value: CONSTANTS[token] ?? null };
  if (token === "(") return inBrackets(tokens, level);
  if (token.startsWith('"')) return { is: "literal", value: unquote(token) };
  if (token.startsWith("`")) return { is: "literal", value: token.slice(1, -1) };
  if (/^[-+]?\d/.test(token)) return { is: "literal", value: Number(token) };
  if (token.startsWith(".")) return { is: "field", base: "dot", path: pathOf(token) };
  if (!token.startsWith("$")) return UNKNOWN;
  const [variable = "", ...path] = token.slice(1).split(".");
  return { is: "field", base: { variable }, path };
}

function inBrackets(tokens: Tokens, level: number): Expression {
  const inside = pipeline(tokens, level + 1);
  if (tokens.all[tokens.at] === ")") tokens.at += 1;
  const next = tokens.all[tokens.at] ?? "";
  if (!/^\.\w/.test(next)) return inside;
  tokens.at += 1;
  return { is: "field", base: inside, path: pathOf(next) };
}

const pathOf = (token: string): readonly string[] => token.split(".").filter((name) => name !== "");

function unquote(token: string): string {
  try {
    const decoded: unknown = JSON.parse(token);
    return typeof decoded === "string" ? decoded : "";
  } catch {
    // Go has escapes that JSON has not; none stands in the name of an API.
    return token.slice(1, -1);
  }
}
