import * as z from "zod";

function countSchema(least: 0 | 1) {
  const percent = least === 0 ? /^(?:100|[1-9]?[0-9])%$/ : /^(?:100|[1-9][0-9]?)%$/;
  const error = `expected a whole number of at least ${least}, or a percentage from ${least}% to 100%`;
  return z.union([z.int({ error }).min(least, error), z.string({ error }).regex(percent, error)], {
    error,
  });
}

/** A number of things, or a percentage of them; what it comes to is decided by `resolveCount`. */
export const countFrom0Schema = countSchema(0);
export const countFrom1Schema = countSchema(1);

export type Count = number | string;

/** Whole numbers stay; a percentage of `total` is rounded as the word's definition says (semantics 2). */
export function resolveCount(count: Count, total: number, rounding: "up" | "down"): number {
  if (typeof count === "number") return count;
  // Multiply first: 7 % of 100 must be 7, and 0.07 * 100 is 7.000000000000001.
  const exact = (Number.parseInt(count, 10) * total) / 100;
  return rounding === "up" ? Math.ceil(exact) : Math.floor(exact);
}
