import type { Json } from "../../model/data.ts";
import type { Complaint, FieldPath } from "../../spec/problem.ts";
import { celFault, evaluateCel, type Variables } from "../../spec/cel.ts";

/** A text with expressions in it: pieces as they are written, and the sources of the expressions between them. */
type Piece = { readonly text: string } | { readonly expression: string };

/** What a template gave, or the complaints in its place (the value is then null in parts). */
export interface Filled {
  readonly value: Json;
  readonly complaints: readonly Complaint[];
}

/**
 * Fills every `${{ ... }}` in a value and all it holds. A text that is one expression takes the
 * expression's type; inside other text it is rendered, and must be text, a number, true or false.
 */
export function fill(value: Json, variables: Variables, path: FieldPath): Filled {
  if (typeof value === "string") return fillText(value, variables, path);
  if (typeof value !== "object" || value === null) return { value, complaints: [] };
  if (Array.isArray(value)) {
    const items = value.map((item, index) => fill(item, variables, [...path, index]));
    return { value: items.map((item) => item.value), complaints: complaintsOf(items) };
  }
  const fields = Object.entries(value).map(
    ([key, field]) => [key, fill(field, variables, [...path, key])] as const,
  );
  return {
    value: Object.fromEntries(fields.map(([key, field]) => [key, field.value])),
    complaints: complaintsOf(fields.map(([, field]) => field)),
  };
}

/** What is wrong with the expressions in a value whatever the variables hold. */
export function templateFaults(
  value: Json,
  names: readonly string[],
  path: FieldPath,
): readonly Complaint[] {
  if (typeof value === "string") {
    const pieces = split(value);
    if (pieces === undefined) return [complaint(path, NOT_CLOSED)];
    return pieces
      .flatMap((piece) => ("expression" in piece ? [celFault(piece.expression, names)] : []))
      .flatMap((fault) => (fault === undefined ? [] : [complaint(path, fault)]));
  }
  if (typeof value !== "object" || value === null) return [];
  const parts: readonly (readonly [string | number, Json])[] = Array.isArray(value)
    ? [...value.entries()]
    : Object.entries(value);
  return parts.flatMap(([key, part]) => templateFaults(part, names, [...path, key]));
}

const NOT_CLOSED = "${{ is not closed: expected }} after the expression";

function fillText(text: string, variables: Variables, path: FieldPath): Filled {
  const pieces = split(text);
  if (pieces === undefined) return { value: null, complaints: [complaint(path, NOT_CLOSED)] };
  const [only, ...more] = pieces;
  if (only !== undefined && more.length === 0 && "expression" in only) {
    const result = evaluateCel(only.expression, variables);
    return "fault" in result
      ? { value: null, complaints: [complaint(path, result.fault)] }
      : { value: result.value, complaints: [] };
  }
  return render(pieces, variables, path);
}

interface Rendered {
  readonly value: string;
  readonly complaints: readonly Complaint[];
}

/** Fills every `${{ ... }}` of what can only be text, like a title. */
export function fillTitle(text: string, variables: Variables, path: FieldPath): Rendered {
  const pieces = split(text);
  return pieces === undefined
    ? { value: "", complaints: [complaint(path, NOT_CLOSED)] }
    : render(pieces, variables, path);
}

function render(pieces: readonly Piece[], variables: Variables, path: FieldPath): Rendered {
  const parts = pieces.map((piece) => renderPiece(piece, variables, path));
  return { value: parts.map((part) => part.value).join(""), complaints: complaintsOf(parts) };
}

function renderPiece(piece: Piece, variables: Variables, path: FieldPath): Rendered {
  if ("text" in piece) return { value: piece.text, complaints: [] };
  const result = evaluateCel(piece.expression, variables);
  if ("fault" in result) return { value: "", complaints: [complaint(path, result.fault)] };
  if (typeof result.value !== "object") return { value: `${result.value}`, complaints: [] };
  const words = `"${piece.expression}" stands inside text and gives no text, number, true or false`;
  return { value: "", complaints: [complaint(path, words)] };
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
    pieces.push({ expression: source.slice(0, end).trim() });
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

function complaintsOf(parts: readonly Filled[]): readonly Complaint[] {
  return parts.flatMap((part) => part.complaints);
}
