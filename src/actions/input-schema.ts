import * as z from "zod";
import type { ActionSpec } from "../model/action-spec.ts";

/** The JSON Schema of what people may write under `with`. */
export function inputSchema(input: z.ZodType): ActionSpec["inputs"] {
  return z.toJSONSchema(input, { io: "input" });
}
