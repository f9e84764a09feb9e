import type { Argument, Command, Option } from "commander";
import type { ApiOptions } from "./api-client.ts";
import { openApi } from "./api-client.ts";

/**
 * What may stand where the last of the words is being written: commands, options, their values, and
 * names that the server knows. What cannot be found out is left out; completing never fails.
 */
export async function complete(
  program: Command,
  words: readonly string[],
  options: ApiOptions,
): Promise<readonly string[]> {
  // bash completes what stands behind the sign, and has it as a word all the same.
  const last = words.at(-1) === "=" ? "" : (words.at(-1) ?? "");
  const { before, prefix } = splitAtValue(words.slice(0, -1), last);
  const line = placeOf(program, before);
  const found = await candidates(line, prefix, { ...options, ...line.server });
  const kept = last.slice(0, last.length - prefix.length);
  return found
    .filter((word) => word.startsWith(prefix))
    .map((word) => kept + word)
    .toSorted();
}

/** `--output=js` is an option and the beginning of its value; bash makes three words of it. */
function splitAtValue(
  before: readonly string[],
  last: string,
): { readonly before: readonly string[]; readonly prefix: string } {
  const [, option, value] = /^(--[^=]+)=(.*)$/s.exec(last) ?? [];
  if (option !== undefined && value !== undefined) {
    return { before: [...before, option], prefix: value };
  }
  return { before, prefix: last };
}

/** Where a line stands: its command, the words that were given to it, and an option that wants a value. */
interface Line {
  readonly command: Command;
  readonly given: readonly string[];
  readonly wants: Option | undefined;
  /** Which server is asked, as the line itself says. */
  readonly server: ApiOptions;
}

function placeOf(program: Command, words: readonly string[]): Line {
  let line: Line = { command: program, given: [], wants: undefined, server: {} };
  for (const word of words) line = after(line, word);
  return line;
}

function after(line: Line, word: string): Line {
  const { command, given, wants, server } = line;
  if (wants !== undefined) {
    if (word === "=") return line;
    return { ...line, wants: undefined, server: { ...server, ...serverOf(wants, word) } };
  }
  const [, long = word, value] = /^(--[^=]+)=(.*)$/s.exec(word) ?? [];
  if (word.startsWith("-")) {
    const option = optionsOf(command).find((one) => long === one.long || long === one.short);
    const wanted = { ...line, wants: option?.required === true ? option : undefined };
    return value === undefined ? wanted : after(wanted, value);
  }
  const next = command.commands.find((sub) => sub.name() === word);
  return next === undefined || given.length > 0
    ? { ...line, given: [...given, word] }
    : { ...line, command: next, given: [] };
}

function serverOf(option: Option, value: string): ApiOptions {
  const name = option.attributeName();
  return name === "dataDir" || name === "tokenFile" ? { [name]: value } : {};
}

async function candidates(
  { command, given, wants }: Line,
  prefix: string,
  options: ApiOptions,
): Promise<readonly string[]> {
  if (wants !== undefined) return wants.argChoices ?? (await names(wants.attributeName(), options));
  if (prefix.startsWith("-")) {
    return optionsOf(command).flatMap(({ long, hidden }) =>
      long === undefined || hidden ? [] : [long],
    );
  }
  if (command.commands.length > 0) {
    // Behind a command that there is not, nothing fits.
    if (given.length > 0) return [];
    return command.commands.map((sub) => sub.name()).filter((name) => !name.startsWith("_"));
  }
  const argument = argumentAt(command, given.length);
  if (argument === undefined) return [];
  if (argument.argChoices !== undefined) return argument.argChoices;
  const named = argument.name() === "name" ? (given.at(-1) ?? "") : argument.name();
  return await names(named, options);
}

function argumentAt({ registeredArguments }: Command, index: number): Argument | undefined {
  const last = registeredArguments.at(-1);
  return registeredArguments[index] ?? (last?.variadic === true ? last : undefined);
}

function optionsOf(command: Command): readonly Option[] {
  const above = command.parent === null ? [] : optionsOf(command.parent);
  return [...command.options, ...above];
}

/** Lists of the API, by what an argument or option that names one of them is called. */
const LISTS: Readonly<Record<string, string>> = {
  rollout: "/rollouts",
  rollouts: "/rollouts",
  cluster: "/clusters",
  clusters: "/clusters",
  fleet: "/fleets",
  fleets: "/fleets",
  upgrades: "/upgrades",
  approvals: "/approvals",
  channel: "/channels",
  channels: "/channels",
  plan: "/plans",
  plans: "/plans",
};

async function names(what: string, options: ApiOptions): Promise<readonly string[]> {
  const list = LISTS[what];
  if (list === undefined) return [];
  try {
    const { items } = await openApi(options).get<{
      readonly items: readonly { readonly name?: string; readonly hash?: string }[];
    }>(list);
    return items.flatMap(({ name, hash }) => name ?? hash ?? []);
  } catch {
    return [];
  }
}
