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
  const prefix = words.at(-1) ?? "";
  const line = placeOf(program, words.slice(0, -1));
  const found = await candidates(line, prefix, options);
  return found.filter((word) => word.startsWith(prefix)).toSorted();
}

/** Where a line stands: its command, the words that were given to it, and an option that wants a value. */
interface Line {
  readonly command: Command;
  readonly given: readonly string[];
  readonly wants: Option | undefined;
}

function placeOf(program: Command, words: readonly string[]): Line {
  let line: Line = { command: program, given: [], wants: undefined };
  for (const word of words) line = after(line, word);
  return line;
}

function after({ command, given, wants }: Line, word: string): Line {
  if (wants !== undefined) return { command, given, wants: undefined };
  if (word.startsWith("-")) {
    const option = optionsOf(command).find(({ long, short }) => word === long || word === short);
    return { command, given, wants: option?.required === true ? option : undefined };
  }
  const next = command.commands.find((sub) => sub.name() === word);
  return next === undefined || given.length > 0
    ? { command, given: [...given, word], wants: undefined }
    : { command: next, given: [], wants: undefined };
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
};

async function names(what: string, options: ApiOptions): Promise<readonly string[]> {
  const list = LISTS[what];
  if (list === undefined) return [];
  try {
    const { items } = await openApi(options).get<{ readonly items: readonly { name: string }[] }>(
      list,
    );
    return items.map(({ name }) => name);
  } catch {
    return [];
  }
}
