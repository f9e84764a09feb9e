import type * as z from "zod";
import type { Json } from "../model/data.ts";
import { nearest } from "./nearest.ts";
import { isList } from "./rough-data.ts";

/** What would help, as a sentence; `asRead` says that YAML read the value as something else than text. */
export interface Hint {
  readonly words: string;
  readonly asRead?: true;
}

/**
 * What to write instead: the nearest of the allowed words, or else the first of the usual slips
 * (quotes, yes and no, a unit, a list of one) whose correction the schema accepts.
 * `written` is the text of a plain value as it stands in the file.
 */
export function hintFor(
  value: Json,
  written: string,
  schema: z.ZodType | undefined,
  allowed: readonly string[],
): Hint | undefined {
  const near = typeof value === "string" ? nearest(value, allowed) : undefined;
  if (near !== undefined) return { words: `Did you mean ${near}?` };
  return slips(value, written).find(({ instead }) => schema?.safeParse(instead).success)?.hint;
}

interface Slip {
  readonly instead: Json;
  readonly hint: Hint;
}

function slips(value: Json, written: string): readonly Slip[] {
  if (isList(value)) {
    const [only] = value;
    if (only === undefined || value.length > 1) return [];
    return [{ instead: only, hint: { words: 'Write it without the "- ".' } }];
  }
  if (typeof value === "object") return value === null ? [] : [listOfOne(value)];
  if (typeof value === "string") return [...textSlips(value), listOfOne(value)];
  return [
    { instead: written, hint: { words: `Write "${written}".`, asRead: true } },
    ...unitSlip(written),
    listOfOne(value),
  ];
}

function textSlips(text: string): readonly Slip[] {
  const plain = text.trim();
  const name = plain.toLowerCase().replaceAll(/[\s_/]+/g, "-");
  const version = /^v?\d+\.\d+(?:\.\d+)?/.exec(plain)?.[0] ?? "";
  return [
    ...(plain === text ? [] : [blankSlip(plain)]),
    ...numberSlip(plain),
    ...truthSlip(plain),
    ...unitSlip(plain),
    // Only what is left over helps: nothing at all, or a mere sign, is seldom what was meant.
    { instead: name, hint: { words: `Did you mean ${name}?` } },
    { instead: version, hint: { words: `Did you mean "${version}"?` } },
  ].filter(({ instead }) => instead !== "" && instead !== "-");
}

function blankSlip(plain: string): Slip {
  return { instead: plain, hint: { words: `Write "${plain}", without blanks around it.` } };
}

function numberSlip(text: string): readonly Slip[] {
  if (!/^-?\d+(?:\.\d+)?$/.test(text)) return [];
  return [{ instead: Number(text), hint: { words: `Write ${text}, without the quotes.` } }];
}

function truthSlip(text: string): readonly Slip[] {
  const word = text.toLowerCase();
  const yes = ["true", "yes", "on", "y"].includes(word);
  if (!yes && !["false", "no", "off", "n"].includes(word)) return [];
  const quoted = word === String(yes) ? ", without the quotes" : "";
  return [{ instead: yes, hint: { words: `Write ${yes}${quoted}.` } }];
}

function unitSlip(text: string): readonly Slip[] {
  if (!/^\d+$/.test(text)) return [];
  return [
    { instead: `${text}s`, hint: { words: `Write its unit: ${text}s, ${text}m or ${text}h.` } },
  ];
}

function listOfOne(value: Json): Slip {
  return { instead: [value], hint: { words: 'Write a list: put "- " before it.' } };
}
