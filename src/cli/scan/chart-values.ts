import { parseDocument } from "yaml";
import type { Json } from "../../model/data.ts";

/** Values of a chart: a mapping, as Helm has it. */
export type Values = { readonly [key: string]: Json };

/** The mapping in a YAML text; an empty text is an empty mapping, as for Helm. */
export function parseValues(
  text: string,
): { readonly values: Values } | { readonly problem: string; readonly line: number } {
  const document = parseDocument(text, { merge: true, logLevel: "silent", uniqueKeys: false });
  const [broken] = document.errors;
  if (broken !== undefined) {
    const [reason = ""] = broken.message.split("\n");
    return {
      problem: reason.replace(/ at line \d+, column \d+:?$/, ""),
      line: broken.linePos?.[0].line ?? 1,
    };
  }
  try {
    // YAML without tags of its own holds nothing that JSON does not.
    const value = document.toJS({ maxAliasCount: 1_000 }) as Json;
    if (value === null || value === undefined) return { values: {} };
    if (isValues(value)) return { values: value };
  } catch (error) {
    return { problem: error instanceof Error ? error.message : String(error), line: 1 };
  }
  return { problem: "it is no mapping", line: 1 };
}

/**
 * What Helm makes of a chart's values and those above them: mappings are merged, everything else is
 * replaced, and a null takes the key away.
 */
export function mergeValues(under: Values, over: Values): Values {
  const merged = new Map(Object.entries(under));
  for (const [key, value] of Object.entries(over)) {
    const below = merged.get(key);
    if (value === null) merged.delete(key);
    else merged.set(key, isValues(value) && isValues(below) ? mergeValues(below, value) : value);
  }
  return Object.fromEntries(merged);
}

/** The value at a path with dots, `redis.enabled`; undefined where there is none. */
export function valueAt(values: Values, dotted: string): Json | undefined {
  let value: Json | undefined = values;
  for (const key of dotted.split(".")) {
    if (!isValues(value)) return undefined;
    value = value[key];
  }
  return value;
}

/** The part of a chart's values that its subchart sees: its own key, and what is global. */
export function valuesForSubchart(values: Values, key: string): Values {
  const [own, global] = [values[key], values["global"]];
  const part = isValues(own) ? own : {};
  if (!isValues(global)) return part;
  const below = part["global"];
  return { ...part, global: mergeValues(isValues(below) ? below : {}, global) };
}

function isValues(value: Json | undefined): value is Values {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
