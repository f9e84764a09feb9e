/** A list that an expression asks of, and the fields of its items that decide; undefined where an item counts whole. */
export interface ListRead {
  readonly list: string;
  readonly fields: readonly string[] | undefined;
}

export interface Deciding {
  readonly lists: readonly ListRead[];
  /** It only filters one list, item by item: where nothing is found among some items and among others, nothing is among all. */
  readonly isFilter: boolean;
}

interface Reading {
  readonly list: string;
  readonly fields: Set<string>;
  isWhole: boolean;
}

/** What a name stands for inside an expression: an item of a list, with what is read of it, or anything else. */
type Scope = ReadonlyMap<string, Reading | "value">;

interface Search {
  readonly variable: string;
  readonly found: Map<string, Reading>;
  /** How often a list is asked. */
  asked: number;
}

const MACROS: ReadonlySet<unknown> = new Set(["all", "exists", "exists_one", "filter", "map"]);
const NOTHING: Scope = new Map();

/**
 * The lists of a variable (`nodes` of `facts`) that decide an expression, if nothing else does and of
 * the lists only which different items they have: then the same items in any order and number give
 * the same answer, for as long as that is no list of what was found. Undefined where this is not sure.
 */
export function listsThatDecide(ast: unknown, variable: string): Deciding | undefined {
  const search: Search = { variable, found: new Map(), asked: 0 };
  if (!isTold(search, ast)) return undefined;
  const lists = [...search.found.values()].map(({ list, fields, isWhole }) => ({
    list,
    fields: isWhole ? undefined : [...fields],
  }));
  return { lists, isFilter: partsOf(ast).op === "rcall" && search.asked === 1 && isLone(ast) };
}

/** A filter, or a map of one, and nothing around it. */
function isLone(ast: unknown): boolean {
  const [name, receiver] = partsOf(ast).args;
  return name === "filter" || (name === "map" && isLone(receiver));
}

/** What an expression gives at last may be what a filter left of a list, empty or not, and what is made of that. */
function isTold(search: Search, node: unknown): boolean {
  const { op, args } = partsOf(node);
  if (op === "?:") {
    return isSure(search, args[0], NOTHING) && args.slice(1).every((each) => isTold(search, each));
  }
  if (op !== "rcall") return isSure(search, node, NOTHING);
  const [name, receiver, inner] = args;
  const [within, list] = [partsOf(receiver).args, listOf(search, receiver)];
  const isMapped = name === "map" && within[0] === "filter";
  if (isMapped && listOf(search, within[1]) !== undefined) return isTold(search, receiver);
  return name === "filter" && list !== undefined
    ? asksItems(search, list, inner, NOTHING)
    : isSure(search, node, NOTHING);
}

function isSure(search: Search, node: unknown, scope: Scope): boolean {
  if (Array.isArray(node)) return node.every((each) => isSure(search, each, scope));
  const { op, args, name } = partsOf(node);
  switch (op) {
    case undefined:
    case "value":
      return true;
    case "id":
      return isItem(scope.get(name));
    case ".":
      return isField(search, args, scope);
    case "in":
      return isMember(search, args, scope);
    case "rcall":
      return MACROS.has(args[0]) ? isMacro(search, args, scope) : isSure(search, args, scope);
    default:
      return isSure(search, args, scope);
  }
}

/** A name of nothing in sight is a variable, of which all may count. */
function isItem(meant: Reading | "value" | undefined): boolean {
  if (typeof meant === "object") meant.isWhole = true;
  return meant !== undefined;
}

function isField(search: Search, [holder, field]: readonly unknown[], scope: Scope): boolean {
  const { op, name } = partsOf(holder);
  const item = op === "id" ? scope.get(name) : undefined;
  if (typeof item !== "object") return isSure(search, holder, scope);
  item.fields.add(String(field));
  return true;
}

function isMember(search: Search, [item, holder]: readonly unknown[], scope: Scope): boolean {
  const list = listOf(search, holder);
  if (list === undefined) return isSure(search, [item, holder], scope);
  readingOf(search, list).isWhole = true;
  return isSure(search, item, scope);
}

function isMacro(search: Search, args: readonly unknown[], scope: Scope): boolean {
  const [macro, receiver, inner] = args;
  const list = listOf(search, receiver);
  if (list !== undefined) {
    return (macro === "all" || macro === "exists") && asksItems(search, list, inner, scope);
  }
  return isSure(search, receiver, scope) && isSureWithin(search, inner, scope, "value");
}

function asksItems(search: Search, list: string, inner: unknown, scope: Scope): boolean {
  return isSureWithin(search, inner, scope, readingOf(search, list));
}

/** Inside a macro its first argument is the name of an item, which must not hide the variable. */
function isSureWithin(
  search: Search,
  inner: unknown,
  scope: Scope,
  item: Reading | "value",
): boolean {
  const [named, ...bodies]: readonly unknown[] = Array.isArray(inner) ? inner : [];
  const { name } = partsOf(named);
  return name !== search.variable && isSure(search, bodies, new Map(scope).set(name, item));
}

function readingOf(search: Search, list: string): Reading {
  const known = search.found.get(list) ?? { list, fields: new Set(), isWhole: false };
  search.found.set(list, known);
  search.asked += 1;
  return known;
}

/** The list that `variable.list` names. */
function listOf({ variable }: Search, node: unknown): string | undefined {
  const { op, args } = partsOf(node);
  const holder = partsOf(args[0]);
  const isOwn = op === "." && holder.op === "id" && holder.name === variable;
  return isOwn ? String(args[1]) : undefined;
}

/** A node of the library's syntax tree; of anything else nothing. */
function partsOf(node: unknown): {
  readonly op: unknown;
  readonly args: readonly unknown[];
  readonly name: string;
} {
  const isNode = typeof node === "object" && node !== null && "op" in node && "args" in node;
  if (!isNode) return { op: undefined, args: [], name: "" };
  const { op, args } = node;
  return { op, args: Array.isArray(args) ? args : [args], name: String(args) };
}
