import type { Json } from "../model/data.ts";

/** Letters from which on it matters that JSON is read many times faster as what it is. */
const LARGE = 500_000;

/**
 * What a large text in JSON holds; undefined of a small one, of YAML, and of JSON that is wrong: these
 * are read as YAML, which knows the place of every field. Machines write files of this size (snapshots
 * of a fleet), and no field twice.
 */
export function largeJson(text: string): Json | undefined {
  if (text.length < LARGE || !/^\s*[[{]/.test(text.slice(0, 100))) return undefined;
  try {
    // What JSON.parse gives is JSON.
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
