import type { Json } from "../../../model/data.ts";
import { meetsConstraint } from "./semver-constraint.ts";
import { BLANK, isFull, known, memberOf, truth, UNKNOWN, written, type Value } from "./value.ts";

type Call = (args: readonly Value[], version: string) => Value;

/**
 * The functions of Go's templates, Sprig and Helm that charts choose an API with. All others are
 * unknown, and so is what they are used for.
 */
export function callFunction(name: string, args: readonly Value[], version: string): Value {
  const call = Object.hasOwn(FUNCTIONS, name) ? FUNCTIONS[name] : undefined;
  return call === undefined ? UNKNOWN : call(args, version);
}

const number: Call = (args, version) => {
  const [text = BLANK] = args.map((arg) => written(arg, version));
  const digits = /^-?\d+/.exec(text)?.[0];
  return digits === undefined ? UNKNOWN : known(Number(digits), args.some(isByValues));
};

const FUNCTIONS: Readonly<Record<string, Call>> = {
  not: ([value = UNKNOWN]) => {
    const is = truth(value);
    return is === undefined ? UNKNOWN : known(!is);
  },
  empty: ([value = UNKNOWN]) => {
    const is = truth(value);
    return is === undefined ? UNKNOWN : known(!is);
  },
  eq: (args) => compared(args, ([first, ...others]) => others.includes(first ?? null)),
  ne: (args) => compared(args, ([a, b]) => a !== b),
  lt: (args) => compared(args, ([a, b]) => Number(a) < Number(b)),
  le: (args) => compared(args, ([a, b]) => Number(a) <= Number(b)),
  gt: (args) => compared(args, ([a, b]) => Number(a) > Number(b)),
  ge: (args) => compared(args, ([a, b]) => Number(a) >= Number(b)),
  semverCompare: (args, version) => {
    const [constraint, of] = args.map((arg) => written(arg, version));
    const isKnown =
      constraint !== undefined && of !== undefined && !`${constraint}${of}`.includes(BLANK);
    const meets = isKnown ? meetsConstraint(constraint, of) : undefined;
    return meets === undefined ? UNKNOWN : known(meets, args.some(isByValues));
  },
  // What is not known is seldom set: the chart's author says what it is then.
  default: ([otherwise = UNKNOWN, value = UNKNOWN]) => (isSet(value) ? value : otherwise),
  coalesce: (args) => args.find(isSet) ?? UNKNOWN,
  ternary: ([yes = UNKNOWN, no = UNKNOWN, test = UNKNOWN]) => {
    const is = truth(test);
    return is === undefined ? UNKNOWN : is ? yes : no;
  },
  print: (args, version) => textOf(args, version, (texts) => texts.join("")),
  printf: (args, version) => textOf(args, version, ([form = "", ...rest]) => formatted(form, rest)),
  toString: (args: readonly Value[], version: string) =>
    textOf(args, version, ([text = ""]) => text),
  quote: (args, version) =>
    textOf(args, version, (texts) => texts.map((text) => `"${text}"`).join(" ")),
  squote: (args, version) =>
    textOf(args, version, (texts) => texts.map((text) => `'${text}'`).join(" ")),
  trim: (args, version) => textOf(args, version, ([text = ""]) => text.trim()),
  lower: (args, version) => textOf(args, version, ([text = ""]) => text.toLowerCase()),
  upper: (args, version) => textOf(args, version, ([text = ""]) => text.toUpperCase()),
  trimPrefix: (args, version) =>
    textOf(args, version, ([prefix = "", text = ""]) =>
      text.startsWith(prefix) ? text.slice(prefix.length) : text,
    ),
  trimSuffix: (args, version) =>
    textOf(args, version, ([suffix = "", text = ""]) =>
      suffix !== "" && text.endsWith(suffix) ? text.slice(0, -suffix.length) : text,
    ),
  replace: (args, version) =>
    textOf(args, version, ([from = "", to = "", text = ""]) => text.replaceAll(from, to)),
  trunc: (args, version) =>
    textOf(args, version, ([most = "", text = ""]) => text.slice(0, Number(most))),
  indent: (args, version) =>
    textOf(args, version, ([count = "", text = ""]) => indented(text, Number(count))),
  nindent: (args, version) =>
    textOf(args, version, ([count = "", text = ""]) => `\n${indented(text, Number(count))}`),
  contains: (args, version) => told(args, version, ([part = "", text = ""]) => text.includes(part)),
  hasPrefix: (args, version) =>
    told(args, version, ([prefix = "", text = ""]) => text.startsWith(prefix)),
  hasSuffix: (args, version) =>
    told(args, version, ([suffix = "", text = ""]) => text.endsWith(suffix)),
  regexMatch: (args, version) => matched(args, version, (match) => match !== null),
  mustRegexMatch: (args, version) => matched(args, version, (match) => match !== null),
  regexFind: (args, version) => matched(args, version, (match) => match?.[0] ?? ""),
  mustRegexFind: (args, version) => matched(args, version, (match) => match?.[0] ?? ""),
  get: ([of = UNKNOWN, key = UNKNOWN]) => memberAt(of, key),
  index: ([of = UNKNOWN, ...keys]) => keys.reduce<Value>(memberAt, of),
  dig: (args) => {
    const [otherwise = UNKNOWN, of = UNKNOWN] = args.slice(-2);
    const member = args.slice(0, -2).reduce<Value>(memberAt, of);
    return isSet(member) ? member : otherwise;
  },
  int: number,
  int64: number,
  atoi: number,
  dict: (args) => {
    const fields = new Map<string, Value>();
    for (const [index, key] of args.entries()) {
      if (index % 2 !== 0 || key.is !== "known" || typeof key.data !== "string") continue;
      fields.set(key.data, args[index + 1] ?? UNKNOWN);
    }
    return { is: "dict", fields };
  },
};

