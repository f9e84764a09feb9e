import type { Json } from "../../model/data.ts";
import type { Folded } from "../../spec/cel-fold.ts";
import { celFault, evaluateCel, type Variables } from "../../spec/cel.ts";
import { formatPath, type Complaint, type FieldPath } from "../../spec/problem.ts";

/** A text with expressions in it: pieces as they are written, and the sources of the expressions between them. */
type Piece =
  | { readonly text: string }
  /** `at`: where it begins. */
  | { readonly expression: string; readonly at: number };

/** What a template gave, or the complaints in its place (the value is then null in parts). */
export interface Filled {
  readonly value: Json;
  readonly complaints: readonly Complaint[];
}

/** What an expression gives: a value, or what is left of it until its turn comes. */
export type Resolve = (expression: string) => Folded;

/** A template of which some expressions are known only later. */
export interface FilledInPart extends Filled {
  /** Where in the value something is known only later: there stand `${{ }}` with what is left. */
  readonly later: readonly FieldPath[];
}

/**
 * Fills every `${{ ... }}` in a value and all it holds. A text that is one expression takes the
 * expression's type; inside other text it is rendered, and must be text, a number, true or false.
 */
export function fill(value: Json, variables: Variables, path: FieldPath): Filled {
  const { value: filled, complaints } = fillInPart(value, known(variables), path);
  return { value: filled, complaints };
}

function known(variables: Variables): Resolve {
  return (expression) => {
    const result = evaluateCel(expression, variables);
    return "fault" in result
      ? { kind: "fault", fault: result.fault }
      : { kind: "value", value: result.value };
  };
}

/** The same where `resolve` says what is known. */
export function fillInPart(value: Json, resolve: Resolve, path: FieldPath): FilledInPart {
  if (typeof value === "string") return fillText(value, resolve, path);
  if (typeof value !== "object" || value === null) return { value, complaints: [], later: [] };
  if (Array.isArray(value)) {
    const items = value.map((item, index) => fillInPart(item, resolve, [...path, index]));
    return { value: items.map((item) => item.value), ...restOf(items) };
  }
  const fields = Object.entries(value).map(
    ([key, field]) => [key, fillInPart(field, resolve, [...path, key])] as const,
  );
  return {
    value: Object.fromEntries(fields.map(([key, field]) => [key, field.value])),
    ...restOf(fields.map(([, field]) => field)),
  };
}

/** Data as a template that gives it: what looks like an expression in it is none. */
export function asTemplate(value: Json, later: readonly FieldPath[], path: FieldPath): Json {
  if (later.some((place) => formatPath(place) === formatPath(path))) return value;
  if (typeof value === "string") return asText(value);
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) {
    return value.map((item, index) => asTemplate(item, later, [...path, index]));
  }
  return Object.fromEntries(
    Object.entries(value).map(([key, field]) => [key, asTemplate(field, later, [...path, key])]),
  );
}

const asText = (text: string): string => text.replaceAll("${{", "${{ '${{' }}");

/** What is wrong with the expressions in a value whatever the variables hold. */
export function templateFaults(
  value: Json,
  names: readonly string[],
  path: FieldPath,
): readonly Complaint[] {
  return checkTemplate(value, path, (expression, at) => {
    const fault = celFault(expression, names);
    return fault === undefined ? [] : [complaint(at, fault)];
  });
}

/** What `check` says of each expression in a value, and which are not closed. */
export function checkTemplate(
  value: Json,
  path: FieldPath,
  check: (expression: string, path: FieldPath, at: number) => readonly Complaint[],
): readonly Complaint[] {
  if (typeof value === "string") {
    const pieces = split(value);
    if (pieces === undefined) return [complaint(path, NOT_CLOSED)];
    return pieces.flatMap((piece) =>
      "expression" in piece ? check(piece.expression, path, piece.at) : [],
    );
  }
  if (typeof value !== "object" || value === null) return [];
  const parts: readonly (readonly [string | number, Json])[] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  return parts.flatMap(([key, part]) => checkTemplate(part, [...path, key], check));
}

/** Where in a value expressions stand, also those that are not closed. */
export function templatePlaces(value: Json): readonly FieldPath[] {
  const places: FieldPath[] = [];
  const unclosed = checkTemplate(value, [], (_, path) => {
    places.push(path);
    return [];
  });
  return [...places, ...unclosed.map(({ path }) => path)];
}

