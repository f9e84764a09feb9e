import type * as z from "zod";
import type { Json } from "../model/data.ts";

/**
 * What the look before left. A memo that cannot be read (none yet, or of another build) is
 * undefined: an action sees the world anew each time and only loses what it wanted to say.
 */
export function readMemo<Memo>(schema: z.ZodType<Memo>, memo: Json): Memo | undefined {
  return schema.safeParse(memo).data;
}