const isByValues = (value: Value): boolean => value.is === "known" && value.byValues;

/** Known to be neither nothing nor empty. */
const isSet = (value: Value): boolean =>
  value.is === "known" ? isFull(value.data) : value.is !== "unknown";

function compared(args: readonly Value[], test: (data: readonly Json[]) => boolean): Value {
  const data: Json[] = [];
  for (const arg of args) {
    if (arg.is !== "known") return UNKNOWN;
    data.push(arg.data);
  }
  return known(test(data), args.some(isByValues));
}

/** Of texts, one for each argument; what is not known in one makes it all unknown, save in a text. */
function textOf(
  args: readonly Value[],
  version: string,
  make: (texts: readonly string[]) => string,
): Value {
  const texts = args.map((arg) => written(arg, version));
  return texts.every((text) => text === BLANK)
    ? UNKNOWN
    : known(make(texts), args.some(isByValues));
}

function told(
  args: readonly Value[],
  version: string,
  test: (texts: readonly string[]) => boolean,
): Value {
  const texts = args.map((arg) => written(arg, version));
  if (texts.some((text) => text.includes(BLANK))) return UNKNOWN;
  return known(test(texts), args.some(isByValues));
}

/** `index .Values "a" "b"`, of maps and of lists. */
function memberAt(of: Value, key: Value): Value {
  if (key.is !== "known" || typeof key.data === "object") return UNKNOWN;
  const name = String(key.data);
  if (of.is === "dict") return of.fields.get(name) ?? known(null);
  return of.is === "known" ? known(memberOf(of.data, name), of.byValues || key.byValues) : UNKNOWN;
}

/** A pattern can take for ever; of a version, and what is as short, none does. */
const MOST_LETTERS = 16;
const MOST_PATTERN = 100;

/** What a regular expression finds; unknown where Go's are written otherwise than ours. */
function matched(
  args: readonly Value[],
  version: string,
  say: (match: RegExpExecArray | null) => Json,
): Value {
  const [pattern = BLANK, text = BLANK] = args.map((arg) => written(arg, version));
  if (`${pattern}${text}`.includes(BLANK)) return UNKNOWN;
  if (text.length > MOST_LETTERS || pattern.length > MOST_PATTERN) return UNKNOWN;
  try {
    return known(say(new RegExp(pattern).exec(text)), args.some(isByValues));
  } catch {
    return UNKNOWN;
  }
}

function formatted(form: string, rest: readonly string[]): string {
  let next = 0;
  return form.replaceAll(/%[-+ #0-9.]*[a-zA-Z%]/g, (verb) => {
    if (verb === "%%") return "%";
    const text = rest[next] ?? BLANK;
    next += 1;
    return verb.endsWith("q") ? `"${text}"` : text;
  });
}

const indented = (text: string, count: number): string =>
  text.replaceAll(/^/gm, " ".repeat(Math.min(100, Math.max(0, count || 0))));