const NOT_CLOSED = "${{ is not closed: expected }} after the expression";

function fillText(text: string, resolve: Resolve, path: FieldPath): FilledInPart {
  const pieces = split(text);
  if (pieces === undefined) return faulty(path, NOT_CLOSED);
  const [only, ...more] = pieces;
  if (only === undefined || more.length > 0 || "text" in only) return render(pieces, resolve, path);
  const result = resolve(only.expression);
  switch (result.kind) {
    case "value":
      return { value: result.value, complaints: [], later: [] };
    case "rest":
      return { value: `\${{ ${result.expression} }}`, complaints: [], later: [path] };
    case "fault":
      return faulty(path, result.fault);
  }
}

interface Rendered extends FilledInPart {
  readonly value: string;
}

/** Fills every `${{ ... }}` of what can only be text, like a title. */
export function fillTitle(text: string, resolve: Resolve, path: FieldPath): Rendered {
  const pieces = split(text);
  return pieces === undefined
    ? { ...faulty(path, NOT_CLOSED), value: "" }
    : render(pieces, resolve, path);
}

/** The same text as one expression, for what has to be handed on: `"a " + string(steps.b.outputs.c)`. */
export function asExpression(text: string): string {
  // It was filled before, so that all its expressions are closed.
  const pieces = split(text) ?? [];
  const [only, ...more] = pieces;
  if (only !== undefined && more.length === 0 && "expression" in only) return only.expression;
  return pieces
    .map((piece) => ("text" in piece ? JSON.stringify(piece.text) : `string(${piece.expression})`))
    .join(" + ");
}

function render(pieces: readonly Piece[], resolve: Resolve, path: FieldPath): Rendered {
  const parts = pieces.map((piece) => renderPiece(piece, resolve, path));
  const { complaints, later } = restOf(parts);
  const text = parts.map((part) =>
    later.length > 0 && part.later.length === 0 ? asText(part.value) : part.value,
  );
  return { value: text.join(""), complaints, later: later.slice(0, 1) };
}

function renderPiece(piece: Piece, resolve: Resolve, path: FieldPath): Rendered {
  if ("text" in piece) return { value: piece.text, complaints: [], later: [] };
  const result = resolve(piece.expression);
  switch (result.kind) {
    case "fault":
      return { ...faulty(path, result.fault), value: "" };
    case "rest":
      return { value: `\${{ ${result.expression} }}`, complaints: [], later: [path] };
    case "value": {
      const { value } = result;
      if (typeof value !== "object") return { value: `${value}`, complaints: [], later: [] };
      const words = `"${piece.expression}" stands inside text and gives no text, number, true or false`;
      return { ...faulty(path, words), value: "" };
    }
  }
}

function faulty(path: FieldPath, message: string): FilledInPart {
  return { value: null, complaints: [complaint(path, message)], later: [] };
}

/** Undefined when an expression is not closed. */
function split(text: string): readonly Piece[] | undefined {
  const pieces: Piece[] = [];
  let rest = text;
  for (;;) {
    const start = rest.indexOf("${{");
    if (start < 0) return rest === "" ? pieces : [...pieces, { text: rest }];
    if (start > 0) pieces.push({ text: rest.slice(0, start) });
    const source = rest.slice(start + 3);
    const end = expressionEnd(source);
    if (end === undefined) return undefined;
    const written = source.slice(0, end);
    const before = text.length - source.length + (written.length - written.trimStart().length);
    pieces.push({ expression: written.trim(), at: before });
    rest = source.slice(end + 2);
  }
}

/** Where the closing braces stand: not inside quotes, and not those of a map within a map. */
function expressionEnd(source: string): number | undefined {
  let depth = 0;
  for (const { 0: token, index } of source.matchAll(/'(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*"|\{|\}/g)) {
    if (token === "{") depth += 1;
    if (token !== "}") continue;
    if (depth === 0) return source[index + 1] === "}" ? index : undefined;
    depth -= 1;
  }
  return undefined;
}

function complaint(path: FieldPath, message: string): Complaint {
  return { path, on: "value", message };
}

function restOf(parts: readonly FilledInPart[]): Omit<FilledInPart, "value"> {
  return {
    complaints: parts.flatMap((part) => part.complaints),
    later: parts.flatMap((part) => part.later),
  };
}
