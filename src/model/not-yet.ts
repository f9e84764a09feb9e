import * as z from "zod";

/** What is said of a field that the design knows and this version does not act upon. */
export const NOT_YET =
  "a known field that this version does not act on yet: remove it, nothing would come of it";

/**
 * A field that the design knows and this version does not act upon. Accepting it would promise
 * something (a window, an approval) that is not kept, so it is refused with words of its own.
 */
export function notYet(): z.ZodOptional<z.ZodNever> {
  return z
    .never({ error: NOT_YET })
    .optional()
    .describe("Known, but not acted on by this version.");
}
